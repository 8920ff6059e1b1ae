"""Read whatever a caller hands over into a study."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow

from tools.errors import BadArguments, MissingFile, NotAnImage, UnreadableImage
from tools.image import Image
from tools.reading.archive import LeftOut, unpacked
from tools.reading.array import read_array
from tools.reading.assembly import Assembly
from tools.reading.content import NO_IMAGE, Content, read_content
from tools.reading.dicom_instance import DicomInstance
from tools.reading.directory import Directory, confined
from tools.reading.files import files_below, load, sniff
from tools.reading.raster import read_pillow
from tools.structured import StructuredReport
from tools.study import Instance, Study

__all__ = ["Source", "read_study"]

One: TypeAlias = str | Path | Pillow.Image | NDArray[Any] | Image | Study
Source: TypeAlias = One | Sequence[One]
"""What a study can be read from."""


def read_study(source: Source, *, isolated: bool = True) -> Study:
    """Read a study.

    DICOM files of one series are put together and sorted by geometry; every other picture is a series of its own. The
    series stand in the order in which they were handed over (in a folder: in the order of the file names).

    Args:
        source: A path (str or Path), a PIL image, an array `(H, W)` or `(H, W, 3)` uint8, an `Image`, a `Study`
            (returned as it is), or a list of these. A folder stands for everything below it, a ZIP archive for the
            files in it, a DICOMDIR for the files that it names. What a file holds is found out from its content, not
            from its name.
        isolated: Whether files are read in a child process, where one that hangs, swells or breaks its decoder is
            stopped. Only for files of one's own is there a reason not to. Pictures in memory are read right here.

    Raises:
        UnreadableImage: If a file is missing, broken, too large, or no image (each has a class of its own; `file` says
            which it was); or if a folder holds nothing readable. A folder's single bad files are left out and noted
            instead, and `Study.omitted` says which.
        UnsupportedTransferSyntax: If a DICOM file cannot be decoded here.
        BadArguments: If the source is of another type, or an empty text.
    """
    if isinstance(source, Study):
        return source
    assembly = Assembly()
    if isinstance(source, list | tuple):
        if not source:
            raise BadArguments("The list of images is empty; hand over at least one.")
        for one in source:
            _add(one, assembly, isolated)
    else:
        _add(source, assembly, isolated)
    return assembly.finished()


def _add(source: Any, assembly: Assembly, isolated: bool) -> None:  # told apart right here
    match source:
        case str() if not source.strip():
            # pathlib takes it for the current folder, and everything below that would be read as one study.
            raise BadArguments(f"The path {source!r} is empty; name a file or a folder ('.' for the current one).")
        case str() | Path():
            _add_path(Path(source), assembly, isolated)
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


def _add_path(path: Path, assembly: Assembly, isolated: bool) -> None:
    try:
        is_folder = path.is_dir()
    except (OSError, ValueError) as error:
        raise MissingFile("There is no such file or folder.") from error
    if not is_folder:
        try:
            _add_file(path, assembly, isolated, is_named=True)
        except UnreadableImage as error:
            error.about(path)
            raise
        return
    paths, links = files_below(path)
    for _ in range(links):
        assembly.leave_out_unnamed("a link, which is not followed")
    for one in paths:
        try:
            _add_file(one, assembly, isolated)
        except UnreadableImage as error:
            # One bad file does not cost the others; the note says what was lost.
            assembly.leave_out("not an image" if str(error) == NO_IMAGE else str(error))


def _add_file(path: Path, assembly: Assembly, isolated: bool, *, is_named: bool = False) -> None:
    assembly.begin_file(path)
    kind = sniff(path)
    if kind is None:
        raise NotAnImage(NO_IMAGE)
    if kind == "zip":
        _add_archive(path, assembly, isolated)
        return
    content = _isolated(path) if isolated else read_content(load(path))
    # Of a folder every file is read anyway, and a DICOMDIR that names another one could lead in a circle.
    if isinstance(content, Directory) and is_named:
        _add_directory(path.parent, content, assembly, isolated)
    else:
        _add_content(content, assembly)


def _add_content(content: Content, assembly: Assembly) -> None:
    match content:
        case DicomInstance():
            assembly.add_dicom(content)
        case StructuredReport():
            assembly.add_report(content)
        case Instance():
            assembly.add(content)
        case Directory():
            assembly.leave_out("a DICOMDIR, which is followed only when it is handed over itself")


def _add_archive(path: Path, assembly: Assembly, isolated: bool) -> None:
    for one in unpacked(path):
        if isinstance(one, LeftOut):
            assembly.leave_out(one.reason)
            continue
        assembly.begin_file()
        try:
            _add_content(_isolated(one) if isolated else read_content(one), assembly)
        except UnreadableImage as error:
            assembly.leave_out(str(error))


def _add_directory(folder: Path, directory: Directory, assembly: Assembly, isolated: bool) -> None:
    for _ in range(directory.refused):
        assembly.leave_out_unnamed("named by the DICOMDIR in a way that leads elsewhere")
    for parts in directory.files:
        path = confined(folder, parts)
        if path is None:
            assembly.leave_out_unnamed("named by the DICOMDIR and not there")
            continue
        try:
            _add_file(path, assembly, isolated)
        except UnreadableImage as error:
            assembly.leave_out(str(error))


def _isolated(source: Path | bytes) -> Content:
    from tools.isolation.reading import read_isolated  # its child imports this package

    return read_isolated(source)
