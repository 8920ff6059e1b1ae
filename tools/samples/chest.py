"""A synthetic frontal chest radiograph with known answers.

Thickness maps of tissues are summed along the beam, attenuated after Beer and Lambert, blurred by scatter and detector,
given photon noise, and shown the way a digital system does: as the logarithm, with its large-scale contrast reduced.
"""

from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tools.errors import BadArguments
from tools.image import Image, Spacing, Window
from tools.region import Mask
from tools.samples import anatomy, disease
from tools.samples.drawing import FIELD_MM, Canvas, Map
from tools.samples.skeleton import skeleton

__all__ = ["VARIANTS", "SyntheticChest", "Variant", "make_chest"]

Variant = Literal["bilateral", "cardiomegaly", "normal", "pneumonia"]
VARIANTS: tuple[Variant, ...] = ("bilateral", "cardiomegaly", "normal", "pneumonia")

_SOFT, _LUNG, _BONE = 0.20, 0.055, 0.42
"""Linear attenuation near 60 keV [1/cm] of water, inflated lung, and bone as it adds to soft tissue. Source: NIST XCOM
water 0.206, lung at 0.26 g/cm³, cortical bone 0.60 less the water that it displaces."""

_PHOTONS = 4.0e4
"""Photons per pixel in open air; with it a lung field has noise of about 1 %, as a film of usual dose."""

_SMALLEST, _LARGEST = 256, 4096
"""Sizes that are drawn [pixels]."""

_WIDE_HEART = 1.22
"""Relative heart width of the cardiomegaly variant: a cardiothoracic ratio of about 0.6."""

_USUAL_HEART = 0.92
"""The same for everybody else: about 0.45, below the usual limit of 0.5."""

_COUNTS_PER_UNIT, _OFFSET = 190.0, 250.0
"""Stored value = offset + counts x logarithmic attenuation."""

