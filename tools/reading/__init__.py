"""Read DICOM files, pictures and arrays into a study."""

from tools.reading.gdcm_import import import_gdcm

import_gdcm()  # before pydicom, which imports it without that care

from tools.reading.study import Source, read_study  # noqa: E402

__all__ = ["Source", "read_study"]
