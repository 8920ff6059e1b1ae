"""Read PNG, JPEG, TIFF, BMP and WebP through Pillow."""

import hashlib
from io import BytesIO
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow
from PIL import ImageOps

from tools.errors import DamagedImage, FileTooLarge, ToolError, Truncated, UnreadableImage
from tools.image import Image
from tools.reading.grey import fitted
from tools.reading.limits import DECODER_ERRORS, MAX_FRAME_PIXELS, MAX_FRAMES, check_budget, check_expansion
from tools.reading.quiet import quietly
from tools.study import Instance

__all__ = ["claimed_pixels", "read_pillow", "read_raster"]

_FORMATS = ("PNG", "JPEG", "TIFF", "BMP", "WEBP")
"""Everything else that Pillow can open (EPS runs a program, FITS unpacks without a limit) stays shut."""

_BYTES_PER_PIXEL = 4  # Pillow keeps 1, 3 or 4 bytes, and its 32-bit modes four

_EXIF_ORIENTATION = 0x0112
_TIFF_PHOTOMETRIC = 262
_TIFF_WHITE_IS_ZERO = 0  # TIFF 6.0 section 3

_TURNED = "The picture was turned as its EXIF orientation says."
_ALPHA = "The picture had a transparency channel and was laid on black."
_STILL = "The picture is animated, and only its first frame is read."
_LOSSY = "The picture is a JPEG: it was compressed with loss."


def read_raster(data: bytes) -> Instance:
    """Read one raster file; each page of a TIFF is a frame.

    Texts of the file (EXIF, PNG chunks) are not kept, and its resolution is that of print, not of the patient.

    Args:
        data: The whole file.

    Raises:
        DamagedImage: If it is broken, or of an unknown format.
        Truncated: If it is cut short.
        FileTooLarge: If it is too large, or so few bytes cannot hold so large a picture.
    """
    with quietly():
        try:
            with Pillow.open(BytesIO(data), formats=_FORMATS) as picture:
                frames = _pages(picture, len(data))
        except ToolError:
            raise
        except Pillow.DecompressionBombError as error:
            raise FileTooLarge(_too_large()) from error
        except DECODER_ERRORS as error:
            raise _damage(error) from error
    return Instance(frames=frames, digest=hashlib.sha256(data).hexdigest())


def claimed_pixels(data: bytes) -> int:
    """How many pixels a raster file claims to have in all its pages; nothing is decoded.

    Raises:
        DamagedImage: If it is broken, or of an unknown format.
        FileTooLarge: If it is too large.
    """
    with quietly():
        try:
            with Pillow.open(BytesIO(data), formats=_FORMATS) as picture:
                count = _page_count(picture) if picture.format == "TIFF" else 1
                check_budget(width=picture.width, height=picture.height, frames=count, bytes_per_pixel=_BYTES_PER_PIXEL)
                return picture.width * picture.height * count
        except ToolError:
            raise
        except Pillow.DecompressionBombError as error:
            raise FileTooLarge(_too_large()) from error
        except DECODER_ERRORS as error:
            raise _damage(error) from error


def read_pillow(picture: Pillow.Image) -> Instance:
    """Read an open Pillow image, its first frame only.

    Raises:
        DamagedImage: If it is broken.
        FileTooLarge: If it is too large.
    """
    with quietly():
        try:
            check_budget(width=picture.width, height=picture.height, frames=1, bytes_per_pixel=_BYTES_PER_PIXEL)
            image = _frame(picture, ())
        except ToolError:
            raise
        except Pillow.DecompressionBombError as error:
            raise FileTooLarge(_too_large()) from error
        except DECODER_ERRORS as error:
            raise DamagedImage("The Pillow image cannot be decoded.") from error
    return Instance(frames=(image,), digest=hashlib.sha256(np.ascontiguousarray(image.pixels).data).hexdigest())


def _damage(error: BaseException) -> UnreadableImage:
    """Pillow tells the two apart in its words only."""
    if "truncated" in str(error).lower():
        return Truncated("The picture is cut short; fetch it again.")
    return DamagedImage("The picture is broken, cut short, or of a format that is not read.")


