"""A history that the rules cannot read is not passed over."""

import pytest

from agent.unread import unread
from guidelines import Vocabulary
from tools.notes import read_note


@pytest.mark.parametrize(
    "text",
    [
        "Seit drei Tagen hohes Fieber, Husten und gelblicher Auswurf.",
        "70岁男性，发热咳嗽三天，胸痛。",
        "Мужчина семидесяти лет, кашель и лихорадка.",
    ],
)
def test_another_language_is_told(vocabulary: Vocabulary, text: str) -> None:
    (note,) = unread(text, read_note(text, vocabulary))
    assert "could not be read" in note
    assert not any(word in note for word in text.split())


@pytest.mark.parametrize("text", ["", "A cough.", "70-year-old man with fever and cough", "He feels fine today"])
def test_english_or_hardly_anything_is_not(vocabulary: Vocabulary, text: str) -> None:
    assert unread(text, read_note(text, vocabulary)) == ()
