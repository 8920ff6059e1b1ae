import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.scoring.word_entailment import sentences_of, stated


@pytest.mark.parametrize(
    ("sentence", "others", "answer", "places"),
    [
        ("No pleural effusion.", ["Made line.", "No pneumothorax or pleural effusion."], "yes", (1,)),
        ("No pneumothorax or effusion.", ["No effusion.", "No pneumothorax."], "yes", (0, 1)),
        ("No pneumothorax or effusion.", ["No effusion."], "idk", ()),
        ("No large effusion.", ["There is no effusion."], "yes", (0,)),
        ("No effusion.", ["No large effusion."], "idk", ()),
        ("Left effusion.", ["There is a small left effusion."], "yes", (0,)),
        ("Small left effusion.", ["Left effusion."], "idk", ()),
        ("Small effusion.", ["No effusion."], "no", (0,)),
        ("No effusion.", ["Small effusion."], "no", (0,)),
        ("Small effusion.", ["Small effusion.", "No effusion."], "idk", ()),
        ("There is.", ["There is an effusion."], "idk", ()),
        ("Effusion.", [], "idk", ()),
    ],
)
def test_what_follows_by_words(sentence: str, others: list[str], answer: str, places: tuple[int, ...]) -> None:
    assert stated(sentence, others) == (answer, places)


WORDS = st.lists(st.sampled_from(["effusion", "large", "left", "shadow"]), min_size=1, max_size=3, unique=True)


@given(WORDS, st.booleans())
def test_every_sentence_follows_from_itself_and_its_opposite_contradicts_it(words: list[str], absent: bool) -> None:
    plain, negated = f"{' '.join(words)}.", f"No {' '.join(words)}."
    one, other = (negated, plain) if absent else (plain, negated)
    assert stated(one, [one])[0] == "yes"
    assert stated(one, [other])[0] == "no"


def test_sentences_end_at_points_and_lines() -> None:
    assert sentences_of("BP 3.5 high. No line\n\nShadow?") == ("BP 3.5 high.", "No line", "Shadow?")
