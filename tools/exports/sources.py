"""The images that a report speaks of, found again in the study by their content, with the headers they came with."""

import hashlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pydicom.dataset import Dataset

from tools.deidentifying.covering import cover_text
from tools.errors import UnreadableImage
from tools.exports.headers import Element, rebuilt_header
from tools.image import Image, ImageRef
from tools.isolation.reading import ask_isolated, read_isolated
from tools.reading import read_study
from tools.reading.archive import unpacked
from tools.reading.directory import Directory, confined
from tools.reading.files import files_below, load, sniff
from tools.reading.sniffing import HEAD_BYTES, kind_of
from tools.reading.study import Source
from tools.study import Instance

__all__ = ["SourceImage", "find_sources"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SourceImage:
    """One frame of the study."""

    image: Image
    header: Dataset | None
    """What exports use of its file's header (`KEYWORDS`); None where it is no DICOM frame, as a tile of a mosaic."""
    frame: int = 1
    """Which frame of its instance it is [from 1]."""
    frames: int = 1
    """How many frames its instance has."""


def find_sources(source: Source, wanted: Collection[ImageRef] = ()) -> dict[str, SourceImage]:
    """Read a study again for what a report refers to.

    Args:
        source: What was handed over for the case; only files on disk have headers.
        wanted: Images of the report; one that is not there as it was read is looked for with burned-in text covered.

    Returns:
        Its frames by the digest of their content, which is how a diagnosis names them.

    Raises:
        UnreadableImage: If it cannot be read.
    """
    study = read_study(source)
    instances = [instance for series in study.series for instance in series.instances]
    headers = _headers(source, {instance.digest for instance in instances})
    found: dict[str, SourceImage] = {}
    for instance in instances:
        header = headers.get(instance.digest)
        if header is not None and not _holds(header, instance):
            header = None
        for number, image in enumerate(instance.frames, start=1):
            one = SourceImage(image=image, header=header, frame=number, frames=len(instance.frames))
            found.setdefault(image.ref.digest, one)
    return found | _covered(found, wanted)


def _holds(header: Dataset, instance: Instance) -> bool:
    """Whether the frames of an instance are those of its file, pixel by pixel: only then may they be referred to."""
    size = (header.get("Rows"), header.get("Columns"))
    frames = int(header.get("NumberOfFrames") or 1)
    return frames == len(instance.frames) and all((one.height, one.width) == size for one in instance.frames)


def _covered(found: dict[str, SourceImage], wanted: Collection[ImageRef]) -> dict[str, SourceImage]:
    """Images that a report knows with their burned-in text covered, by whichever policy the case had."""
    missing = {ref.digest for ref in wanted} - set(found)
    sizes = {(ref.width, ref.height) for ref in wanted if ref.digest in missing}
    covered: dict[str, SourceImage] = {}
    for one in found.values():
        if len(covered) == len(missing):
            break
        if (one.image.width, one.image.height) in sizes:
            for image in (cover_text(one.image, "auto"), cover_text(one.image, "always")):
                if (digest := image.ref.digest) in missing:
                    covered[digest] = replace(one, image=image)
    return covered


def _headers(source: Any, wanted: set[str]) -> dict[str, Dataset]:
    """The headers of the DICOM files among the instances, by the SHA-256 of the file.

    Like the images themselves they are parsed in a child process, and told from there.
    """
    headers: dict[str, Dataset] = {}
    for data in _contents(source):
        digest = hashlib.sha256(data).hexdigest()
        if digest in wanted and digest not in headers and kind_of(data[:HEAD_BYTES]) == "dicom":
            headers[digest] = rebuilt_header(ask_isolated(data, "header", {}, tuple[Element, ...]))
    return headers


def _contents(source: Any) -> Iterator[bytes]:
    """The bytes of every DICOM file that a source leads to; pictures in memory have none."""
    if isinstance(source, list | tuple):
        for one in source:
            yield from _contents(one)
    elif isinstance(source, str | Path):
        path = Path(source)
        for one in files_below(path)[0] if path.is_dir() else _named(path):
            try:
                kind = sniff(one)
                if kind == "zip":
                    yield from (member for member in unpacked(one) if isinstance(member, bytes))
                elif kind == "dicom":
                    yield load(one)
            except UnreadableImage:
                continue  # reading the study has noted it already, or refused it


def _named(path: Path) -> list[Path]:
    """A file, or those that it lists where it is a DICOMDIR."""
    if sniff(path) != "dicom":
        return [path]
    content = read_isolated(path)
    if not isinstance(content, Directory):
        return [path]
    return [one for parts in content.files if (one := confined(path.parent, parts)) is not None]
