"""Where the pixels are in the patient: spacing, position, and the order of slices."""

import itertools
import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from pydicom.dataset import Dataset

from tools.image import Spacing
from tools.image import SpacingSource as Source
from tools.reading.attributes import attribute, finite, frame_items, numbers
from tools.study import Instance

__all__ = ["Placement", "ordered", "placement", "spacing"]

_SPACING_SOURCES: tuple[Source, ...] = ("PixelSpacing", "ImagerPixelSpacing", "NominalScannedPixelSpacing")
"""In the order of trust: in the patient, at the detector, of the film scanner. Source: PS3.3 10.7.1.3."""

_SPACING_LIMITS_MM = (0.01, 100.0)
"""Pixels finer or coarser than this [mm] do not occur in radiology; such a header is wrong."""

_ORIENTATION_TOLERANCE = 1e-3
"""Direction cosines of one stack differ by less; localisers of one series differ by 1."""

_GAP_TOLERANCE = 0.1
"""Slice distances that differ by more than this share of their median are told: slices are missing or doubled."""


def spacing(dataset: Dataset, frame: int) -> tuple[Spacing | None, tuple[str, ...]]:
    """The distance between pixel centres of a frame [mm], and what was odd about it.

    Projection images often copy the detector's spacing to Pixel Spacing. Where both are equal and no calibration is
    named, the magnification was not corrected for, and the source stays `ImagerPixelSpacing`. Source: PS3.3 10.7.1.3.
    """
    items = frame_items(dataset, frame, "PixelMeasuresSequence")
    for keyword in _SPACING_SOURCES:
        value = attribute(items, keyword)
        if value is None:
            continue
        found = finite(value, 2)
        if found is None or not all(_SPACING_LIMITS_MM[0] <= one <= _SPACING_LIMITS_MM[1] for one in found):
            note = f"{keyword} is not two plausible distances in mm; lengths are given in pixels."
            return None, (note,)
        source = keyword
        if keyword == "PixelSpacing" and not attribute(items, "PixelSpacingCalibrationType"):
            source = "ImagerPixelSpacing" if numbers(attribute(items, "ImagerPixelSpacing")) == found else keyword
        return Spacing(row=found[0], column=found[1], source=source), ()
    return None, ()


class Placement(NamedTuple):
    """Where a slice lies."""

    normal: tuple[float, float, float]
    """Unit normal of the slice in patient coordinates."""
    position: float
    """Distance of the slice along its normal [mm, origin of the frame of reference]."""


def placement(dataset: Dataset) -> Placement | None:
    """Project Image Position (Patient) of the first frame on the slice normal; None without sound geometry.

    Source: PS3.3 C.7.6.2.1.1; the normal is the cross product of the row and the column direction.
    """
    origin = finite(attribute(frame_items(dataset, 0, "PlanePositionSequence"), "ImagePositionPatient"), 3)
    cosines = finite(attribute(frame_items(dataset, 0, "PlaneOrientationSequence"), "ImageOrientationPatient"), 6)
    if origin is None or cosines is None:
        return None
    with np.errstate(over="ignore", invalid="ignore"):  # numbers far off any direction or place are sorted out below
        normal = np.cross(cosines[:3], cosines[3:])
        length = float(np.linalg.norm(normal))
        position = float(np.dot(normal, origin)) / length if length else math.inf
    if not (abs(length - 1) <= _GAP_TOLERANCE and math.isfinite(position)):
        return None  # rows and columns that are no unit vectors at right angles span no slice
    normal = normal / length
    return Placement(normal=(float(normal[0]), float(normal[1]), float(normal[2])), position=position)


def ordered(
    instances: Sequence[Instance], placements: Sequence[Placement | None]
) -> tuple[tuple[Instance, ...], tuple[str, ...]]:
    """Sort the instances of a series: by geometry, else by Instance Number, else by digest.

    Args:
        instances: In any order.
        placements: One per instance.

    Returns:
        The sorted instances, and what was odd about their order, as sentences.
    """
    if len(instances) < 2:
        return tuple(instances), ()
    if _is_stack(placements):
        found = sorted(instances, key=lambda one: (one.position or 0.0, one.number or 0, one.digest))
        return tuple(found), _gap_notes([one.position or 0.0 for one in found])
    if all(one.number is not None for one in instances):
        note = "The slices do not share one orientation and position; they are in the order of their numbers."
        return tuple(sorted(instances, key=lambda one: (one.number or 0, one.digest))), (note,)
    note = "Neither geometry nor numbers order the images of this series; their order means nothing."
    return tuple(sorted(instances, key=lambda one: one.digest)), (note,)


def _is_stack(placements: Sequence[Placement | None]) -> bool:
    first = placements[0]
    return first is not None and all(
        one is not None and np.allclose(one.normal, first.normal, rtol=0, atol=_ORIENTATION_TOLERANCE)
        for one in placements
    )


def _gap_notes(positions: list[float]) -> tuple[str, ...]:
    gaps = [after - before for before, after in itertools.pairwise(positions)]
    typical = float(np.median(gaps))
    if max(gaps) - min(gaps) <= _GAP_TOLERANCE * max(typical, _SPACING_LIMITS_MM[0]):
        return ()
    return (f"The distance between slices varies from {min(gaps):.2f} to {max(gaps):.2f} mm: some may be missing.",)
