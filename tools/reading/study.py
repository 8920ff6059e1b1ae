"""Read whatever a caller hands over into a study."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow

from tools.errors import BadArguments, UnreadableImage
from tools.image import Image
from tools.reading.array import read_array
from tools.reading.assembly import Assembly
from tools.reading.dicom_instance import read_dicom
from tools.reading.files import files_below, load, sniff
from tools.reading.raster import read_pillow, read_raster
from tools.study import Instance, Study

__all__ = ["Source", "read_study"]

One: TypeAlias = str | Path | Pillow.Image | NDArray[Any] | Image | Study
Source: TypeAlias = One | Sequence[One]
"""What a study can be read from."""

_NO_IMAGE = "The file is not an image that is read here: DICOM, PNG, JPEG, TIFF, BMP or WebP."


def read_study(source: Source) -> Study:
    """Read a study.

    DICOM files of one series are put together and sorted by geometry; every other picture is a series of its own. The
    series stand in the order in which they were handed over (in a folder: in the order of the file names).

    Args:
        source: A file or a folder (str or Path; a folder with everything below it), a PIL image, an array `(H, W)` or
            `(H, W, 3)` uint8, an `Image`, a `Study` (returned as it is), or a list of these. What a file holds is found
            out from its content, not from its name.

    Raises:
        UnreadableImage: If a file is missing, broken, too large, or no image; or if a folder holds nothing readable. A
            folder's single bad files are left out and noted instead.
        UnsupportedTransferSyntax: If a DICOM file cannot be decoded here.
        BadArguments: If the source is of another type, or an empty text.
    """
    if isinstance(source, Study):
        return source
    assembly = Assembly()
    if isinstance(source, list | tuple):
        if not source:
            raise BadArguments("The list of images is empty; hand over at least one.")
        _add_all(source, assembly)
    else:
        _add(source, assembly)
    return assembly.finished()


def _add_all(sources: Iterable[Any], assembly: Assembly) -> None:
    for one in sources:
        _add(one, assembly)


def _add(source: Any, assembly: Assembly) -> None:  # told apart right here
    match source:
        case str() if not source.strip():
            # pathlib takes it for the current folder, and everything below that would be read as one study.
            raise BadArguments(f"The path {source!r} is empty; name a file or a folder ('.' for the current one).")
        case str() | Path():
            _add_path(Path(source), assembly)
        case Study():
            assembly.add_study(source)
        case Image():
            assembly.add(Instance(frames=(source,), digest=source.ref.digest))
        case Pillow.Image():
            assembly.add(read_pillow(source))
        case np.ndarray():
            assembly.add(read_array(source))
        case _:
            raise BadArguments(
                f"A study is read from a path, a PIL image, an array, an Image, a Study or a list of these, "
                f"got {type(source).__name__}."
            )


def _add_path(path: Path, assembly: Assembly) -> None:
    try:
        is_folder = path.is_dir()
    except (OSError, ValueError) as error:
        raise UnreadableImage("There is no such file or folder.") from error
    if not is_folder:
        _add_file(path, assembly)
        return
    paths, links = files_below(path)
    for _ in range(links):
        assembly.leave_out("a link, which is not followed")
    for one in paths:
        try:
            _add_file(one, assembly)
        except UnreadableImage as error:
            # One bad file does not cost the others; the note says what was lost.
            assembly.leave_out("not an image" if str(error) == _NO_IMAGE else str(error))


def _add_file(path: Path, assembly: Assembly) -> None:
    assembly.count_file()
    kind = sniff(path)
    if kind is None:
        raise UnreadableImage(_NO_IMAGE)
    data = load(path)
    if kind == "dicom":
        assembly.add_dicom(read_dicom(data))
    else:
        assembly.add(read_raster(data))
