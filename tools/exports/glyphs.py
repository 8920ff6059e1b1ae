"""Text for the font of the PDF: what it lacks is spelt out, never dropped, and never made to say something else."""

import unicodedata
from collections.abc import Container, Iterator

__all__ = ["drawable"]

_ALIKE = str.maketrans(
    {"→": "->", "←": "<-", "‑": "-", "‐": "-", "\u00a0": " ", "\u202f": " ", "\u2009": " ", "\t": " "}
)
"""Marks that a plainer one says as well."""
_SAME_READING = ("", "<compat>", "<font>", "<noBreak>", "<sub>", "<wide>")
"""Decompositions that are read alike without their form; a superscript (10⁹), a fraction and a circle are not."""


def drawable(words: str, glyphs: Container[int]) -> str:
    """Words that a font can draw.

    Args:
        words: Any text.
        glyphs: The code points that the font has.

    Returns:
        The text with letters that the font lacks spelt out: Greek by name (`beta`), superscripts behind a caret
        (`10^9`), what decomposes without a change of meaning by its parts, and everything else by its code point
        (`[U+4E2D]`). Control characters become spaces.
    """
    return "".join(_drawn(words.translate(_ALIKE), glyphs))


def _drawn(words: str, glyphs: Container[int]) -> Iterator[str]:
    raised = False
    for mark in words:
        was_raised, raised = raised, False
        if mark == "\n" or ord(mark) in glyphs:
            yield mark
        elif unicodedata.category(mark) == "Cc":
            yield " "
        elif unicodedata.decomposition(mark).startswith("<super>"):
            raised = True
            yield ("" if was_raised else "^") + (_parts(mark, glyphs) or _point(mark))
        else:
            yield _spelt(mark, glyphs)


def _spelt(mark: str, glyphs: Container[int]) -> str:
    name = unicodedata.name(mark, "").split()
    if name[:1] == ["GREEK"] and "LETTER" in name:
        letter = " ".join(name[name.index("LETTER") + 1 :]).split(" WITH ")[0]
        return letter.capitalize() if "CAPITAL" in name else letter.lower()
    kind = unicodedata.decomposition(mark).split(" ")[0]
    if unicodedata.combining(mark) or (kind.startswith("<") and kind not in _SAME_READING):
        return _point(mark)
    return _parts(mark, glyphs) or _point(mark)


def _parts(mark: str, glyphs: Container[int]) -> str:
    """What a mark is made of, without its accents, if the font has it; else nothing."""
    made_of = unicodedata.normalize("NFKD", mark)
    plain = "".join(part for part in made_of if not unicodedata.combining(part))
    return plain if made_of != mark and all(ord(part) in glyphs for part in plain) else ""


def _point(mark: str) -> str:
    return f"[U+{ord(mark):04X}]"
