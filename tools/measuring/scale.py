"""From pixels to millimetres: what states the distance of pixels, and how far it holds in the patient."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tools.image import Image

__all__ = ["Scale", "scale_of"]

PROJECTIONS = frozenset({"CR", "DR", "DX", "IO", "MG", "PX", "RF", "RG", "XA"})
"""DICOM modalities whose pictures are shadows: their Pixel Spacing is the detector's unless someone calibrated it.
Source: PS3.3 10.7.1.3."""
GREATEST_DISTANCE_MM = 200.0
"""From the detector to what is measured, at most: about the depth of an adult chest; ours."""
SHORTEST_SOURCE_MM = 1000.0
"""From source to detector where the header does not say: that of bedside films, the shortest in use; chest films on a
stand are taken at 1800 mm or more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """How long a pixel is, and how sure that is."""

    row: float
    """Between adjacent rows [unit]."""
    column: float
    """Between adjacent columns [unit]."""
    unit: str
    """`mm`, or `{pixels}` where nothing states the spacing."""
    shrinkage: float
    """Lengths in the patient may be smaller by at most this share [0-1]: magnification of a shadow."""
    basis: str
    """What it rests on, to end a sentence."""
    warnings: tuple[str, ...] = ()
    """Doubts, as sentences."""

    @property
    def area_unit(self) -> str:
        """UCUM unit of areas."""
        return "mm2" if self.unit == "mm" else "{pixels}"

    @property
    def pixel_area(self) -> float:
        """Area of a pixel [area_unit]."""
        return self.row * self.column

    @property
    def halves(self) -> NDArray[np.float64]:
        """Half a pixel (x, y) [unit]: how surely a point can be placed."""
        return np.array([self.column, self.row]) / 2


def scale_of(image: Image) -> Scale:
    """Find the scale of an image.

    Args:
        image: Its spacing, modality and facts of the header decide.

    Returns:
        The scale. Where the picture is a shadow, lengths are those at the detector: an object at the distance d before
        a detector at the distance D from the source appears longer by D / (D - d), so that its true length is smaller
        by the share d / D. An estimated magnification, or both distances, in the header replace the assumed ones.
    """
    spacing = image.spacing
    if spacing is None:
        return Scale(
            row=1.0,
            column=1.0,
            unit="{pixels}",
            shrinkage=0.0,
            basis="in pixels",
            warnings=("No spacing is known, so lengths are in pixels and areas in square pixels.",),
        )
    at_detector = spacing.source in ("ImagerPixelSpacing", "NominalScannedPixelSpacing")
    shadow = at_detector or (spacing.source == "PixelSpacing" and image.modality in PROJECTIONS)
    shrinkage, why = _shrinkage(image) if shadow else (0.0, "")
    stated = (
        f"The spacing is stated at the detector ({spacing.source})"
        if at_detector
        else "Pixel Spacing of a projection may be that of the detector"
    )
    doubts = (f"{stated}, so lengths in the patient are smaller, by up to {shrinkage:.0%} ({why}).",) if shadow else ()
    return Scale(
        row=spacing.row,
        column=spacing.column,
        unit="mm",
        shrinkage=shrinkage,
        basis=f"by {spacing.source}",
        warnings=doubts,
    )


def _shrinkage(image: Image) -> tuple[float, str]:
    """Bound the share by which lengths in the patient are smaller, and say why."""
    factor = _fact(image, "EstimatedRadiographicMagnificationFactor")
    detector, patient = _fact(image, "DistanceSourceToDetector"), _fact(image, "DistanceSourceToPatient")
    if factor > 1:
        return 1 - 1 / factor, f"magnification {factor:.3g} by the header"
    if 0 < patient < detector:
        return 1 - patient / detector, "by the header's distances of source, patient and detector"
    distance = detector if detector > GREATEST_DISTANCE_MM else SHORTEST_SOURCE_MM
    known = "" if detector == distance else ", which is assumed"
    return GREATEST_DISTANCE_MM / distance, f"200 mm before a detector {distance:.0f} mm from the source{known}"


def _fact(image: Image, keyword: str) -> float:
    """Read a number of the header, 0 where there is none."""
    try:
        return float(image.facts.get(keyword, ""))
    except ValueError:
        return 0.0