def _too_large() -> str:
    """Pillow refuses twice its own limit before it tells the size, so the header cannot be quoted here."""
    own = Pillow.MAX_IMAGE_PIXELS
    limit = MAX_FRAME_PIXELS if own is None else min(MAX_FRAME_PIXELS, 2 * own)
    return f"The picture is too large: at most {limit:,} pixels are read; hand over a smaller one."


def _pages(picture: Pillow.Image, stored: int) -> tuple[Image, ...]:
    count = _page_count(picture)
    notes: tuple[str, ...] = (_LOSSY,) if picture.format == "JPEG" else ()
    if count > 1 and picture.format != "TIFF":
        count, notes = 1, (*notes, _STILL)
    check_budget(width=picture.width, height=picture.height, frames=count, bytes_per_pixel=_BYTES_PER_PIXEL)
    canvas = picture.width * picture.height * len(picture.getbands())
    check_expansion(decoded=canvas * count, encoded=stored, canvas=canvas)
    pages = []
    for index in range(count):
        if index:
            picture.seek(index)
            check_budget(width=picture.width, height=picture.height, frames=count, bytes_per_pixel=_BYTES_PER_PIXEL)
        pages.append(_frame(picture, notes))
    return tuple(pages)


def _page_count(picture: Pillow.Image) -> int:
    """How many pages there are; Pillow would walk through a million of them to tell."""
    if picture.format != "TIFF":
        return int(getattr(picture, "n_frames", 1))
    for count in range(1, MAX_FRAMES + 1):
        try:
            picture.seek(count)
        except EOFError:
            picture.seek(0)
            return count
    raise FileTooLarge(f"The picture has more than {MAX_FRAMES:,} pages, and no more are read.")


def _frame(picture: Pillow.Image, notes: tuple[str, ...]) -> Image:
    is_white_zero = _is_white_zero(picture)
    if picture.getexif().get(_EXIF_ORIENTATION, 1) not in (0, 1):
        picture, notes = ImageOps.exif_transpose(picture), (*notes, _TURNED)
    pixels, odd = _pixels(picture)
    if is_white_zero:
        pixels = np.iinfo(np.uint16).max - pixels
    if pixels.dtype.kind == "f" and not np.isfinite(pixels).all():
        raise DamagedImage("The picture holds values that are not finite numbers.")
    return Image(pixels=_grey_if_equal(fitted(pixels) if pixels.ndim == 2 else pixels), notes=(*notes, *odd))


def _is_white_zero(picture: Pillow.Image) -> bool:
    """True for a 16-bit TIFF with 0 = white, which Pillow does not invert (it does for 8 bits)."""
    tags = getattr(picture, "tag_v2", None)
    return tags is not None and picture.mode.startswith("I;16") and tags.get(_TIFF_PHOTOMETRIC) == _TIFF_WHITE_IS_ZERO


def _pixels(picture: Pillow.Image) -> tuple[NDArray[Any], tuple[str, ...]]:
    """The pixels as grey or RGB, and what was odd about them."""
    mode = picture.mode
    if mode == "1":
        picture, mode = picture.convert("L"), "L"
    if mode in ("L", "F", "I") or mode.startswith("I;16"):
        pixels = np.array(picture)
        return pixels.astype(pixels.dtype.newbyteorder("="), copy=False), ()
    if mode in ("LA", "La", "PA", "RGBA", "RGBa") or "transparency" in picture.info:
        shown = picture.convert("RGBA")
        ground = Pillow.new("RGBA", shown.size, (0, 0, 0, 255))
        return np.array(Pillow.alpha_composite(ground, shown).convert("RGB")), (_ALPHA,)
    return np.array(picture if mode == "RGB" else picture.convert("RGB")), ()


def _grey_if_equal(pixels: NDArray[Any]) -> NDArray[Any]:
    """Grey where the three channels are the same: most radiographs on the web are stored as colour."""
    if pixels.ndim == 2:
        return pixels
    red, green, blue = pixels[..., 0], pixels[..., 1], pixels[..., 2]
    is_grey = np.array_equal(red, green) and np.array_equal(red, blue)
    return np.ascontiguousarray(red) if is_grey else pixels
