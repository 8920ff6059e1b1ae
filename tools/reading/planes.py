"""Where each frame of a DICOM object lies, and what tells frames at the same place apart."""

from dataclasses import replace

import numpy as np
from pydicom.dataset import Dataset

from tools.errors import BadArguments
from tools.plane import Plane
from tools.reading.attributes import attribute, finite, frame_items, numbers
from tools.reading.mosaic import is_mosaic, split_mosaic
from tools.study import Instance

__all__ = ["located"]

_PHASES = (
    ("EchoTime", "MREchoSequence", "EffectiveEchoTime"),
    ("InversionTime", "MRModifierSequence", "InversionTimes"),
    ("DiffusionBValue", "MRDiffusionSequence", "DiffusionBValue"),
    ("TemporalPositionIdentifier", "FrameContentSequence", "TemporalPositionIndex"),
    ("TriggerDelayTime", "CardiacSynchronizationSequence", "NominalCardiacTriggerDelayTime"),
)
"""What repeats a stack: name, and where enhanced objects hold it. Source: PS3.3 C.8.3.1, C.8.13.5, C.7.6.16.2."""

_COMPONENTS = frozenset({"MAGNITUDE", "PHASE", "REAL", "IMAGINARY"})
"""Defined terms of Complex Image Component (0008,9208) that name one component. Source: PS3.3 C.8.13.3.1.1."""


def located(instance: Instance, dataset: Dataset) -> Instance:
    """Add to each frame where it lies; a Siemens mosaic becomes the slices that it is tiled from.

    Args:
        instance: As it was read.
        dataset: What it was read from.
    """
    kind = instance.frames[0].facts.get("ImageType", "")
    if len(instance.frames) == 1 and is_mosaic(dataset):
        return split_mosaic(instance, dataset, _plane(dataset, 0, 1), _phase(dataset, 0, kind))
    count = len(instance.frames)
    planes = _offset_planes(dataset, count) or tuple(_plane(dataset, index, count) for index in range(count))
    phases = tuple(_phase(dataset, index, kind) for index in range(count))
    return replace(instance, planes=planes, phases=phases if any(phases) else ())


def _plane(dataset: Dataset, frame: int, frames: int) -> Plane | None:
    positions = frame_items(dataset, frame, "PlanePositionSequence")
    directions = frame_items(dataset, frame, "PlaneOrientationSequence")
    if frames > 1 and len(positions) == 1:
        return None  # one position at the root says nothing about the other frames
    origin = finite(attribute(positions, "ImagePositionPatient"), 3)
    cosines = finite(attribute(directions, "ImageOrientationPatient"), 6)
    if origin is None or cosines is None:
        return None
    return _checked(origin, cosines)


def _checked(origin: tuple[float, ...], cosines: tuple[float, ...]) -> Plane | None:
    try:
        return Plane(
            origin=(origin[0], origin[1], origin[2]),
            across=(cosines[0], cosines[1], cosines[2]),
            down=(cosines[3], cosines[4], cosines[5]),
        )
    except BadArguments:
        return None  # directions that span no plane: the order of the series says so


def _offset_planes(dataset: Dataset, count: int) -> tuple[Plane | None, ...]:
    """Frames at offsets along the normal, as dose grids have them. Source: PS3.3 C.8.8.3.2."""
    offsets = finite(attribute([dataset], "GridFrameOffsetVector"), count)
    first = _plane(dataset, 0, 1)
    if count < 2 or offsets is None or first is None or offsets[0] != 0:
        return ()
    places = np.asarray(first.origin) + np.asarray(offsets)[:, None] * first.normal
    return tuple(replace(first, origin=(float(x), float(y), float(z))) for x, y, z in places)


def _phase(dataset: Dataset, frame: int, kind: str) -> str:
    found = []
    for name, macro, keyword in _PHASES:
        items = frame_items(dataset, frame, macro)
        value = numbers(attribute(items, keyword)) or numbers(attribute([dataset], name))
        if value is not None and np.isfinite(value).all():
            found.append(f"{name} {value[0]:g}")
    component = str(attribute(frame_items(dataset, frame, "MRImageFrameTypeSequence"), "ComplexImageComponent") or "")
    kind = component if component in _COMPONENTS else kind
    return ", ".join([*found, *([kind] if kind else [])])
