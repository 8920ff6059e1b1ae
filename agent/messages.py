"""Messages of a case: built with references to images, filled with pixels only on their way to a model."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from langchain_core.messages import AIMessage, AnyMessage, BaseMessage, HumanMessage, SystemMessage

from agent.coordinates import rounded, sent_size, to_model
from agent.models.profile import Profile
from agent.store import ImageStore
from tools.finding import Finding, Measurement
from tools.image import Image, ImageRef
from tools.region import BoundingBox

__all__ = [
    "describe",
    "filled",
    "finding_record",
    "measurement_record",
    "model_box",
    "picture",
    "seen_size",
    "text_of",
    "user",
]


def seen_size(width: int, height: int, profile: Profile) -> tuple[int, int]:
    """The `(width, height)` [pixels] at which this model sees an image of that size."""
    if profile.coordinates != "processed":
        return width, height
    return _sent(width, height, profile)


def _sent(width: int, height: int, profile: Profile) -> tuple[int, int]:
    return sent_size(
        width,
        height,
        patch=profile.patch,
        least=profile.min_pixels,
        most=profile.max_pixels,
        square=profile.square,
    )


def model_box(box: BoundingBox, ref: ImageRef, profile: Profile) -> list[float]:
    """A box in the model's own coordinates, rounded to about a tenth of a pixel."""
    seen = seen_size(ref.width, ref.height, profile)
    return rounded(to_model(box, (ref.width, ref.height), seen, profile.coordinates), profile.coordinates)


def describe(
    number: int, image: Image, ref: ImageRef, profile: Profile, numbers: Mapping[str, int], *, earlier: str = ""
) -> str:
    """One line that says what an image is: its number, size, spacing, header facts, and where it came from.

    Args:
        number: From 1.
        image: The image.
        ref: Its name.
        profile: Whose coordinates and sizes to speak.
        numbers: Numbers of all images so far, by digest.
        earlier: How old it is, for an image of an earlier study.
    """
    wide, high = seen_size(image.width, image.height, profile)
    about: dict[str, Any] = {"width": wide, "height": high, "modality": image.modality, **image.facts}
    if image.spacing is not None:
        about["spacing_mm"] = [round(image.spacing.row, 4), round(image.spacing.column, 4), image.spacing.source]
    if image.origin is not None:
        about["made_by"] = image.origin.operation
        parent = numbers.get(image.origin.parent.digest)
        if parent is not None:
            about["from_image"] = parent
            about["shows"] = model_box(image.origin.box, image.origin.parent, profile)
    if earlier:
        about["study"] = earlier
    if image.notes:
        about["notes"] = list(image.notes)
    return f"[image {number}] {json.dumps(about, sort_keys=True, ensure_ascii=False)}"


def picture(number: int, ref: ImageRef) -> dict[str, Any]:
    """A content block that stands for an image until the message is filled."""
    return {"type": "image_ref", "number": number, "digest": ref.digest, "width": ref.width, "height": ref.height}


def user(text: str, pictures: Iterable[dict[str, Any]] = ()) -> HumanMessage:
    """A user turn of text, then images."""
    return HumanMessage(content=[{"type": "text", "text": text}, *pictures])


def text_of(message: BaseMessage) -> str:
    """All text of a message."""
    if isinstance(message.content, str):
        return message.content
    parts = (part if isinstance(part, str) else str(part.get("text", "")) for part in message.content)
    return "\n".join(part for part in parts if part)


def filled(messages: Sequence[AnyMessage], store: ImageStore, profile: Profile) -> list[BaseMessage]:
    """Put pixels in place of references, and join neighbouring user turns, which some chat templates refuse.

    The result depends on the messages alone, so that a longer history begins with the same bytes as a shorter one.
    """
    out: list[BaseMessage] = []
    for message in messages:
        if isinstance(message, SystemMessage | AIMessage):
            out.append(type(message)(content=text_of(message)))
            continue
        blocks = [_block(part, store, profile) for part in _parts(message)]
        kept = [block for block in blocks if block is not None]
        if out and isinstance(out[-1], HumanMessage) and isinstance(out[-1].content, list):
            out[-1] = HumanMessage(content=[*out[-1].content, *kept])
        else:
            out.append(HumanMessage(content=list[str | dict[Any, Any]](kept)))
    return out


def _parts(message: BaseMessage) -> list[dict[str, Any]]:
    if isinstance(message.content, str):
        return [{"type": "text", "text": message.content}]
    return [{"type": "text", "text": part} if isinstance(part, str) else dict(part) for part in message.content]


def _block(part: dict[str, Any], store: ImageStore, profile: Profile) -> dict[str, Any] | None:
    if part.get("type") != "image_ref":
        return part
    if not profile.sees_images:
        return None
    image = store.get(ImageRef(digest=part["digest"], width=part["width"], height=part["height"]))
    size = _sent(image.width, image.height, profile)
    url = store.encoded.url(part["digest"], image, size, lossy=profile.lossy_images)
    return {"type": "image_url", "image_url": {"url": url}}


def finding_record(finding: Finding, numbers: Mapping[str, int], profile: Profile) -> dict[str, Any]:
    """A finding as JSON for a model; nothing that says where in the patient's text it stands."""
    record: dict[str, Any] = {
        "code": finding.code,
        "name": finding.name,
        "presence": finding.presence,
        "certainty": round(finding.certainty, 2),
        "source": finding.source,
    }
    if finding.laterality:
        record["laterality"] = finding.laterality
    if finding.image is not None:
        number = numbers.get(finding.image.digest)
        if number is not None:
            record["image"] = number
            if finding.region is not None:
                record["box"] = model_box(finding.region, finding.image, profile)
    if finding.basis:
        record["basis"] = finding.basis
    return record


def measurement_record(one: Measurement, numbers: Mapping[str, int]) -> dict[str, Any]:
    """A measurement as JSON for a model."""
    record: dict[str, Any] = {"code": one.code, "name": one.name, "value": round(one.value, 4), "unit": one.unit}
    if one.uncertainty is not None:
        record["uncertainty"] = round(one.uncertainty, 4)
    if one.image is not None and one.image.digest in numbers:
        record["image"] = numbers[one.image.digest]
    if one.basis:
        record["basis"] = one.basis
    return record
