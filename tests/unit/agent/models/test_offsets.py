from collections.abc import Sequence

import pytest

from agent.models.offsets import offsets

LETTER = "Größe 5 cm – ✓"


@pytest.mark.parametrize(
    ("content", "tokens", "found"),
    [
        ("No effusion", ["No", " effusion"], [0, 2]),
        ("No effusion", ["No", " effusion", "<|im_end|>"], [0, 2, 11]),
        # A stop string is left out of the text, not out of the tokens.
        ("No", ["No", "</", "answer", ">"], [0, 2, 4, 10]),
        # A reasoning parser moved the beginning elsewhere.
        ("No", ["<think>", "Hm", "</think>", "No", "<|im_end|>"], [-17, -10, -8, 0, 2]),
        # vLLM: an empty text for the first half of a character, the whole of it for the second.
        ("é!", ["", "é", "!"], [0, 0, 1]),
        # The replacement character for each half.
        ("é!", ["\ufffd", "\ufffd", "!"], [0, 0, 1]),
        ("aé", ["a\ufffd", "\ufffd"], [0, 1]),
        ("éb", ["\ufffd", "\ufffdb"], [0, 0]),
        # A replacement character that the text itself has.
        ("a\ufffdb", ["a", "\ufffd", "b"], [0, 1, 2]),
        # vLLM 0.32 shows nothing for bytes that never become a character; the text has the replacement character.
        ("a\ufffd\ufffdb", ["a", "", "b"], [0, 1, 3]),
        ("\ufffdé\ufffd", ["", "", "é", ""], [0, 0, 1, 2]),
        ("a\ufffd", ["a", "", "<|im_end|>"], [0, 1, 1]),
        ("éé!", ["\ufffd", "\ufffd", "é", "!"], [0, 0, 1, 2]),
        # Control tokens in mid-text are left out of it.
        ("a j\ufffdb", ["a", "<|vision_pad|>", " j", "", "b", "<|im_end|>"], [0, 1, 1, 3, 4, 5]),
        ("", ["<|im_end|>"], [0]),
        ("", [], []),
        ("No effusion", ["Something", " else"], None),
        ("No effusion", ["No"], None),
        ("No effusion", ["N\ufffd", "nothing"], None),
    ],
)
def test_where_tokens_begin(content: str, tokens: Sequence[str], found: list[int] | None) -> None:
    assert offsets(content, tokens) == found


def test_bytes_decide_where_texts_are_halves() -> None:
    spelled = [bytes(LETTER, "utf-8")[start : start + 2] for start in range(0, len(LETTER.encode()), 2)]
    tokens = [one.decode("utf-8", "replace") for one in spelled]

    found = offsets(LETTER, tokens, [list(one) for one in spelled])

    assert found is not None
    assert found[0] == 0
    # The token that holds the first byte of "✓" begins at it or one character before.
    at = len(LETTER[:-1].encode()) // 2
    assert LETTER[found[at] :].lstrip() == "✓"


def test_bytes_that_are_none_are_passed_over() -> None:
    assert offsets("é!", ["\ufffd", "\ufffd", "!"], [[999], [1], [33]]) == [0, 0, 1]
    assert offsets("é!", ["\ufffd", "\ufffd", "!"], [None, None, None]) == [0, 0, 1]