_WINDOW = Window(centre=752.0, width=540.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class SyntheticChest:
    """The picture and what is true about it."""

    image: Image
    """`(size, size)` uint16, 12 bits, larger = brighter."""
    lungs: Mask
    """Both lung fields as a reader outlines them: without heart and mediastinum, above the diaphragm."""
    heart: Mask
    """The heart below the great vessels."""
    opacity: Mask | None
    """Where disease was put; None for the healthy and for the large heart."""
    cardiothoracic_ratio: float
    """Widest heart over widest lung fields [1]."""


class _Parts(NamedTuple):
    trunk: NDArray[np.bool_]
    lungs: NDArray[np.bool_]
    mediastinum: NDArray[np.bool_]


def make_chest(variant: Variant = "normal", *, seed: int = 0, size: int = 1024) -> SyntheticChest:
    """Draw a chest; the same arguments give the same pixels.

    Args:
        variant: `normal`, `pneumonia` (right lower zone), `cardiomegaly` (with small effusions) or `bilateral` (haze).
        seed: Chooses the person and the noise.
        size: Rows and columns [256-4096 pixels].

    Raises:
        BadArguments: If the variant or the size is another one.
    """
    if variant not in VARIANTS:
        raise BadArguments(f"Unknown variant {variant!r}; there are {', '.join(VARIANTS)}.")
    if not _SMALLEST <= size <= _LARGEST:
        raise BadArguments(f"The size is {_SMALLEST} to {_LARGEST} pixels, got {size!r}.")
    rng, canvas = np.random.default_rng([seed, VARIANTS.index(variant)]), Canvas(size=size)
    frame = anatomy.Frame(
        width=rng.uniform(0.97, 1.03),
        heart=(_WIDE_HEART if variant == "cardiomegaly" else _USUAL_HEART) * rng.uniform(0.97, 1.03),
        tilt=rng.uniform(-4, 4),
    )
    lungs = canvas.filled(anatomy.lung("right", frame)) | canvas.filled(anatomy.lung("left", frame))
    mediastinum = canvas.filled(anatomy.heart(frame))
    parts = _Parts(trunk=canvas.filled(anatomy.body(frame)), lungs=lungs, mediastinum=mediastinum)
    fields = lungs & ~mediastinum
    fluid = _fluid(variant, canvas, rng)
    attenuation = _attenuation(canvas, rng, frame, parts, fluid)
    heart = mediastinum & (canvas.grid()[1] > _HEART_TOP_MM) & ~_below_diaphragm(lungs)
    opacity = disease.visible(fluid, fields) if variant in ("pneumonia", "bilateral") else None
    pitch = FIELD_MM / size
    return SyntheticChest(
        image=Image(
            pixels=_developed(canvas, rng, attenuation),
            spacing=Spacing(row=pitch, column=pitch, source="ImagerPixelSpacing"),
            window=_WINDOW,
            modality="DX",
        ),
        lungs=Mask(pixels=fields),
        heart=Mask(pixels=heart),
        opacity=None if opacity is None else Mask(pixels=opacity),
        cardiothoracic_ratio=_extent(heart) / _extent(fields),
    )


_HEART_TOP_MM = 150.0
"""Above this line the outline is that of the great vessels [mm from the top]."""


def _below_diaphragm(lungs: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Rows below the lowest point of the lungs, where no heart is outlined."""
    rows = np.flatnonzero(lungs.any(axis=1))
    below = np.zeros_like(lungs)
    below[rows[-1] + 1 :] = True
    return below


def _extent(mask: NDArray[np.bool_]) -> int:
    columns = np.flatnonzero(mask.any(axis=0))
    return int(columns[-1] - columns[0] + 1)


def _fluid(variant: Variant, canvas: Canvas, rng: np.random.Generator) -> Map:
    if variant == "pneumonia":
        return disease.consolidation(canvas, rng)
    if variant == "bilateral":
        return disease.haze(canvas, rng)
    if variant == "cardiomegaly":
        return disease.effusion(canvas, 242.0)
    return np.zeros((canvas.size, canvas.size), np.float32)


def _attenuation(canvas: Canvas, rng: np.random.Generator, frame: anatomy.Frame, parts: _Parts, fluid: Map) -> Map:
    """Attenuation integrated along the beam [1]: sum of coefficient x thickness [cm] over all tissues."""
    x, y = canvas.grid()
    trunk = canvas.rounded(parts.trunk, 120.0) * (9 + 12 * np.clip((y - 20) / 110, 0, 1))
    trunk *= 1 - np.float32(0.4) * np.clip((np.abs(x) - 118) / 40, 0, 1)
    air = canvas.rounded(parts.lungs, 38.0) * np.float32(16.0)
    air *= np.float32(0.72) + np.float32(0.28) * np.clip((y - 40) / 90, 0, 1)
    # Heart and vessels push the lung aside; behind them some lung remains.
    inside = canvas.rounded(parts.mediastinum, 40.0)
    air *= 1 - np.float32(0.78) * inside**0.55
    # Fluid takes the place of air and cannot be thicker than the lung is.
    air = np.clip(air - np.minimum(fluid, air * np.float32(0.85)), 0, None)
    vessel_cm = canvas.tubes(anatomy.vessels(rng, frame, "right") + anatomy.vessels(rng, frame, "left"))
    right_hilum = np.exp(-(((x + 36) / 11) ** 2) - ((y - 152) / 20) ** 2)
    left_hilum = np.exp(-(((x - 38) / 11) ** 2) - ((y - 144) / 19) ** 2)
    hila = 3.4 * (right_hilum + left_hilum)
    lung_detail = (
        (1 - np.float32(0.75) * inside**0.5) * (vessel_cm * np.float32(2.4) + hila.astype(np.float32)) * parts.lungs
    )
    tubes_of_air = canvas.tubes(anatomy.airways(frame))
    bubble = 3.2 * canvas.rounded(((x - 66) / 30) ** 2 + ((y - 274) / 20) ** 2 < 1, 9.0) * (y < 284)
    gas = air + np.float32(1.7) * tubes_of_air + bubble
    soft = np.clip(trunk - gas, 0.3 * trunk, None)
    total = _SOFT * (soft + lung_detail * np.float32(0.75)) + _LUNG * air
    total += _BONE * skeleton(canvas, rng, frame)
    grain = canvas.clouds(rng, 2.0) * np.float32(0.008) + canvas.clouds(rng, 7.0) * np.float32(0.006)
    return np.asarray(np.where(parts.trunk, total * (1 + grain), 0.02), np.float32)


def _developed(canvas: Canvas, rng: np.random.Generator, attenuation: Map) -> NDArray[np.uint16]:
    """Expose and develop: scatter, blur, photon noise, logarithm, reduction of large-scale contrast; 12 bits."""
    primary = np.exp(-attenuation)
    scattered = np.float32(0.82) * primary + np.float32(0.18) * canvas.blurred(primary, 22.0)
    sharp = canvas.blurred(scattered, 0.22)
    counts = sharp * np.float32(_PHOTONS)
    noise = canvas.blurred(rng.standard_normal(counts.shape).astype(np.float32), 0.24) * np.sqrt(counts)
    path = -np.log(np.clip((counts + noise) / np.float32(_PHOTONS), 1e-4, None))
    flat = path - np.float32(0.38) * (canvas.blurred(path, 26.0) - np.float32(2.4))
    stored = np.where(attenuation > 0.1, flat, path) * _COUNTS_PER_UNIT + _OFFSET
    return np.asarray(np.clip(np.rint(stored), 0, 4095), np.uint16)
