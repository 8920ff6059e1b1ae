"""Series of small images at known places, for the tests of volumes."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from tools.image import Image, Spacing
from tools.plane import Plane, Vector
from tools.study import Instance, Series

SPACING = Spacing(row=0.8, column=0.7, source="PixelSpacing")


def instance_at(
    value: int,
    origin: Vector,
    *,
    number: int | None = None,
    phase: str = "",
    across: Vector = (1.0, 0.0, 0.0),
    down: Vector = (0.0, 1.0, 0.0),
    shape: tuple[int, int] = (4, 5),
    **facts: Any,
) -> Instance:
    """One image whose pixels all have a value, at a place [mm]."""
    picture = Image(pixels=np.full(shape, value, np.int16), **{"spacing": SPACING, "modality": "CT", **facts})
    return Instance(
        frames=(picture,),
        digest=f"{value:064x}",
        number=number,
        planes=(Plane(origin=origin, across=across, down=down),),
        phases=(phase,) if phase else (),
    )


def series_of(instances: Sequence[Instance]) -> Series:
    """A series of them."""
    return Series(instances=tuple(instances), modality="CT")
