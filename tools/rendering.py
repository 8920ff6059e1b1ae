"""Pictures for people and models: outlines, numbered boxes, and encoded images. The original is never changed."""

import base64
from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from tools.errors import BadArguments
from tools.finding import Finding, Measurement
from tools.image import Image
from tools.region import Mask
from tools.resampling import resized
from tools.spoken import spoken

__all__ = ["annotate", "data_url", "encode_jpeg", "encode_png", "one_channel", "outlined", "rgb", "scaled"]

COLOURS = ((230, 159, 0), (86, 180, 233), (0, 158, 115), (240, 228, 66), (213, 94, 0), (204, 121, 167))
"""RGB, told apart with any colour vision. Source: Okabe & Ito 2008, Color Universal Design."""
SIDE_NOTE = "Sides are the patient's; the image's left is taken for the patient's right."
JPEG_QUALITY = 92
"""Keeps text and fine lines free of ringing at a third of the size of PNG."""

PNG_OPTIONS = (cv2.IMWRITE_PNG_STRATEGY, cv2.IMWRITE_PNG_STRATEGY_RLE)
"""OpenCV's default, named so that equal pictures stay equal bytes: an eighth of the time of zlib's usual level 6, for
pictures about as small."""

_IN_ASCII = str.maketrans({"±": "+-", "°": "deg ", "²": "2", "³": "3"})
"""OpenCV's built-in font draws ASCII only."""

Picture = NDArray[np.uint8]


def rgb(image: Image) -> Picture:
    """Give an image as it is shown, `(H, W, 3)` uint8, a copy."""
    return _coloured(image.shown())


def _coloured(pixels: Picture) -> Picture:
    return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_GRAY2RGB), np.uint8) if pixels.ndim == 2 else pixels.copy()


def scaled(picture: Picture, max_side: int) -> Picture:
    """Shrink a picture to a longest side [pixels] by area mean; smaller ones stay as they are."""
    longest = max(picture.shape[:2])
    if longest <= max_side:
        return picture
    height, width = (max(round(side * max_side / longest), 1) for side in picture.shape[:2])
    return np.asarray(resized(picture, width, height), np.uint8)


