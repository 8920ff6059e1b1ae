"""From the bytes of one file to what it holds: the part of reading that runs in a child process."""

from typing import TypeAlias

from tools.errors import NotAnImage
from tools.reading.dicom_object import DicomObject, read_dicom_object
from tools.reading.directory import Directory, is_directory, read_directory
from tools.reading.nrrd import read_nrrd
from tools.reading.preamble import told
from tools.reading.raster import read_raster
from tools.reading.sniffing import HEAD_BYTES, kind_of
from tools.reading.video import read_video
from tools.study import Instance

__all__ = ["NO_IMAGE", "Content", "read_content"]

Content: TypeAlias = DicomObject | Instance | Directory
"""What one file may hold."""

NO_IMAGE = "The file is not an image that is read here: DICOM, PNG, JPEG, TIFF, BMP, WebP, NIfTI, NRRD or video."


def read_content(data: bytes) -> Content:
    """Read one file, by its content and never by its name.

    Args:
        data: The whole file.

    Raises:
        NotAnImage: If it is of no kind that is read.
        UnreadableImage: If it is broken, holds no picture, or is too large.
    """
    match kind_of(data[:HEAD_BYTES]):
        case "dicom":
            return read_directory(data) if is_directory(data) else told(read_dicom_object(data), data)
        case "raster":
            return read_raster(data)
        case "nifti" | "gzip" as kind:
            from tools.reading.nifti import read_nifti, read_nifti_gz  # its library takes a third of a second to load

            return read_nifti(data) if kind == "nifti" else read_nifti_gz(data)
        case "nrrd":
            return read_nrrd(data)
        case "video":
            return read_video(data)
        case "zip" | None:
            raise NotAnImage(NO_IMAGE)
