from collections.abc import Callable
from datetime import datetime
from typing import Any

import numpy as np
import pytest

from tools.errors import BadArguments
from tools.exports.codes import Code, own
from tools.exports.report import Advice, Report, Segment
from tools.finding import Measurement
from tools.image import ImageRef
from tools.region import Mask


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"case_id": "Smith, John"}, "no patient data"),
        ({"case_id": "../x"}, "no patient data"),
        ({"created": datetime(2026, 1, 1)}, "time zone"),  # noqa: DTZ001 - that is the point
        ({"notice": " "}, "research only"),
        ({"measurements": (Measurement(code="x", name="x", value=float("nan"), unit="1"),)}, "finite"),
        ({"next_tests": (Advice(name="x", condition="y", citations=("E9",)),)}, "cites E9"),
    ],
)
def test_what_cannot_be_a_report_is_refused(make: Callable[..., Report], more: dict[str, Any], said: str) -> None:
    with pytest.raises(BadArguments, match=said):
        make(**more)


def test_a_mask_has_the_size_of_its_image() -> None:
    ref = ImageRef(digest="0" * 32, width=4, height=3)

    with pytest.raises(BadArguments, match="must be alike"):
        Segment(target="lungs", image=ref, mask=Mask(pixels=np.zeros((4, 3), np.bool_)), basis="")


def test_a_code_is_private_unless_it_is_sure(report: Report) -> None:
    assert report.code_of("fever", "fever") == Code(value="386661006", scheme="SCT", meaning="Fever")
    assert report.code_of("cough", "a cough") == own("cough", "a cough")
    words = "a  model's\nown wörds"
    assert own(words, "") == Code(value="a-model-s-own-w-rds", scheme="99MMEDEXPERT", meaning="a-model-s-own-w-rds")
    assert own(words, words).meaning == words
    assert own("中", "x").value == "other"
    with pytest.raises(BadArguments, match="a value, a meaning"):
        Code(value="x", scheme="SCT", meaning=" ")


@pytest.mark.parametrize(("status", "is_one"), [("failed", True), ("refused", True), ("escalate", False)])
def test_abstentions_are_known(make: Callable[..., Report], status: str, is_one: bool) -> None:
    assert make(status=status).is_abstention is is_one
