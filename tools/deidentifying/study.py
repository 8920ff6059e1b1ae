"""Write a clean copy of a folder: headers by profile, pixels without text, names that say nothing."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tools.deidentifying.known import Known, patient_key
from tools.deidentifying.object import CleanObject, clean_object, clean_raster
from tools.deidentifying.options import Options
from tools.deidentifying.pseudonyms import Pseudonyms
from tools.errors import BadArguments, NotAnImage, ToolError, UnreadableImage
from tools.reading.dicom_file import parse_dicom
from tools.reading.files import files_below, load, sniff
from tools.reading.quiet import quietly

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
    pseudonyms, summary = Pseudonyms(salt), Summary()
    if links:
        summary.left_out["a link, which is not followed"] += links
    known = _known(paths)
    names: set[Path] = set()
    for number, path in enumerate(paths, start=1):
        summary.read += 1
        try:
            for one in _cleaned(path, pseudonyms, options, known):
                _count(one, summary)
                _write(_free(target / one.name, names), one.data)
                summary.written += 1
        except UnreadableImage as error:
            # Its message says what is wrong and holds nothing of the file's.
            summary.left_out[str(error)] += 1
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
        raise UnreadableImage("The source cannot be opened.") from error
    raise UnreadableImage("There is no such file or folder to clean.")


def _check_target(source: Path, target: Path) -> None:
    old, new = source.resolve(), target.resolve()
    if new == old or old in new.parents or new in old.parents:
        raise BadArguments("The clean study must not lie in the source, nor the source in it; name another folder.")
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise BadArguments("The folder for the clean study holds something already; name a new or an empty one.")


def _known(paths: list[Path]) -> dict[str, Known]:
    """What all files of each patient say about who that is: a name missing in one stands in another."""
    found: dict[str, Known] = {}
    for path in paths:
        try:
            if sniff(path) != "dicom":
                continue
            with quietly():
                dataset = parse_dicom(load(path))
                key = patient_key(dataset)
                found[key] = found.get(key, Known()) | Known.of(dataset)
        except ToolError:
            continue  # counted and reported when its turn comes
    return found


def _cleaned(path: Path, pseudonyms: Pseudonyms, options: Options, known: dict[str, Known]) -> Iterator[CleanObject]:
    kind = sniff(path)
    if kind == "dicom":
        yield clean_object(load(path), pseudonyms, options, known)
    elif kind == "raster":
        yield from clean_raster(load(path), pseudonyms, options)
    else:
        raise NotAnImage("The file is of a kind that is not cleaned here: DICOM, PNG, JPEG, TIFF, BMP and WebP are.")


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


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_name(f"{path.name}.part")
    half.write_bytes(data)
    half.replace(path)
