"""Outlines made again from the steps of a case."""

from collections.abc import Mapping
from typing import Any

import pytest

from agent.diagnosis import Diagnosis
from agent.outlines import outlined_again
from agent.trace import Step, Trace
from tools import samples
from tools.exports.sources import SourceImage, find_sources
from tools.library.segment import segment
from tools.region import BoundingBox

BOX = [200.0, 300.0, 500.0, 700.0]


@pytest.fixture(scope="module")
def sources() -> dict[str, SourceImage]:
    return find_sources(samples.path("chest_pneumonia"))


def case(sources: Mapping[str, SourceImage], *calls: dict[str, Any], profile: str = "embedded") -> Diagnosis:
    step = Step(node="act", kind="called", summary="", detail={"calls": list(calls)})
    return Diagnosis(
        case_id="c",
        status="answered",
        reason="",
        model="m",
        images=tuple(one.image.ref for one in sources.values()),
        trace=Trace(steps=(step,), settings={"profile": profile}),
    )


def called(target: str, area: float | None = None, **more: Any) -> dict[str, Any]:
    measured = [{"code": "area", "value": area}] if area is not None else []
    result = {"text": "", "measurements": measured}
    return {"id": "1", "name": "segment", "arguments": {"image": 1, "target": target, **more}, "result": result}


def test_a_call_gives_its_mask_again(sources: dict[str, SourceImage]) -> None:
    (source,) = sources.values()
    area = segment(source.image, "lungs").area.value
    (found,), lost = outlined_again(case(sources, called("lungs", area), called("lungs", area)), sources)

    assert (found.target, found.image, lost) == ("lungs", source.image.ref, ())


def test_a_box_in_pixels_is_used(sources: dict[str, SourceImage]) -> None:
    (source,) = sources.values()
    (found,), lost = outlined_again(case(sources, called("bright", region=BOX)), sources)
    expected = segment(source.image, "bright", BoundingBox(left=200, top=300, right=500, bottom=700))

    assert (found.mask.pixels == expected.mask.pixels).all()
    assert lost == ()


@pytest.mark.parametrize(
    ("call", "profile", "said"),
    [
        (called("lungs", 1.0), "embedded", "came out otherwise"),
        (called("lungs", provider="other"), "embedded", "further arguments"),
        (called("bone"), "embedded", "could not be outlined again"),
        (called("bright", region=BOX), "no such profile", "model's own coordinates"),
        (called("bright", region=[1, 2]), "embedded", "model's own coordinates"),
    ],
)
def test_what_is_not_the_same_is_left_out_and_said(
    sources: dict[str, SourceImage], call: dict[str, Any], profile: str, said: str
) -> None:
    found, lost = outlined_again(case(sources, call, profile=profile), sources)

    assert found == ()
    assert len(lost) == 1
    assert said in lost[0]


def test_what_a_model_of_ones_own_outlined_is_left_out(sources: dict[str, SourceImage]) -> None:
    call = called("lungs")
    call["result"]["values"] = {"provider": "our-lungs"}
    found, lost = outlined_again(case(sources, call), sources)

    assert found == ()
    assert lost == ("The lungs on image 1 was outlined by a model of the user's own and is left out.",)


def test_calls_that_failed_or_lie_elsewhere_are_passed_over(sources: dict[str, SourceImage]) -> None:
    failed = {"id": "1", "name": "segment", "arguments": {"image": 1, "target": "lungs"}, "error": "no"}
    on_crop = called("lungs") | {"arguments": {"image": 2, "target": "lungs"}}
    odd = called("lungs") | {"arguments": {"image": True, "target": "lungs"}}

    assert outlined_again(case(sources, failed, on_crop, odd), sources) == ((), ())
    assert outlined_again(case(sources, called("lungs")), {}) == ((), ())
