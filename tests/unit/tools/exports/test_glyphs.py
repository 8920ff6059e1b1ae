import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.exports.glyphs import drawable

LATIN = frozenset(range(32, 127)) | {0xB2, 0xB3, 0xB9, 0x2044}


@pytest.mark.parametrize(
    ("words", "drawn"),
    [
        ("plain", "plain"),
        ("171 × 10⁹/L", "171 [U+00D7] 10^9/L"),
        ("10⁻⁶", "10^[U+207B]6"),
        ("10¹²", "10¹²"),
        ("SpO₂", "SpO2"),
        ("β-lactam", "beta-lactam"),
        ("Δ", "Delta"),
        ("café", "cafe"),
        ("1⅓", "1[U+2153]"),
        ("①", "[U+2460]"),
        ("中", "[U+4E2D]"),
        ("ﬁ", "fi"),
        ("a→b", "a->b"),
        ("a\x00b\nc", "a b\nc"),
        ("\u202e", "[U+202E]"),
    ],
)
def test_what_the_font_lacks_is_spelt_out(words: str, drawn: str) -> None:
    assert drawable(words, LATIN) == drawn


@given(st.text())
def test_everything_can_be_drawn(words: str) -> None:
    assert {ord(mark) for mark in drawable(words, LATIN)} <= LATIN | {10}


@given(st.text(alphabet=[chr(one) for one in LATIN]))
def test_what_the_font_has_stays(words: str) -> None:
    assert drawable(words, LATIN) == words
