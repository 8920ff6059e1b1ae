import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.servers.tokenizer import CONTROL, encode, split


@pytest.mark.parametrize(
    ("name", "number"), [("<|endoftext|>", 151643), ("<|im_end|>", 151645), ("<tool_call>", 151657)]
)
def test_control_strings_have_the_ids_of_qwen(name: str, number: int) -> None:
    assert CONTROL[name] == number
    assert encode(f"left{name}right") == [*encode("left"), number, *encode("right")]


@given(st.text(alphabet="ab <|im_end>", max_size=60))
def test_only_a_whole_control_string_becomes_its_id(text: str) -> None:
    assert sum(one >= 151643 for one in encode(text)) == text.count("<|im_end|>")


def test_words_are_tokens_and_equal_words_equal_ones() -> None:
    assert len(encode("one two  three\n")) == len(split("one two  three\n")) == 4
    assert encode("a b") == encode("a b") != encode("b a")
    assert encode("") == []
