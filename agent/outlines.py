"""What was outlined in a case, outlined again: a diagnosis holds no pixels, but its steps say what was called.

The classical methods always give the same outline of the same pixels, so the masks are made anew from the study; where
an area was recorded, the new one must agree with it.
"""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from agent.diagnosis import Diagnosis
from agent.errors import ConfigurationError
from agent.models.profile import load_profile
from tools.errors import ToolError
from tools.exports.report import Segment
from tools.exports.sources import SourceImage
from tools.finding import Finding
from tools.library.segment import segment
from tools.region import BoundingBox
from tools.segmentation.provider import embedded

__all__ = ["outlined_again"]

_SAME_AREA = 0.01
"""Relative difference of areas up to which an outline is the same one: recorded areas are rounded. Ours."""
_SURVEYED = {"frontal chest film": ("lungs", "heart", "lung-opacity"), "CT slice": ("hyperdense",)}
"""What `survey` outlines, by the kind of image that it took it for."""
_ONLY_IF_FOUND = {"lung-opacity": "lung-opacity", "hyperdense": "hyperdense-focus"}
"""Targets that mark a finding are outlined only where that finding is present on the image, by its code."""


_REPEATED = frozenset({"image", "target", "region"})
"""Arguments with which a call is repeated; with any other the recorded area has to vouch for the outline."""
_EMBEDDED = frozenset(one.name for one in embedded())
"""Who can be asked again: models of the user's own are not at hand when a report is written."""


class _Outlined(NamedTuple):
    number: int
    target: str
    region: BoundingBox | None
    area: float | None


def outlined_again(
    diagnosis: Diagnosis, sources: Mapping[str, SourceImage]
) -> tuple[tuple[Segment, ...], tuple[str, ...]]:
    """Make the masks of a case again.

    Args:
        diagnosis: The case, with its trace.
        sources: The images of its study, by the digest of their content.

    Returns:
        What was outlined on images of the study, and a sentence for everything that could not be.
    """
    segments: dict[tuple[int, str], Segment] = {}
    lost: list[str] = []
    for one in _asked(diagnosis, lost):
        ref = diagnosis.images[one.number - 1]
        source = sources.get(ref.digest)
        if source is None or (one.number, one.target) in segments:
            continue
        try:
            made = segment(source.image, one.target, one.region)
        except ToolError:
            lost.append(f"The {one.target} on image {one.number} could not be outlined again for the export.")
            continue
        area = made.area.value
        if one.area is not None and abs(area - one.area) > _SAME_AREA * max(one.area, 1.0):
            lost.append(f"The {one.target} on image {one.number} came out otherwise than in the case and is left out.")
        elif made.mask.area:
            segments[one.number, one.target] = Segment(target=one.target, image=ref, mask=made.mask, basis=made.basis)
    return tuple(segments.values()), tuple(lost)


def _asked(diagnosis: Diagnosis, lost: list[str]) -> Iterator[_Outlined]:
    """The outlines that the steps of the case speak of, on images of the study."""
    for step in diagnosis.trace.steps:
        calls = step.detail.get("calls") if step.node == "act" else None
        for call in calls if isinstance(calls, list) else ():
            number, result = call["arguments"].get("image"), call.get("result")
            if not isinstance(result, dict) or type(number) is not int or not 1 <= number <= len(diagnosis.images):
                continue
            if call["name"] == "survey":
                yield from _surveyed(diagnosis, number, result)
            elif call["name"] == "segment":
                yield from _segmented(diagnosis, number, call["arguments"], result, lost)


def _surveyed(diagnosis: Diagnosis, number: int, result: Mapping[str, Any]) -> Iterator[_Outlined]:
    found = {one.code for one in diagnosis.findings if _is_on(one, diagnosis, number)}
    for target in _SURVEYED.get(str(result.get("values", {}).get("kind")), ()):
        if target not in _ONLY_IF_FOUND or _ONLY_IF_FOUND[target] in found:
            yield _Outlined(number, target, None, None)


def _is_on(one: Finding, diagnosis: Diagnosis, number: int) -> bool:
    return one.presence == "present" and one.source == "image" and one.image == diagnosis.images[number - 1]


def _segmented(
    diagnosis: Diagnosis, number: int, arguments: Mapping[str, Any], result: Mapping[str, Any], lost: list[str]
) -> Iterator[_Outlined]:
    target, box = str(arguments.get("target")), arguments.get("region")
    if result.get("values", {}).get("provider", "ct") not in _EMBEDDED:
        lost.append(f"The {target} on image {number} was outlined by a model of the user's own and is left out.")
        return
    region = None
    if box is not None:
        if not _speaks_pixels(diagnosis) or not isinstance(box, list) or len(box) != 4:
            lost.append(f"The {target} on image {number} was boxed in the model's own coordinates and is left out.")
            return
        left, top, right, bottom = map(float, box)
        region = BoundingBox(left=left, top=top, right=right, bottom=bottom)
    area = _recorded_area(result)
    if area is None and set(arguments) - _REPEATED:
        lost.append(f"The {target} on image {number} was outlined with further arguments and is left out.")
        return
    yield _Outlined(number, target, region, area)


def _recorded_area(result: Mapping[str, Any]) -> float | None:
    areas = [one["value"] for one in result.get("measurements", ()) if one.get("code") == "area"]
    return float(areas[0]) if areas else None


def _speaks_pixels(diagnosis: Diagnosis) -> bool:
    try:
        return load_profile(str(diagnosis.trace.settings.get("profile"))).coordinates == "original"
    except ConfigurationError:
        return False
