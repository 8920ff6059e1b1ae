import pytest

from evals.solving.stances import label_of

SETS = [
    (("SUPPORT", "CONTRADICT", "NOT_ENOUGH_INFO"), ("SUPPORT", "CONTRADICT", "NOT_ENOUGH_INFO")),
    (("Supports", "Neutral", "Refutes"), ("Supports", "Refutes", "Neutral")),
    (("yes", "no", "maybe"), ("yes", "no", "maybe")),
    (
        ("significantly increased", "no significant difference", "significantly decreased"),
        ("significantly increased", "significantly decreased", "no significant difference"),
    ),
    (("a", "b", "c"), (None, None, None)),
    (("SUPPORT", "supported", "no"), (None, "no", None)),
]


@pytest.mark.parametrize(("options", "expected"), SETS)
def test_a_label_is_found_or_not_guessed(options: tuple[str, ...], expected: tuple[str | None, ...]) -> None:
    assert tuple(label_of(one, options) for one in ("SUPPORTS", "REFUTES", "NOT_ENOUGH_INFO")) == expected
