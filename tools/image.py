"""One picture of a study: pixels, what they mean, how large they are, and where they came from."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal, cast

import numpy as np
from numpy.typing import NDArray

from tools.by_value import by_value
from tools.errors import BadArguments
from tools.lookup import Lookup
from tools.region import BoundingBox

__all__ = ["Image", "ImageRef", "Origin", "Spacing", "Window"]

WindowFunction = Literal["LINEAR", "SIGMOID"]
SpacingSource = Literal["PixelSpacing", "ImagerPixelSpacing", "NominalScannedPixelSpacing", "affine", "caller"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Spacing:
    """Distance between pixel centres [mm] and the attribute that states it."""

    row: float
    """Between the centres of adjacent rows [mm] (the first value of Pixel Spacing)."""
    column: float
    """Between the centres of adjacent columns [mm] (the second value of Pixel Spacing)."""
    source: SpacingSource
    """Where it is stated; ImagerPixelSpacing is at the detector, so distances in the patient are smaller."""

    def __post_init__(self) -> None:
        if not (0 < self.row < np.inf and 0 < self.column < np.inf):
            raise BadArguments(f"Spacing must be positive and finite [mm], got {self.row!r}, {self.column!r}.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """How values are shown: a VOI window [units of the image], or the VOI lookup table that takes its place.

    Source: PS3.3 C.11.2.1.2 (linear), C.11.2.1.3.1 (sigmoid), C.11.2.1.1 (table).
    """

    centre: float
    width: float
    function: WindowFunction = field(default="LINEAR", repr=False)
    table: Lookup | None = field(default=None, repr=False)
    """Shown through this; then centre and width span the values that it has entries for."""

    def __post_init__(self) -> None:
        if not (np.isfinite(self.centre) and np.isfinite(self.width) and self.width >= 1):
            raise BadArguments(f"A window needs a finite centre and a width of at least 1, got {self!r}.")

    def apply(self, values: NDArray[Any], top: float = 1.0) -> NDArray[np.float32]:
        """How bright values are shown.

        Args:
            values: Any shape [units of the image].
            top: The brightness of white; that of black is 0.
        """
        if self.table is not None:
            return self.table.apply(values).astype(np.float32) * np.float32(top / self.table.top)
        found = values.astype(np.float32)
        if self.function == "SIGMOID":
            with np.errstate(over="ignore"):  # far below the centre the exponential is infinite, and the result 0
                steep: NDArray[np.float32] = top / (1 + np.exp(-4 * (found - self.centre) / self.width))
            return steep
        # PS3.3 C.11.2.1.2.1: the linear function spans centre - 0.5 ± (width - 1) / 2.
        low = self.centre - 0.5 - (self.width - 1) / 2
        high = self.centre - 0.5 + (self.width - 1) / 2
        if high <= low:
            return np.where(found > low, np.float32(top), np.float32(0))
        linear: NDArray[np.float32] = (np.clip(found, low, high) - low) * (top / (high - low))
        return linear


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageRef:
    """A name for an image by its content; what a state or a trace may hold in place of pixels."""

    digest: str
    """First 32 hex digits of the SHA-256 over shape, type, pixels and geometry."""
    width: int
    """Columns [pixels]."""
    height: int
    """Rows [pixels]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """How an image was made out of another one."""

    parent: ImageRef
    """The image it was made from."""
    operation: str
    """The tool that made it."""
    box: BoundingBox
    """The part of the parent that it shows [pixels of the parent]."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Image:
    """A two-dimensional picture with its meaning.

    Grey pixels are in units of the modality (Hounsfield units for CT), always with larger = brighter (MONOCHROME1 is
    inverted when read). Colour pixels are RGB, `uint8`.
    """

    pixels: NDArray[Any]
    """`(H, W)` int16, uint16, int32, float32 or uint8, or `(H, W, 3)` uint8."""
    spacing: Spacing | None = None
    """None where nothing states it: then lengths are in pixels."""
    window: Window | None = None
    """How to show it; None means the full range of its values."""
    unit: str = "1"
    """UCUM-like unit of the pixel values: `[hnsf'U]` for CT, `1` otherwise."""
    modality: str = "OT"
    """DICOM modality: CR, DX, CT, MR, US, …; OT where unknown."""
    facts: Mapping[str, str] = field(default_factory=dict)
    """Header values on the allow-list, by DICOM keyword. Nothing else of a header gets this far."""
    notes: tuple[str, ...] = ()
    """What was odd when it was read, as sentences; shown, never hidden."""
    origin: Origin | None = None
    """None for an image of the study itself."""
    _ref: ImageRef | None = field(default=None, init=False, repr=False)
    """Its name, once somebody asked for it."""

    def __post_init__(self) -> None:
        pixels = self.pixels
        grey, colour = pixels.ndim == 2, pixels.ndim == 3 and pixels.shape[-1] == 3 and pixels.dtype == np.uint8
        if not (grey or colour) or 0 in pixels.shape:
            raise BadArguments(
                f"An image is (H, W), or (H, W, 3) uint8, and not empty; got {pixels.dtype} {pixels.shape}."
            )
        pixels.flags.writeable = False
        object.__setattr__(self, "facts", MappingProxyType(dict(self.facts)))

    @property
    def width(self) -> int:
        """Columns [pixels]."""
        return int(self.pixels.shape[1])

    @property
    def height(self) -> int:
        """Rows [pixels]."""
        return int(self.pixels.shape[0])

    @property
    def is_colour(self) -> bool:
        """True for RGB."""
        return self.pixels.ndim == 3

    @property
    def box(self) -> BoundingBox:
        """The whole image."""
        return BoundingBox(left=0.0, top=0.0, right=float(self.width), bottom=float(self.height))

    @property
    def ref(self) -> ImageRef:
        """The name of this image by its content, computed once: the pixels are never changed."""
        if self._ref is None:
            object.__setattr__(self, "_ref", ImageRef(digest=self._digest(), width=self.width, height=self.height))
        return cast(ImageRef, self._ref)

    def _digest(self) -> str:
        digest = hashlib.sha256()
        digest.update(f"{self.pixels.shape}{self.pixels.dtype.str}{self.spacing}{self.window}{self.unit}".encode())
        if self.window is not None and self.window.function != "LINEAR":
            digest.update(self.window.function.encode())
        if self.window is not None and self.window.table is not None:
            table = self.window.table
            digest.update(f"{table.first}{table.bits}".encode() + table.table.tobytes())
        digest.update(f"{self.modality}{sorted(self.facts.items())}{self.origin}".encode())
        digest.update(np.ascontiguousarray(self.pixels).data)
        return digest.hexdigest()[:32]

    def _repr_html_(self) -> str:
        from tools.showing import image_html  # draws, which most callers do not need

        return image_html(self)

    def _repr_png_(self) -> bytes:
        from tools.showing import image_png

        return image_png(self)

    def shown(self) -> NDArray[np.uint8]:
        """Grey or RGB as it is shown, `(H, W)` or `(H, W, 3)` uint8, through the window or the full range."""
        if self.window is not None:
            return by_value(self.pixels, _Windowed(window=self.window))
        if self.pixels.dtype == np.uint8:
            return self.pixels
        low, high = float(np.float32(self.pixels.min())), float(np.float32(self.pixels.max()))
        if high <= low:
            return np.zeros(self.pixels.shape, np.uint8)
        return by_value(self.pixels, _Stretched(low=low, high=high))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Windowed:
    """Brightness in 256 steps through a window."""

    window: Window

    def __call__(self, values: NDArray[Any]) -> NDArray[np.uint8]:
        shown: NDArray[np.uint8] = np.rint(self.window.apply(values, 255.0)).astype(np.uint8)
        return shown


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stretched:
    """Brightness in 256 steps over a range of values, all of which lie in it where they are shown."""

    low: float
    high: float

    def __call__(self, values: NDArray[Any]) -> NDArray[np.uint8]:
        # A table has entries beyond the range too, and they have to be numbers of some sort.
        found = np.clip(values.astype(np.float32), self.low, self.high)
        shown: NDArray[np.uint8] = np.rint((found - self.low) * (255.0 / (self.high - self.low))).astype(np.uint8)
        return shown
