"""Read DICOM files, pictures and arrays into a study."""

from tools.reading.study import Source, read_study

__all__ = ["Source", "read_study"]
