"""The size of a nodule on one slice: long axis, short axis and their mean."""

from dataclasses import dataclass
from math import floor

import numpy as np
from numpy.typing import NDArray

from tools.measuring.diameters import Axes, axes_of
from tools.measuring.outline import outline_of

__all__ = ["Nodule", "nodule_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Nodule:
    """Diameters of a nodule."""

    axes: Axes
    """Long and short axis with their ends (x, y), from the top-left corner of the image [mm or pixels]."""

    @property
    def long(self) -> float:
        """Longest diameter. Source: RECIST 1.1, doi:10.1016/j.ejca.2008.10.026 (nodes: the short axis counts)."""
        return self.axes.long

    @property
    def short(self) -> float:
        """Longest diameter perpendicular to it."""
        return self.axes.short

    @property
    def mean(self) -> float:
        """Average of both. Source: Bankier et al. 2017 (Fleischner Society), doi:10.1148/radiol.2017162894."""
        return (self.long + self.short) / 2

    @property
    def rounded_mean(self) -> int:
        """The mean to the nearest whole millimetre, as it is reported.

        Source: Bankier et al. 2017 (Fleischner Society), doi:10.1148/radiol.2017162894.
        """
        return floor(self.mean + 0.5)


def nodule_of(mask: NDArray[np.bool_], spacing: tuple[float, float]) -> Nodule:
    """Measure the nodule that a mask `(Y, X)` outlines, at a spacing (y, x) [mm, or (1, 1)].

    Raises:
        BadArguments: If the mask is empty.
    """
    return Nodule(axes=axes_of(outline_of(mask, spacing).starts))
