"""Tokens cut anywhere, characters included, are found again in the text."""

from hypothesis import given
from hypothesis import strategies as st

from agent.models.offsets import offsets

CUT = st.lists(st.integers(min_value=1, max_value=5), min_size=1, max_size=80)


def pieces(whole: bytes, lengths: list[int]) -> list[bytes]:
    out, at = [], 0
    for length in lengths * (len(whole) // sum(lengths) + 1):
        if at >= len(whole):
            break
        out.append(whole[at : at + length])
        at += length
    return out


@given(st.text(min_size=1, max_size=60).filter(lambda text: "\ufffd" not in text), CUT)
def test_halves_of_characters_with_their_bytes(text: str, lengths: list[int]) -> None:
    spelled = pieces(text.encode(), lengths)
    starts = [len(b"".join(spelled[:number])) for number in range(len(spelled))]

    found = offsets(text, [one.decode("utf-8", "replace") for one in spelled], [list(one) for one in spelled])

    numbers = [number for number, character in enumerate(text) for _ in character.encode()]
    assert found == [numbers[start] for start in starts]


@given(st.lists(st.text(max_size=8), max_size=30), st.text(max_size=5))
def test_whole_tokens_join_to_the_text(tokens: list[str], after: str) -> None:
    content = "".join(tokens)

    found = offsets(content, [*tokens, after])

    assert found == [len("".join(tokens[:number])) for number in range(len(tokens) + 1)]
    assert all(content.startswith(token, start) for token, start in zip(tokens, found, strict=False))


@given(st.text(max_size=40), st.lists(st.text(max_size=8), max_size=20))
def test_what_does_not_fit_is_said_or_lies_in_the_text(content: str, tokens: list[str]) -> None:
    found = offsets(content, tokens)

    assert found is None or len(found) == len(tokens)
    assert found is None or found == sorted(found)


@given(
    st.lists(st.tuples(st.text(max_size=4).filter(lambda text: "\ufffd" not in text), st.integers(0, 3)), max_size=20)
)
def test_bytes_that_never_become_a_character(parts: list[tuple[str, int]]) -> None:
    """As vLLM writes them: replacement characters in the text, empty tokens beside it."""
    content, tokens, starts = "", list[str](), list[int]()
    for text, lost in parts:
        tokens += [text] + [""] * lost
        starts += [len(content)] + [len(content) + len(text)] * lost
        content += text + "\ufffd" * lost

    found = offsets(content, tokens)

    assert found is not None
    assert all(content.startswith(token, place) for token, place in zip(tokens, found, strict=True))
    assert [place for token, place in zip(tokens, found, strict=True) if token] == [
        place for token, place in zip(tokens, starts, strict=True) if token
    ]
