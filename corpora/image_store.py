"""An image index on disk, and one made from a folder of images with their captions or reports.

FOLDER/manifest.json   schema, encoder, counts, SHA-256 of the other files
FOLDER/images.jsonl    one record a line, in the order of the rows
FOLDER/vectors.npy     float32, shape (images, dimension)

Only vectors and words are kept, no pixels. It is written beside the old one and switched to by a rename.
"""

import csv
import hashlib
import json
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from corpora.errors import CorpusError, IndexMismatch, IndexMissing
from corpora.images import ClassicalEncoder, ImageEncoder, ImageIndex, ImageRecord

__all__ = ["index_pairs", "open_images", "read_pairs", "save_images"]

SCHEMA = 1
"""Layout of the files; another one is refused."""
_MANIFEST, _RECORDS, _VECTORS = "manifest.json", "images.jsonl", "vectors.npy"
_LARGEST = 512 << 20
"""Bytes of the largest file that is opened [B]."""
_COLUMNS = ("file", "caption")
_RECORD = TypeAdapter(ImageRecord)


class _Manifest(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    schema_version: int
    images: int
    encoder: str
    fingerprint: str
    dimension: int
    files: dict[str, str]


def save_images(index: ImageIndex, folder: Path) -> None:
    """Write an index; one that lies there stays in use until the new one is complete.

    Raises:
        CorpusError: If the folder holds something else than an index.
    """
    if folder.exists() and not (folder / _MANIFEST).is_file() and any(folder.iterdir()):
        raise CorpusError(f"{folder.name!r} holds other files; name an empty folder or an image index.")
    folder.parent.mkdir(parents=True, exist_ok=True)
    building = Path(tempfile.mkdtemp(prefix=".building-", dir=folder.parent))
    try:
        lines = [json.dumps(asdict(record)) + "\n" for record in index.records]
        (building / _RECORDS).write_text("".join(lines), encoding="utf-8")
        np.save(building / _VECTORS, index.vectors, allow_pickle=False)
        manifest = _Manifest(
            schema_version=SCHEMA,
            images=len(index),
            encoder=index.encoder.name,
            fingerprint=index.encoder.fingerprint,
            dimension=index.encoder.dimension,
            files={name: _digest(building / name) for name in (_RECORDS, _VECTORS)},
        )
        (building / _MANIFEST).write_text(manifest.model_dump_json(indent=1) + "\n", encoding="utf-8")
        before = building.with_name(f"{building.name}-before")
        if folder.exists():
            folder.rename(before)
        building.rename(folder)
        shutil.rmtree(before, ignore_errors=True)
    finally:
        shutil.rmtree(building, ignore_errors=True)


def open_images(folder: Path, encoder: ImageEncoder | None = None) -> ImageIndex:
    """Open a saved index after its files were compared with the manifest.

    Args:
        folder: What `save_images` wrote.
        encoder: The one that made it; the classical descriptor where not given.

    Raises:
        IndexMissing: If there is no index.
        IndexMismatch: If anything in it is not what was saved, or it was made with another encoder.
    """
    used = encoder or ClassicalEncoder()
    manifest = _manifest(folder)
    if manifest.fingerprint != used.fingerprint:
        raise IndexMismatch(
            f"The image index {folder.name!r} was made with encoder {manifest.encoder!r}, not with {used.name!r} as it "
            "is here; give that one, or build the index again."
        )
    for name, digest in manifest.files.items():
        path = folder / name
        if name not in (_RECORDS, _VECTORS) or not path.is_file() or path.stat().st_size > _LARGEST:
            raise _mismatch(folder, "a file is missing, too large or not its own")
        if _digest(path) != digest:
            raise _mismatch(folder, f"{name} has changed")
    try:
        records = [_RECORD.validate_json(line) for line in (folder / _RECORDS).read_bytes().splitlines()]
        vectors: NDArray[np.float32] = np.load(folder / _VECTORS, allow_pickle=False)
        index = ImageIndex.of(records, vectors, used)
    except (ValidationError, ValueError, OSError) as error:
        raise _mismatch(folder, "its parts do not fit each other") from error
    if (manifest.images, manifest.dimension, manifest.encoder) != (len(index), used.dimension, used.name):
        raise _mismatch(folder, f"{_MANIFEST} has changed")
    return index


def read_pairs(table: Path) -> Iterator[tuple[Path, ImageRecord]]:
    """Read a CSV table of images with captions: columns file, caption, and perhaps report, source, id.

    Files are named from the folder of the table and may not lead out of it.

    Raises:
        CorpusError: If the table or a column is missing, or a file lies elsewhere.
    """
    inside = table.parent.resolve()
    try:
        with table.open(encoding="utf-8-sig", newline="") as stream:
            rows = list(csv.DictReader(stream))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise CorpusError(f"{table.name!r} cannot be read as a CSV table of UTF-8 text.") from error
    for number, row in enumerate(rows, start=2):
        missing = [name for name in _COLUMNS if not row.get(name)]
        if missing:
            raise CorpusError(f"{table.name}, line {number}: {', '.join(missing)} is empty; give file and caption.")
        path = (inside / row["file"]).resolve()
        if not path.is_relative_to(inside):
            raise CorpusError(f"{table.name}, line {number}: the file lies outside the folder of the table.")
        yield (
            path,
            ImageRecord(
                id=row.get("id") or row["file"],
                caption=row["caption"],
                source=row.get("source") or table.name,
                report=row.get("report") or "",
            ),
        )


def index_pairs(
    pairs: Iterable[tuple[Path, ImageRecord]],
    read: Callable[[Path], NDArray[np.uint8]],
    encoder: ImageEncoder | None = None,
) -> ImageIndex:
    """Index images with what is said of them.

    Args:
        pairs: As `read_pairs` gives them.
        read: Gives the pixels of a file, uint8 of shape (H, W) or (H, W, 3) in RGB. This package opens no image files
            itself: the reader of `tools` does, in a process of its own.
        encoder: Of the images; the classical descriptor where not given.

    Raises:
        CorpusError: If an array is no such image or an id occurs twice.
    """
    index = ImageIndex(encoder)
    for path, record in pairs:
        pixels = read(path)
        try:
            index.add(pixels, record.caption, record.id, record.source, record.report)
        except ValueError as error:
            raise CorpusError(f"{path.name}: {error}") from error
    return index


def _manifest(folder: Path) -> _Manifest:
    path = folder / _MANIFEST
    if not path.is_file():
        raise IndexMissing(
            f"There is no image index in {folder.name!r}; make one with `index_pairs` and `save_images`."
        )
    try:
        manifest = _Manifest.model_validate_json(path.read_bytes())
    except (ValidationError, OSError) as error:
        raise _mismatch(folder, f"{_MANIFEST} is of another layout") from error
    if manifest.schema_version != SCHEMA or set(manifest.files) != {_RECORDS, _VECTORS}:
        raise _mismatch(folder, f"{_MANIFEST} is of another layout")
    return manifest


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _mismatch(folder: Path, problem: str) -> IndexMismatch:
    return IndexMismatch(f"The image index {folder.name!r} is not what was saved: {problem}. Build it again.")
