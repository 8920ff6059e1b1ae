"""From an image to a model's input and from its output back to the image, with one mapping for pixels and places."""

from dataclasses import dataclass
from typing import Any, Self

import cv2
import numpy as np
from numpy.typing import NDArray

from tools.errors import ModelFailed, ModelMismatch
from tools.image import Image
from tools.resampling import resized
from tools.segmentation.learned.description import Input, Output

__all__ = ["Frame", "as_input", "probabilities"]

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """Where the image lies on the model's input: from its top-left corner, the rest is filling."""

    image: tuple[int, int]
    """Columns and rows of the image [pixels]."""
    whole: tuple[int, int]
    """Columns and rows of the input [pixels]."""
    part: tuple[int, int]
    """Columns and rows of the input that show the image [pixels]."""

    @classmethod
    def of(cls, image: Image, asked: Input) -> Self:
        """Find how an image is fitted in."""
        whole = (asked.width, asked.height)
        part = whole
        if asked.resize == "pad":
            scale = min(asked.width / image.width, asked.height / image.height)
            part = (max(round(image.width * scale), 1), max(round(image.height * scale), 1))
        return cls(image=(image.width, image.height), whole=whole, part=part)

    def place(self, column: float, row: float) -> tuple[float, float]:
        """Carry a place from the image to the input: column, row [pixels]."""
        return column * self.part[0] / self.image[0], row * self.part[1] / self.image[1]

    def back(self, plane: Floats) -> Floats:
        """Carry a plane `(h, w)` over the whole input, of any resolution, to the image `(H, W)`."""
        # A model may answer at a quarter of its input: enlarge by the same factor all over, then cut the filling off.
        height, width = plane.shape
        matrix = np.array(
            [
                [self.part[0] * width / (self.whole[0] * self.image[0]), 0.0, 0.0],
                [0.0, self.part[1] * height / (self.whole[1] * self.image[1]), 0.0],
            ]
        )
        # OpenCV places pixels by their centres, our coordinates count from their corners.
        matrix[:, 2] = (matrix[:, :2].sum(axis=1) - 1) / 2
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        return np.asarray(
            cv2.warpAffine(plane, matrix, self.image, flags=flags, borderMode=cv2.BORDER_REPLICATE), np.float32
        )


def as_input(image: Image, asked: Input, frame: Frame) -> Floats:
    """Make the array that a model takes: `(1, C, H, W)` or `(1, H, W, C)` float32."""
    values = _values(image, asked)
    values = np.asarray(resized(values, *frame.part), np.float32)
    if values.ndim == 2:
        values = values[..., None]
    if asked.channels == "rgb" and values.shape[-1] == 1:
        values = np.repeat(values, 3, axis=-1)
    if asked.normalise == "min-max":
        low, high = float(values.min()), float(values.max())
        values = (values - np.float32(low)) / np.float32(max(high - low, 1e-8))
    elif asked.normalise == "mean-std":
        mean, deviation = np.array(asked.mean, np.float32), np.array(asked.std, np.float32)
        values = np.divide(values - mean, deviation, dtype=np.float32)
    full = np.zeros((asked.height, asked.width, values.shape[-1]), np.float32)
    full[: frame.part[1], : frame.part[0]] = values * asked.scale
    return np.ascontiguousarray((full if asked.layout == "NHWC" else full.transpose(2, 0, 1))[None])


def _values(image: Image, asked: Input) -> Floats:
    """The image from 0 to 1, `(H, W)` or `(H, W, 3)`."""
    if asked.values == "stored" and asked.range is not None and not image.is_colour:
        low, high = asked.range
        found = np.clip((image.pixels.astype(np.float32) - low) / (high - low), 0, 1)
        return np.asarray(found, np.float32)
    shown = image.shown()
    if asked.channels == "grey" and shown.ndim == 3:
        shown = cv2.cvtColor(np.ascontiguousarray(shown), cv2.COLOR_RGB2GRAY)
    return shown.astype(np.float32) / np.float32(255)


def probabilities(answer: NDArray[Any], wanted: Output, channels: tuple[int, ...]) -> Floats:
    """Read a model's output.

    Args:
        answer: `(1, C, h, w)`, `(1, h, w, C)` or, for one channel, `(1, h, w)` or `(h, w)`.
        wanted: What is known of it.
        channels: The channels that are the target.

    Returns:
        `(h, w)` probability of the target, or its raw value where there is no activation.

    Raises:
        ModelMismatch: If it has another shape, or not these channels.
        ModelFailed: If it holds what is no number.
    """
    planes = _planes(answer, wanted)
    if max(channels) >= len(planes):
        raise ModelMismatch(
            f"The model gives {len(planes)} channels, so channel {max(channels)} is none; put channels right."
        )
    if not np.isfinite(planes).all():
        raise ModelFailed("The model gave values that are no numbers; its outline is not used.")
    if wanted.activation == "sigmoid":
        planes = _sigmoid(planes)
    elif wanted.activation == "softmax":
        grown = np.exp(planes - planes.max(axis=0, keepdims=True))
        planes = grown / grown.sum(axis=0, keepdims=True)
    return np.ascontiguousarray(planes[list(channels)].max(axis=0), np.float32)


def _sigmoid(values: Floats) -> Floats:
    # Beyond 80 the exponential of float32 is infinite, and the result no different.
    return np.asarray(1 / (1 + np.exp(-np.clip(values, -80, 80))), np.float32)


def _planes(answer: NDArray[Any], wanted: Output) -> Floats:
    found = np.asarray(answer)
    if found.dtype.kind not in "fiub":
        raise ModelMismatch(f"The model gives {found.dtype}, and numbers are needed.")
    shape = found.shape
    if found.ndim == 4 and shape[0] == 1:
        found = found[0] if wanted.layout == "NCHW" else found[0].transpose(2, 0, 1)
    elif found.ndim == 2:
        found = found[None]
    elif found.ndim != 3 or shape[0] != 1:
        raise ModelMismatch(f"The model gives {shape}; (1, channels, rows, columns) or (1, rows, columns) is needed.")
    if 0 in found.shape or min(found.shape[1:]) < 2:
        raise ModelMismatch(f"The model gives {shape}, which is no picture.")
    return np.asarray(found, np.float32)
