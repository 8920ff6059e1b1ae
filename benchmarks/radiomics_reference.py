"""The published test cases of PyRadiomics: NRRD images and masks, and the baselines with the settings behind them."""

import ast
import csv
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["Baseline", "Grid", "read_baselines", "read_nrrd"]

MOST_BYTES = 512 * 1024**2
"""A picture that unpacks to more is refused [bytes]."""
KINDS = {
    "short": "i2",
    "int16": "i2",
    "unsigned short": "u2",
    "ushort": "u2",
    "uint16": "u2",
    "int": "i4",
    "int32": "i4",
    "uint8": "u1",
    "uchar": "u1",
    "unsigned char": "u1",
    "float": "f4",
    "double": "f8",
}
"""Sample types of the NRRD format that the cases may use, and their NumPy names."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Grid:
    """Voxels with their distances."""

    voxels: NDArray[Any]
    """`(Z, Y, X)`."""
    spacing: tuple[float, float, float]
    """Distance of voxel centres along (z, y, x) [mm]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Baseline:
    """The published numbers of one case under one group of settings."""

    kind: str
    """Class of features: firstorder, shape or shape2D."""
    case: str
    """Name of the case, which names its files."""
    variant: str
    """What was done before measuring: nothing, `normalization`, `resampling`, `resegmentation` or `shape2D`."""
    settings: Mapping[str, Any]
    """Settings as the baseline records them."""
    facts: Mapping[str, str]
    """What the baseline records of image and mask, by name."""
    features: Mapping[str, float]
    """Published values by PyRadiomics' name of the feature."""


def read_nrrd(path: Path) -> Grid:
    """Read a picture of the test cases: three axes, raw or gzip, header and data in one file."""
    head, _, body = path.read_bytes().partition(b"\n\n")
    lines = (line.split(":", 1) for line in head.decode("ascii").splitlines() if ":" in line and line[0] != "#")
    fields = {name.strip(): value.strip() for name, value in lines}
    shape = tuple(int(side) for side in fields["sizes"].split())[::-1]
    kind = np.dtype(KINDS[fields["type"]]).newbyteorder("<" if fields.get("endian", "little") == "little" else ">")
    expected = int(np.prod(shape)) * kind.itemsize
    if len(shape) != 3 or expected > MOST_BYTES:
        raise ValueError(f"A picture of three axes and at most {MOST_BYTES} bytes is read, got {shape}.")
    if fields["encoding"] in ("gzip", "gz"):
        body = zlib.decompressobj(16 + zlib.MAX_WBITS).decompress(body, expected)
    if len(body) < expected:
        raise ValueError(f"The picture holds {len(body)} of {expected} bytes.")
    vectors = re.findall(r"\(([^)]*)\)", fields["space directions"])
    steps = [float(np.linalg.norm([float(part) for part in vector.split(",")])) for vector in vectors][::-1]
    return Grid(voxels=np.frombuffer(body[:expected], kind).reshape(shape), spacing=(steps[0], steps[1], steps[2]))


def read_baselines(path: Path) -> list[Baseline]:
    """Read one table of baselines: a row for each feature or fact, a column for each case and variant."""
    with path.open(newline="") as lines:
        rows = list(csv.reader(lines))
    kind = path.stem.removeprefix("baseline_")
    found = []
    for column, title in enumerate(rows[0][1:], start=1):
        case, _, variant = title.partition("_")
        facts = {row[0]: row[column] for row in rows[1:]}
        named = {name.split("_")[-1]: value for name, value in facts.items() if name.startswith("original_")}
        found.append(
            Baseline(
                kind=kind,
                case=case,
                variant=variant,
                settings=ast.literal_eval(facts["diagnostics_Configuration_Settings"]),
                facts=facts,
                features={name: float(value) for name, value in named.items() if value},
            )
        )
    return found