def outlined(picture: Picture, mask: Mask, colour: tuple[int, int, int] = COLOURS[0]) -> Picture:
    """Draw the outline of a mask over a picture of the same size; the inside stays visible."""
    if mask.pixels.shape != picture.shape[:2]:
        raise BadArguments(f"The mask is {mask.pixels.shape}, the picture {picture.shape[:2]}; they must be alike.")
    drawn = picture.copy()
    contours, _ = cv2.findContours(mask.pixels.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    cv2.drawContours(drawn, contours, -1, colour, _thickness(picture))
    return drawn


def annotate(
    image: Image,
    findings: Sequence[Finding],
    measurements: Sequence[Measurement] = (),
    max_side: int = 1024,
    masks: Sequence[Mask] = (),
) -> Picture:
    """Draw findings on an image: numbered boxes, outlines, and a legend under it.

    Args:
        image: The image; findings of other images are left out.
        findings: Those with a region are drawn, all of this image are listed.
        measurements: Listed under the findings.
        max_side: Longest side of the drawn image [pixels], before the legend is added.
        masks: Outlines, each of the size of the image.

    Returns:
        `(H, W, 3)` uint8 RGB.
    """
    canvas = _coloured(scaled(image.shown(), max_side))
    for index, mask in enumerate(masks):
        inside = np.ascontiguousarray(mask.pixels).view(np.uint8)
        small = cv2.resize(inside, canvas.shape[1::-1], interpolation=cv2.INTER_NEAREST) > 0
        canvas = outlined(canvas, Mask(pixels=small), COLOURS[index % len(COLOURS)])
    across, down = canvas.shape[1] / image.width, canvas.shape[0] / image.height
    here, ref = [], image.ref
    for finding in findings:
        if finding.image is None or finding.image == ref:
            here.append(finding)
            _box(canvas, finding, len(here), across, down)
    lines = [f"{number} {_line(finding)}" for number, finding in enumerate(here, start=1)]
    lines += [f"{one.name}: {spoken(one)}" for one in measurements]
    if any(finding.laterality for finding in here):
        lines.append(SIDE_NOTE)
    return np.concatenate([canvas, _legend(lines, canvas.shape[1])]) if lines else canvas


def encode_png(pixels: Picture) -> bytes:
    """Encode `(H, W)` or `(H, W, 3)` RGB uint8 as PNG, without loss."""
    return _encoded(pixels, ".png", PNG_OPTIONS)


def encode_jpeg(pixels: Picture, quality: int = JPEG_QUALITY) -> bytes:
    """Encode `(H, W)` or `(H, W, 3)` RGB uint8 as JPEG, grey stays one channel."""
    return _encoded(pixels, ".jpg", (cv2.IMWRITE_JPEG_QUALITY, quality))


def data_url(pixels: Picture, media: str = "image/png", quality: int = JPEG_QUALITY) -> str:
    """Give a picture as a data URL, `image/png` or `image/jpeg`; equal pictures give equal text.

    Args:
        pixels: `(H, W)` or `(H, W, 3)` RGB uint8.
        media: The type.
        quality: Of a JPEG [0-100].
    """
    if media not in ("image/png", "image/jpeg"):
        raise BadArguments(f"A picture can be given as image/png or image/jpeg, not as {media!r}.")
    body = encode_png(pixels) if media == "image/png" else encode_jpeg(pixels, quality)
    return f"data:{media};base64,{base64.b64encode(body).decode('ascii')}"


def one_channel(pixels: Picture) -> Picture:
    """Give a picture whose colours are all shades of grey as `(H, W)`, which shows the same in a third of the bytes."""
    if pixels.ndim == 2:
        return pixels
    red, green, blue = cv2.split(pixels)
    is_grey = np.array_equal(red, green) and np.array_equal(green, blue)
    return np.asarray(red, np.uint8) if is_grey else pixels


def _encoded(pixels: Picture, suffix: str, options: Sequence[int]) -> bytes:
    if pixels.dtype != np.uint8 or pixels.ndim not in (2, 3):
        raise BadArguments(f"A picture is (H, W) or (H, W, 3) uint8, got {pixels.dtype} {pixels.shape}.")
    stored = cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR) if pixels.ndim == 3 else pixels
    done, buffer = cv2.imencode(suffix, np.ascontiguousarray(stored), options)
    if not done:
        raise BadArguments(f"A picture of {pixels.shape} cannot be encoded as {suffix}.")
    return bytes(buffer)


def _thickness(picture: Picture) -> int:
    longest: int = max(picture.shape[:2])
    return max(1, round(longest / 500))


def _box(canvas: Picture, finding: Finding, number: int, across: float, down: float) -> None:
    if finding.region is None:
        return
    colour = COLOURS[(number - 1) % len(COLOURS)]
    left, top, right, bottom = finding.region.as_tuple()
    start, end = (round(left * across), round(top * down)), (round(right * across) - 1, round(bottom * down) - 1)
    cv2.rectangle(canvas, start, end, colour, _thickness(canvas))
    size = max(canvas.shape[1] / 900, 0.4)
    cv2.putText(canvas, str(number), (start[0] + 3, start[1] + round(24 * size)), 0, size, colour, _thickness(canvas))


def _line(finding: Finding) -> str:
    side = f", {finding.laterality}" if finding.laterality else ""
    return f"{finding.name}{side}: {finding.presence} ({finding.certainty:.0%} sure)"


def _legend(lines: Sequence[str], width: int) -> Picture:
    size = max(width / 1400, 0.35)
    step = round(32 * size) + 4
    legend = np.full((step * len(lines) + 6, width, 3), 24, np.uint8)
    for row, line in enumerate(lines, start=1):
        text = line.translate(_IN_ASCII).encode("ascii", "replace").decode("ascii")
        cv2.putText(legend, text, (6, row * step - 4), 0, size, (235, 235, 235), 1, cv2.LINE_AA)
    return legend
