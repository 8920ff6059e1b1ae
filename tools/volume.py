"""A volume: voxels on one uniform grid in the patient."""

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tools.errors import BadArguments
from tools.image import ImageRef, Window

__all__ = ["LPS_TO_RAS", "Axis", "Turning", "Volume"]

LPS_TO_RAS = np.diag([-1.0, -1.0, 1.0, 1.0])
"""DICOM's axes point to the left and the back, those of NIfTI to the right and the front. Source: NIfTI-1, qform."""

_LETTERS = (("L", "R"), ("P", "A"), ("H", "F"))
"""Towards which a patient axis grows and falls. Source: PS3.3 C.7.6.1.1.1 (head and feet, not S and I)."""

_SPACING_LIMITS_MM = (0.01, 100.0)
"""Voxels finer or coarser than this [mm] do not occur in radiology; such a grid is wrong."""

_ANGLE_TOLERANCE = 1e-3
"""Cosine of the angle between two axes of the grid that counts as a right angle [1]: 0.06 degrees."""


class Axis(NamedTuple):
    """An axis of the grid, seen from the patient."""

    letter: str
    """The side to which it mainly runs: L, R, P, A, H or F."""
    off: float
    """Angle between it and that direction [deg]."""


class Turning(NamedTuple):
    """How the axes of a grid are permuted and flipped."""

    order: tuple[int, int, int]
    """For each new axis, which of the old ones it is."""
    flips: tuple[bool, bool, bool]
    """For each new axis, whether it runs the other way."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Volume:
    """Voxels with their place in the patient (LPS, mm)."""

    voxels: NDArray[Any]
    """`(slices, rows, columns)` in `unit`, larger = brighter."""
    affine: NDArray[np.float64]
    """`(4, 4)`: from `(slice, row, column, 1)` to `(x, y, z, 1)` of the voxel's centre [mm, LPS]."""
    unit: str = "1"
    modality: str = "OT"
    window: Window | None = None
    """How to show it."""
    facts: Mapping[str, str] = field(default_factory=dict)
    """Allow-listed header values that all slices share."""
    sources: tuple[ImageRef, ...] = ()
    """The images of the study that it is made of, one per slice as they were stacked; empty where there are none."""
    phase: str = ""
    """What tells it from the other volumes of its series."""
    notes: tuple[str, ...] = ()
    """What was odd, as sentences."""

    def __post_init__(self) -> None:
        voxels, affine = self.voxels, np.asarray(self.affine, np.float64)
        if voxels.ndim != 3 or 0 in voxels.shape:
            raise BadArguments(f"A volume is (slices, rows, columns) and not empty, got {voxels.shape}.")
        if affine.shape != (4, 4) or not np.isfinite(affine).all() or affine[3].tolist() != [0, 0, 0, 1]:
            raise BadArguments("The affine of a volume is a finite (4, 4) matrix with the last row 0, 0, 0, 1.")
        lengths = np.linalg.norm(affine[:3, :3], axis=0)
        low, high = _SPACING_LIMITS_MM
        if not ((lengths >= low) & (lengths <= high)).all():
            raise BadArguments(f"The voxels of a volume must be {low:g} to {high:g} mm apart, got {lengths.tolist()}.")
        angles = (affine[:3, :3] / lengths).T @ (affine[:3, :3] / lengths) - np.eye(3)
        if np.abs(angles).max() > _ANGLE_TOLERANCE:
            raise BadArguments("The axes of a volume must be at right angles; this grid is sheared.")
        voxels.flags.writeable = False
        affine = affine.copy()
        affine.flags.writeable = False
        object.__setattr__(self, "affine", affine)
        object.__setattr__(self, "facts", MappingProxyType(dict(self.facts)))

    @property
    def spacing(self) -> tuple[float, float, float]:
        """Between slices, rows and columns [mm]."""
        found = np.linalg.norm(self.affine[:3, :3], axis=0)
        return (float(found[0]), float(found[1]), float(found[2]))

    @property
    def axes(self) -> tuple[Axis, Axis, Axis]:
        """Slice, row and column axis as the patient's; each patient axis is given once, the best fit in all."""
        cosines = self.affine[:3, :3] / np.linalg.norm(self.affine[:3, :3], axis=0)
        best = max(itertools.permutations(range(3)), key=lambda one: sum(abs(cosines[one[i], i]) for i in range(3)))
        found = [
            Axis(
                letter=_LETTERS[best[i]][int(cosines[best[i], i] < 0)],
                off=float(np.degrees(np.arccos(min(1.0, abs(float(cosines[best[i], i])))))),
            )
            for i in range(3)
        ]
        return (found[0], found[1], found[2])

    @property
    def ras(self) -> NDArray[np.float64]:
        """The affine as NIfTI has it, `(4, 4)`: from `(column, row, slice, 1)` to RAS [mm]."""
        found: NDArray[np.float64] = LPS_TO_RAS @ self.affine[:, [2, 1, 0, 3]]
        return found

    def turning(self, letters: str) -> Turning:
        """How the axes must be permuted and flipped to run as asked.

        Args:
            letters: Where the slice, row and column axis shall run, such as `HPL` for axial slices.

        Raises:
            BadArguments: If the letters do not name three different axes of the patient.
        """
        wanted = [next((axis for axis, pair in enumerate(_LETTERS) if one in pair), -1) for one in letters]
        if sorted(wanted) != [0, 1, 2]:
            raise BadArguments(f"Axes are three of L or R, P or A, H or F, got {letters!r}.")
        own = [one.letter for one in self.axes]
        having = [next(axis for axis, pair in enumerate(_LETTERS) if one in pair) for one in own]
        order = [having.index(axis) for axis in wanted]
        flips = [own[source] != letter for source, letter in zip(order, letters, strict=True)]
        return Turning((order[0], order[1], order[2]), (flips[0], flips[1], flips[2]))

    def turned(self, letters: str) -> "Volume":
        """The same voxels with other axes: permuted and flipped, never resampled.

        Args:
            letters: Where the slice, row and column axis shall run, such as `HPL` for axial slices.

        Raises:
            BadArguments: If the letters do not name three different axes of the patient.
        """
        turning = self.turning(letters)
        change = np.zeros((4, 4))
        change[3, 3] = 1.0
        for target, (source, is_flipped) in enumerate(zip(turning.order, turning.flips, strict=True)):
            change[source, target] = -1.0 if is_flipped else 1.0
            change[source, 3] = self.voxels.shape[source] - 1.0 if is_flipped else 0.0
        steps = tuple(slice(None, None, -1 if one else 1) for one in turning.flips)
        voxels = self.voxels.transpose(turning.order)[steps]
        return Volume(
            voxels=voxels,
            affine=self.affine @ change,
            unit=self.unit,
            modality=self.modality,
            window=self.window,
            facts=self.facts,
            sources=self.sources,
            phase=self.phase,
            notes=self.notes,
        )

    def position(self, axis: int, index: float) -> float:
        """Coordinate of a plane of voxels along an axis of the grid [mm, LPS, at the middle of the plane].

        Args:
            axis: 0 slices, 1 rows, 2 columns.
            index: Of the plane, from 0.
        """
        centre = [(side - 1) / 2 for side in self.voxels.shape]
        centre[axis] = index
        place = self.affine @ [*centre, 1.0]
        main = next(i for i, pair in enumerate(_LETTERS) if self.axes[axis].letter in pair)
        return float(place[main])

    def index_at(self, axis: int, position: float) -> int:
        """The plane of voxels nearest to a position [mm, LPS] along an axis of the grid.

        Raises:
            BadArguments: If it lies outside the volume.
        """
        first, last = self.position(axis, 0), self.position(axis, self.voxels.shape[axis] - 1)
        count = self.voxels.shape[axis]
        step = (last - first) / (count - 1) if count > 1 else self.spacing[axis]
        index = round((position - first) / step)
        if not 0 <= index < count:
            low, high = sorted((first, last))
            raise BadArguments(f"position must be from {low:.1f} to {high:.1f} mm, got {position:g}.")
        return index
