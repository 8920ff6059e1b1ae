import pytest

from tools.notes.fencing import CUT, neutralise

TOKENS = (
    "<|im_start|> <|im_end|> <|image_pad|> <|vision_start|> <|endoftext|> <｜User｜> <tool_call> </tool_call>"
    " <tool_response>"
    " <think> <image> <s> </s> <start_of_turn> <unused94> <evidence> [INST] [/INST] [IMG] <<SYS>>"
)


@pytest.mark.parametrize("token", [*TOKENS.split(), "<| eot_id |>"])
def test_control_token_is_taken_apart(token: str) -> None:
    harmless = neutralise(f"a {token} b")
    assert token not in harmless
    assert token.strip("<>[]|/｜ ") in harmless


@pytest.mark.parametrize("character", ["\u200b", "\u202e", "\u2066", "\ufeff", "\x00", "\x1b", "\U000e0041", "\u2028"])
def test_hidden_character_is_shown(character: str) -> None:
    assert neutralise(f"a{character}b") == f"a[U+{ord(character):04X}]b"


@pytest.mark.parametrize(
    "text",
    ["BP < 90 and HR > 100", "T 38.5 °C\n\tfever", "x <b> y", "[date] [name]", "naïve café 日本語 ≥ 5 µg", "a|b"],
)
def test_ordinary_text_is_unchanged(text: str) -> None:
    assert neutralise(text) == text


def test_long_text_is_cut_and_says_so() -> None:
    cut = neutralise("a" * 500, limit=100)
    assert len(cut) == 100
    assert cut.endswith(CUT)
