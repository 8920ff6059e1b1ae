"""AgentClinic's reading of doctor and moderator, defects included, beside ours."""

import pytest

from evals.scoring.agentclinic import clinic_ended, clinic_verdict, strict_verdict

MODERATOR = [
    # Reply, whether the published loop takes it for right, and what it is by our own reading.
    ("Yes", True, True),
    ("yes", True, True),
    ("YES", True, True),
    ("Yes.", False, True),
    (" Yes", False, True),
    ("Yes\n", False, True),
    ("**Yes**", False, True),
    ('"Yes"', False, True),
    ("Yes!", False, True),
    ("Yes, they are the same.", False, None),
    ("No", False, False),
    ("no.", False, False),
    ("NO", False, False),
    ("", False, None),
    ("Partly", False, None),
    ("Yes and no", False, None),
    ("The same", False, None),
    ("True", False, None),
    ("yes yes", False, None),
    ("Y", False, None),
]


@pytest.mark.parametrize(("said", "published", "ours"), MODERATOR)
def test_the_moderator_is_read_as_published_and_strictly(said: str, published: bool, ours: bool | None) -> None:
    assert clinic_verdict(said) is published
    assert strict_verdict(said) is ours


@pytest.mark.parametrize(
    ("said", "ended"),
    [
        ("DIAGNOSIS READY: made flu", True),
        ("I am not at DIAGNOSIS READY yet. Any fever?", True),
        ("Diagnosis ready: made flu", False),
        ("It is made flu.", False),
    ],
)
def test_the_phrase_ends_the_talk_wherever_it_stands(said: str, ended: bool) -> None:
    assert clinic_ended(said) is ended
