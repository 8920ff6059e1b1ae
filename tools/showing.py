"""How images and studies show themselves in a notebook: a picture and its facts, every text escaped."""

import base64
from collections.abc import Sequence
from html import escape

from tools.image import Image
from tools.rendering import encode_png, scaled
from tools.study import Series, Study

__all__ = ["image_html", "image_png", "study_html"]

_SIDE = 512
"""Longest side of one image shown [pixels]."""
_SMALL = 160
"""Longest side of a picture in a row of them [pixels]."""
_SERIES = 12
"""Most series that show a picture; the others are listed."""
_ROW = "display:flex;flex-wrap:wrap;gap:.6rem"


def image_png(image: Image, side: int = _SIDE) -> bytes:
    """The image as it is shown, in its window, as PNG.

    Args:
        image: Of any size.
        side: Longest side [pixels]; a smaller image stays as it is.
    """
    shown = image.shown()
    return encode_png(scaled(shown, side) if max(shown.shape[:2]) > side else shown)


def image_html(image: Image, side: int = _SIDE, caption: str = "") -> str:
    """The image with its size, spacing and notes.

    Args:
        image: Of any size.
        side: Longest side [pixels].
        caption: Said before its facts.
    """
    data = base64.b64encode(image_png(image, side)).decode()
    facts = ", ".join(part for part in (caption, _facts(image)) if part)
    notes = "".join(f"<br><small>{escape(note)}</small>" for note in image.notes)
    return (
        f"<figure style='margin:0'><img alt='{escape(facts, quote=True)}' src='data:image/png;base64,{data}'>"
        f"<figcaption><small>{escape(facts)}</small>{notes}</figcaption></figure>"
    )


def study_html(study: Study) -> str:
    """The series of a study, each by its middle image, and what came with them."""
    pictures = [_series(number, one) for number, one in enumerate(study.series[:_SERIES], start=1)]
    left = len(study.series) - len(pictures)
    lines = [*study.notes, *(note for one in study.series for note in one.notes)]
    lines += [f"{left} further series."] if left > 0 else []
    lines += [f"{len(study.masks)} segmentation(s) and {len(study.reports)} report(s) came with it."] * bool(
        study.masks or study.reports
    )
    return (
        f"<div><p><b>{len(study.series)} series, {len(study.images)} image(s)</b></p>"
        f"<div style='{_ROW}'>{''.join(pictures)}</div>{_list(lines)}</div>"
    )


def _series(number: int, series: Series) -> str:
    frames = [frame for instance in series.instances for frame in instance.frames]
    told = f"{number}. {series.modality}, {len(frames)} image(s)"
    if not frames:
        return f"<p><small>{escape(told)}</small></p>"
    return image_html(frames[len(frames) // 2], _SMALL, told)


def _facts(image: Image) -> str:
    size = f"{image.width} × {image.height} pixels"
    if image.spacing is None:
        return f"{image.modality}, {size}, no pixel spacing"
    spacing = f"{image.spacing.column:.4g} × {image.spacing.row:.4g} mm ({image.spacing.source})"
    return f"{image.modality}, {size}, {spacing}"


def _list(lines: Sequence[str]) -> str:
    return f"<ul>{''.join(f'<li><small>{escape(one)}</small></li>' for one in lines)}</ul>" if lines else ""
