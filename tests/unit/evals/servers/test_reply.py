import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.servers.reply import Reply, Token, split


@given(st.text())
def test_pieces_join_to_the_text(text: str) -> None:
    assert "".join(split(text)) == text


def test_words_share_the_replys_probability() -> None:
    tokens = Reply(text="No effusion.", probability=0.5).spelled()

    assert [token.text for token in tokens] == ["No", " effusion."]
    assert all(token.logprob == math.log(0.5) for token in tokens)


@pytest.mark.parametrize("probability", [0.0, 1.5, float("nan")])
def test_what_is_no_probability_is_refused(probability: float) -> None:
    with pytest.raises(ValueError, match="probability lies in"):
        Reply(text="x", probability=probability)


def test_tokens_must_join_to_the_text() -> None:
    with pytest.raises(ValueError, match="join"):
        Reply(text="No", tokens=(Token(text="Yes"),))
    with pytest.raises(ValueError, match="at most 0"):
        Token(text="No", logprob=0.1)
