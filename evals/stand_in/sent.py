"""What was really sent: whether what decides a case was before the model, by geometry and by ids of passages.

Pixels are not read and no passage is understood here: how large a plate was comes from what the messages say of each
picture (its size, and which box of which picture it shows) and from the true size of the plate.
"""

from collections.abc import Sequence

from langchain_core.messages import BaseMessage

from evals.stand_in.case import Case, Placed
from evals.stand_in.plate import MODULES, RESOLVED
from evals.stand_in.shown import Picture, read_shown
from tools.region import BoundingBox

__all__ = ["decides"]


def decides(case: Case, messages: Sequence[BaseMessage]) -> bool:
    """Say whether a conversation holds what decides a case, and nothing that misleads before it.

    Args:
        case: What decides it.
        messages: As they were sent.
    """
    shown = read_shown(messages)
    if case.plate is not None:
        return any(module >= RESOLVED for module in _modules(case.plate, shown.pictures))
    documents = [one.id.partition("#")[0] for one in shown.passages]
    stating = [one for one in documents if one in (case.decides, case.misleads)]
    explained = not case.hidden or case.explains in documents
    return explained and stating[:1] == [case.decides]


def _modules(placed: Placed, pictures: Sequence[Picture]) -> list[float]:
    """Pixels that a module of the plate has in each picture that holds all of it."""
    boxes: dict[int, tuple[BoundingBox, Picture]] = {}
    out: list[float] = []
    for one in pictures:
        box = _box(one, placed, boxes)
        boxes[one.number] = box, one
        if _holds(box, placed):
            high, wide = one.pixels.shape
            out.append(placed.module * min(wide / box.width, high / box.height))
    return out


def _box(picture: Picture, placed: Placed, before: dict[int, tuple[BoundingBox, Picture]]) -> BoundingBox:
    """The part of the original that a picture shows [pixels of the original]."""
    parent = before.get(picture.about.get("from_image", 0))
    if parent is None:
        return BoundingBox(left=0.0, top=0.0, right=float(placed.width), bottom=float(placed.height))
    box, of = parent
    across, down = box.width / of.about["width"], box.height / of.about["height"]
    left, top, right, bottom = picture.about["shows"]
    return BoundingBox(
        left=box.left + left * across,
        top=box.top + top * down,
        right=box.left + right * across,
        bottom=box.top + bottom * down,
    )


def _holds(box: BoundingBox, placed: Placed) -> bool:
    """Whether all of a plate lies in a box, but for half of the module of its frame."""
    slack, side = placed.module / 2, MODULES * placed.module
    return (
        box.left - slack <= placed.left
        and box.top - slack <= placed.top
        and box.right + slack >= placed.left + side
        and box.bottom + slack >= placed.top + side
    )
