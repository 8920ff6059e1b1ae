"""What one image shows and another does not is named, and counts as present."""

import pytest

from agent.conflicts import conflicts
from agent.facts import Patient, gather
from guidelines import Vocabulary
from tools.finding import Finding, Presence
from tools.image import ImageRef

ONE, TWO = (ImageRef(digest=name, width=10, height=10) for name in ("a", "b"))
NUMBERS = {"a": 1, "b": 2}


def seen(presence: Presence, image: ImageRef | None, certainty: float = 0.8) -> Finding:
    return Finding(
        code="lung-opacity", name="opacity", presence=presence, source="image", certainty=certainty, image=image
    )


@pytest.mark.parametrize("order", [1, -1])
@pytest.mark.parametrize("sure", [0.3, 0.79])
def test_present_on_one_image_counts_and_both_are_named(vocabulary: Vocabulary, order: int, sure: float) -> None:
    findings = (seen("absent", ONE, 0.8), seen("present", TWO, sure))[::order]
    fact = gather(findings, (), Patient(), vocabulary).findings["lung-opacity"]
    assert (fact.presence, fact.certainty) == ("present", sure)
    (told,) = conflicts(findings, NUMBERS)
    assert "opacity is present on image 2, absent on image 1" in told


def test_images_that_agree_are_no_conflict() -> None:
    assert conflicts((seen("present", ONE), seen("present", TWO)), NUMBERS) == ()
    assert conflicts((seen("absent", ONE), seen("uncertain", TWO)), NUMBERS) == ()


def test_one_image_that_contradicts_itself_is_uncertain_as_before(vocabulary: Vocabulary) -> None:
    findings = (seen("absent", ONE), seen("present", ONE))
    assert gather(findings, (), Patient(), vocabulary).findings["lung-opacity"].presence == "uncertain"
    assert conflicts(findings, NUMBERS) == ()
