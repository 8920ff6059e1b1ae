"""Whether text in the pixels of an image is masked or only reported, and the image afterwards."""

from collections.abc import Sequence
from dataclasses import replace

from tools.deidentifying.looked import LOOKED_AT
from tools.deidentifying.options import TextPolicy
from tools.deidentifying.text import TextLine, area_of
from tools.image import Image
from tools.study import Series, Study

__all__ = [
    "FOUND",
    "MASKED",
    "MASKED_MODALITIES",
    "NOT_VERIFIED",
    "cover_study",
    "cover_text",
    "is_sure",
    "masked_lines",
]

MASKED_MODALITIES = frozenset({"US", "SC", "ES", "XC", "GM", "IVUS", "IVOCT", "ECG", "OP", "OPT", "BI", "TG"})
"""Modalities whose machines write into the picture: ultrasound, secondary capture, endoscopy, photographs, tracings.
One row of characters is enough there. The list is ours."""
_SURE_CHARACTERS = 8
"""A row this long is taken for words: a date has as many. Ours."""
_SURE_ROWS = 2
_SURE_EACH = 5
"""Or two rows of this many characters each."""
_NEXT = 3.0
"""How far the next line or word of a text may be, in heights of its characters. Ours."""
_SHOWN = 4
"""Boxes named in a note."""

MASKED = "Burned-in text found at {boxes} and masked; what was under it cannot be judged."
FOUND = "Burned-in text may stand at {boxes}; it was not masked."
NOT_VERIFIED = "The header says that text is burned into the pixels, and none was found: not verified."


def is_sure(lines: Sequence[TextLine]) -> bool:
    """True where several words were found, rather than what could be a chance row of marks."""
    counts = [line.characters for line in lines]
    return any(one >= _SURE_CHARACTERS for one in counts) or sum(one >= _SURE_EACH for one in counts) >= _SURE_ROWS


def masked_lines(
    lines: Sequence[TextLine], policy: TextPolicy, *, modality: str, burned_in: str
) -> tuple[TextLine, ...]:
    """Choose what to mask.

    Args:
        lines: What was found.
        policy: `auto` masks all where text is to be expected (modality, or the header says so); elsewhere what is sure,
            where that is more than a chance row of marks: words, and short rows beside them.
        modality: Modality (0008,0060).
        burned_in: Burned In Annotation (0028,0301), empty where it is not stated.
    """
    if policy == "never":
        return ()
    if policy == "always" or modality in MASKED_MODALITIES or burned_in == "YES":
        return tuple(lines)
    sure = [line for line in lines if line.is_sure]
    if not is_sure(sure):
        return ()
    words = [line for line in sure if line.characters >= _SURE_EACH]
    return tuple(line for line in sure if line in words or any(_is_beside(line, one) for one in words))


def _is_beside(short: TextLine, word: TextLine) -> bool:
    """True where a short row stands in the next lines or words of a long one of its size; bones do not."""
    if not 0.5 <= short.height / word.height <= 2:
        return False
    reach = _NEXT * word.height
    a, b = short.box, word.box
    return (
        a.left <= b.right + reach
        and b.left <= a.right + reach
        and a.top <= b.bottom + reach
        and b.top <= a.bottom + reach
    )


def cover_text(image: Image, policy: TextPolicy = "auto") -> Image:
    """Look for burned-in text before a model sees an image.

    Pixels outside the boxes stay what they are; those inside take the darkest value of the image.

    Args:
        image: An image as it was read.
        policy: When to mask.

    Returns:
        The image with a note on what was found, or the same image where nothing was.
    """
    if image.origin is not None:
        return image  # made from an image that was looked at
    lines = LOOKED_AT.lines(image)
    burned_in = image.facts.get("BurnedInAnnotation", "")
    if not lines:
        return replace(image, notes=(*image.notes, NOT_VERIFIED)) if burned_in == "YES" else image
    masked = masked_lines(lines, policy, modality=image.modality, burned_in=burned_in)
    left = [line for line in lines if line not in masked]
    notes = (*image.notes,)
    pixels = image.pixels
    if masked:
        area = area_of(masked, (image.height, image.width)).pixels
        pixels = pixels.copy()
        pixels[area] = 0 if image.is_colour else pixels.min()
        notes = (*notes, MASKED.format(boxes=_boxes(masked, image)))
    if left:
        notes = (*notes, FOUND.format(boxes=_boxes(left, image)))
    return replace(image, pixels=pixels, notes=notes)


def _boxes(lines: Sequence[TextLine], image: Image) -> str:
    named = []
    for line in lines[:_SHOWN]:
        box = line.box
        left, top = max(0, round(box.left)), max(0, round(box.top))
        named.append(f"[{left}, {top}, {min(image.width, round(box.right))}, {min(image.height, round(box.bottom))}]")
    more = f" and {len(lines) - _SHOWN} more places" if len(lines) > _SHOWN else ""
    return ", ".join(named) + more


def cover_study(study: Study, policy: TextPolicy = "auto") -> Study:
    """Cover those images of a study where text is to be expected, as `cover_text` does; the others stay unseen.

    For volumes, of which no single image is looked at before it is shown as a slice.
    """
    return replace(study, series=tuple(_covered_series(one, policy) for one in study.series))


def _covered_series(series: Series, policy: TextPolicy) -> Series:
    instances = tuple(
        replace(one, frames=tuple(cover_text(frame, policy) if _is_expected(frame) else frame for frame in one.frames))
        for one in series.instances
    )
    return replace(series, instances=instances)


def _is_expected(image: Image) -> bool:
    return image.modality in MASKED_MODALITIES or image.facts.get("BurnedInAnnotation") == "YES"
