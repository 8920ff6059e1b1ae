"""Files cut short at every sixty-fourth of their length: refused, told, or every pixel there; never a grey rest."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import numpy as np
from pydicom.data import get_testdata_file

from benchmarks.dicom_fuzz import pictures
from benchmarks.dicom_fuzz import seeds as dicom_seeds
from benchmarks.file_seeds import SEEDS, TREE, tree
from tools.errors import ToolError
from tools.reading import read_study
from tools.study import Study

__all__ = ["Cut", "cuts", "files"]

PARTS = 64
_DICOM_LARGEST = 60_000
"""Larger DICOM files only take longer [bytes]."""
_NOT_READ = ("GIF", "JP2")
_END_OF_JPEG = b"\xff\xd9"


class Cut(NamedTuple):
    """What became of one file cut short."""

    kind: str
    outcome: str
    """`refused`, `told` (notes say more than of the whole file), `whole` (the same pixels) or `silent`."""


def files() -> dict[str, bytes]:
    """The whole files by kind; some JPEG are closed again after the cut, as a program that repairs files does."""
    found = {kind: made() for kind, made in SEEDS.items() if kind not in _NOT_READ}
    found["report"] = Path(str(get_testdata_file("test-SR.dcm"))).read_bytes()
    small = [one for one in pictures(dicom_seeds()) if len(one) < _DICOM_LARGEST]
    step = max(1, len(small) // max(1, 40 - len(found)))
    return found | {f"DICOM {number}": one for number, one in enumerate(small[::step])}


def cuts(parts: int = PARTS) -> Iterator[Cut]:
    """Cut every file at each part of its length and read it.

    Args:
        parts: Into how many parts the length is divided.
    """
    with TemporaryDirectory(prefix="cuts-") as name:
        folder = Path(name)
        for kind, data in files().items():
            whole = _read(folder, kind, data)
            ends = (b"", _END_OF_JPEG) if kind.startswith("JPEG") else (b"",)
            for part in range(1, parts):
                for end in ends if whole is not None else ():
                    found = _read(folder, kind, data[: len(data) * part // parts] + end)
                    yield Cut(kind.split()[0], _outcome(found, whole))


def _read(folder: Path, kind: str, data: bytes) -> Study | None:
    path = folder / (TREE if kind == TREE else "file")
    if kind == TREE:
        for place, content in tree().items():
            (folder / place).parent.mkdir(parents=True, exist_ok=True)
            (folder / place).write_bytes(content)
    path.write_bytes(data)
    try:
        return read_study(path)
    except ToolError:
        return None


def _outcome(found: Study | None, whole: Study | None) -> str:
    if found is None or whole is None:
        return "refused"
    images, wanted = found.images, whole.images
    same = len(images) == len(wanted) and _reported(found) == _reported(whole)
    if same and all(np.array_equal(one.pixels, other.pixels) for one, other in zip(images, wanted, strict=True)):
        return "whole"
    return "told" if _said(found) - _said(whole) else "silent"


def _reported(study: Study) -> list[object]:
    return [(one.findings, one.measurements, one.texts, one.regions) for one in study.reports]


def _said(study: Study) -> set[str]:
    return {
        *study.notes,
        *(note for one in study.series for note in one.notes),
        *(n for i in study.images for n in i.notes),
    }
