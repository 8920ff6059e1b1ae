"""Take NumPy arrays as pictures."""

import hashlib
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tools.errors import BadArguments
from tools.image import Image
from tools.reading.grey import fitted
from tools.reading.limits import check_budget
from tools.study import Instance

__all__ = ["read_array"]


def read_array(array: NDArray[Any]) -> Instance:
    """Copy an array into an image.

    Args:
        array: `(H, W)` of numbers or booleans, larger = brighter, or `(H, W, 3)` uint8 RGB. Booleans become 0 and 255,
            float64 becomes float32.

    Raises:
        BadArguments: If the shape or type is another one, or a value is not finite.
        UnreadableImage: If it is too large.
    """
    is_grey = array.ndim == 2 and array.dtype.kind in "biuf"
    if not (is_grey or (array.ndim == 3 and array.shape[-1] == 3 and array.dtype == np.uint8)):
        raise BadArguments(
            f"An image array is (H, W) of numbers or (H, W, 3) of uint8, got {array.dtype} {array.shape}. "
            "Hand over several pictures as a list of arrays."
        )
    check_budget(width=array.shape[1], height=array.shape[0], frames=1, bytes_per_pixel=array[:1, :1].nbytes)
    if array.dtype.kind == "f" and not np.isfinite(array).all():
        raise BadArguments("The image array holds values that are not finite numbers; replace them first.")
    # The image makes its pixels read-only, so the caller keeps an array of its own.
    native = array.astype(array.dtype.newbyteorder("="))
    pixels = np.where(native, np.uint8(255), np.uint8(0)) if native.dtype == np.bool_ else native
    pixels = fitted(pixels) if is_grey else np.ascontiguousarray(pixels)
    if pixels.dtype.kind == "f" and not np.isfinite(pixels).all():
        raise BadArguments("The image array holds values beyond the range of float32; scale them first.")
    described = f"{pixels.shape}{pixels.dtype.str}".encode()
    digest = hashlib.sha256(described + pixels.tobytes()).hexdigest()
    return Instance(frames=(Image(pixels=pixels),), digest=digest)
