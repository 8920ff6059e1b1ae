"""Texts are cut between words."""

from agent.shortening import shortened


def test_a_text_is_cut_at_a_word_and_says_so() -> None:
    assert shortened("heart rate, cough", 10) == "heart…"
    assert shortened("heart rate, cough", 12) == "heart rate…"
    assert shortened("heart rate, cough", 12, mark="") == "heart rate"
    assert shortened("heart rate", 10) == "heart rate"
    assert shortened("unbreakable", 5) == "unbr…"
