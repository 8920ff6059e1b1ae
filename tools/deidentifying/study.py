"""Write a clean copy of a folder: headers by profile, pixels without text, names that say nothing."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tools.deidentifying.known import Known
from tools.deidentifying.looking import Look
from tools.deidentifying.object import CleanObject
from tools.deidentifying.options import Options
from tools.deidentifying.pseudonyms import Pseudonyms
from tools.errors import BadArguments, NotAnImage, UnreadableImage
from tools.isolation.cleaning import clean_isolated, look_isolated
from tools.private_files import make_private_folder, write_private_file
from tools.reading.files import files_below, sniff
from tools.study import Omitted

__all__ = ["Progress", "Summary", "deidentify_folder"]

Progress = Callable[[int, int], None]
"""Told how many files are done, of how many."""


@dataclass(slots=True, kw_only=True)
class Summary:
    """What was done, in numbers; never a value."""

    read: int = 0
    """Files looked at."""
    written: int = 0
    """Files of the clean study."""
    elements: Counter[str] = field(default_factory=Counter)
    """Header elements by what was done to them."""
    pixels: Counter[str] = field(default_factory=Counter)
    """Images by what was done to their pixels."""
    left_out: Counter[str] = field(default_factory=Counter)
    """Files that are not in the clean study, by reason."""
    omitted: list[Omitted] = field(default_factory=list, repr=False)
    """The same files one by one, for whoever handed them over."""


def deidentify_folder(
    source: Path, target: Path, *, salt: bytes, options: Options | None = None, progress: Progress | None = None
) -> Summary:
    """Write a clean study.

    Args:
        source: A file, or a folder with everything below it; links are not followed.
        target: A folder that does not exist yet or is empty, outside of `source`.
        salt: Key of the new UIDs and offsets: the same key gives the same ones, and nobody without it gets back.
        options: What is kept.
        progress: Called after each file.

    Returns:
        What was done. Files that hold no picture, or that cannot be read, are left out and counted.

    Raises:
        BadArguments: If the target holds files, or one of the two folders lies in the other.
        UnreadableImage: If the source is missing.
    """
    options = options or Options()
    paths, links = _paths(source)
    _check_target(source, target)
    Pseudonyms(salt)  # refuses a weak key before anything is read
    summary = Summary()
    if links:
        summary.left_out["a link, which is not followed"] += links
    looks = _looks(paths)
    known = _known(looks.values())
    names: set[Path] = set()
    for number, path in enumerate(paths, start=1):
        summary.read += 1
        try:
            look = looks[path]
            if isinstance(look, UnreadableImage):
                raise look
            told = known.get(look.patient, Known())
            for one in clean_isolated(path, look, told, is_dicom=_is_dicom(path), salt=salt, options=options):
                _count(one, summary)
                _write(_free(target / one.name, names), one.data, target)
                summary.written += 1
        except UnreadableImage as error:
            # Its message says what is wrong and holds nothing of the file's.
            summary.left_out[str(error)] += 1
            summary.omitted.append(Omitted(file=path, reason=str(error)))
        if progress is not None:
            progress(number, len(paths))
    return summary


def _paths(source: Path) -> tuple[list[Path], int]:
    try:
        if source.is_dir():
            return files_below(source)
        if source.is_file():
            return [source], 0
    except (OSError, ValueError) as error:
        raise UnreadableImage("The source cannot be opened.").about(source) from error
    raise UnreadableImage("There is no such file or folder to clean.").about(source)


def _check_target(source: Path, target: Path) -> None:
    old, new = source.resolve(), target.resolve()
    if new == old or old in new.parents or new in old.parents:
        raise BadArguments(
            "The clean study must not lie in the source, nor the source in it; name another folder."
        ).about(target)
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise BadArguments("The folder for the clean study holds something already; name a new or an empty one.").about(
            target
        )


def _looks(paths: list[Path]) -> dict[Path, Look | UnreadableImage]:
    """The first look at each file, or why there is none: what broke a decoder once is not tried again."""
    found: dict[Path, Look | UnreadableImage] = {}
    for path in paths:
        try:
            found[path] = look_isolated(path, is_dicom=_is_dicom(path))
        except UnreadableImage as error:
            found[path] = error
    return found


def _known(looks: Iterable[Look | UnreadableImage]) -> dict[str, Known]:
    """What all files of each patient say about who that is: a name missing in one stands in another."""
    found: dict[str, Known] = {}
    for look in looks:
        if isinstance(look, Look) and look.patient:
            found[look.patient] = found.get(look.patient, Known()) | look.known
    return found


def _is_dicom(path: Path) -> bool:
    kind = sniff(path)
    if kind not in ("dicom", "raster"):
        raise NotAnImage("The file is of a kind that is not cleaned here: DICOM, PNG, JPEG, TIFF, BMP and WebP are.")
    return kind == "dicom"


def _count(one: CleanObject, summary: Summary) -> None:
    summary.elements.update(one.elements)
    summary.pixels[one.pixels] += 1


def _free(path: Path, taken: set[Path]) -> Path:
    """The path, or where two files are the same instance, one beside it."""
    number, free = 2, path
    while free in taken:
        free = path.with_name(f"{path.stem}-{number}{path.suffix}")
        number += 1
    taken.add(free)
    return free


def _write(path: Path, data: NDArray[np.uint8], target: Path) -> None:
    try:
        make_private_folder(path.parent)
        write_private_file(path, data.data)
    except OSError as error:
        problem = f"The clean study cannot be written: {error.strerror}. Name another folder."
        raise BadArguments(problem).about(target) from error
