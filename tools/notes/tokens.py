"""Words, numbers and signs of a note with their places, and the sentences that they form."""

import re
from functools import lru_cache
from typing import Literal, NamedTuple

__all__ = ["Token", "TokenKind", "sentences", "tokens_of"]

TokenKind = Literal["word", "number", "sign", "break"]

MAX_SENTENCE = 200
"""A sentence is cut after so many tokens, so that a text without full stops takes no quadratic time. Our choice."""
WRAPPED_LINE = 60
"""A line at least this long [characters] may have been wrapped: then a capital on the next one starts no sentence.
Our choice: mail and record systems wrap at 70 to 80 characters."""

_TOKEN = re.compile(
    r"(?P<number>\d+(?:[.,]\d+)*(?![^\W_]))"
    r"|(?P<word>[+-]ve\b|[^\W_]+(?:['’][^\W_]+)*)"
    r"|(?P<gap>\n\s*)"
    r"|(?P<hyphen>(?<=[^\W_])[-‐‑–](?=[^\W_]))"
    r"|(?P<sign>\(\s?[-+−]\s?\)|[^\w\s]|_)"
)
_LOWERED = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
"""SpO₂ is SpO2."""
_STARTS_AFRESH = re.compile(r"[A-Z]|[-*•·–+]\s|\d+[.)]\s")
_ENDS = frozenset(".!;")
_NO = frozenset(["no", "none", "nil", "denies", "denied", "negative"])
_ABBREVIATED = frozenset(
    [
        "dr",
        "mr",
        "mrs",
        "ms",
        "prof",
        "st",
        "approx",
        "temp",
        "resp",
        "vs",
        "yr",
        "yrs",
        "yo",
        "pt",
        "pts",
        "hx",
        "resp",
        "bp",
        "hr",
        "rr",
        "max",
        "min",
        "neg",
        "pos",
        "incl",
        "esp",
    ]
)


class Token(NamedTuple):
    """One word, number or sign. A hyphen inside a word only separates; a `break` is where a line starts afresh."""

    low: str
    """Lower case, with a plain apostrophe."""
    raw: str
    start: int
    end: int
    kind: TokenKind


@lru_cache(maxsize=8)
def tokens_of(text: str) -> tuple[Token, ...]:
    """Return the tokens of a text in order, with character places [start, end)."""
    tokens: list[Token] = []
    line_start = 0
    for match in _TOKEN.finditer(text):
        raw, start, end = match.group(), match.start(), match.end()
        if match.lastgroup == "gap":
            blank = raw.count("\n") > 1
            afresh = _STARTS_AFRESH.match(text, end) is not None and (start - line_start) < WRAPPED_LINE
            bullet = _STARTS_AFRESH.match(text, end) is not None and not text[end : end + 1].isalpha()
            if blank or afresh or bullet:
                tokens.append(Token("\n", raw, start, end, "break"))
            line_start = end
        elif match.lastgroup != "hyphen":
            kind: TokenKind = "word" if match.lastgroup == "word" else "number"
            if match.lastgroup == "sign":
                kind, raw = "sign", raw.replace(" ", "").replace("−", "-")
            tokens.append(Token(raw.lower().replace("’", "'").translate(_LOWERED), raw, start, end, kind))
    return tuple(tokens)


def sentences(tokens: tuple[Token, ...], text: str) -> tuple[tuple[int, int], ...]:
    """Return the sentences as ranges [first, last) of token indices; a sentence ends at . ! ; ? or a fresh line."""
    found: list[tuple[int, int]] = []
    first = 0
    for index, token in enumerate(tokens):
        if index - first + 1 == MAX_SENTENCE or _ends_sentence(tokens, index, token, text):
            found.append((first, index + 1))
            first = index + 1
    if first < len(tokens):
        found.append((first, len(tokens)))
    return tuple(found)


def _ends_sentence(tokens: tuple[Token, ...], index: int, token: Token, text: str) -> bool:
    if token.kind == "break":
        return True
    if token.low == "?":
        # "?pneumonia" asks about what follows; "pneumonia?" closes what came before.
        asks_ahead = token.start == 0 or text[token.start - 1] in " \t\n(,:;/"
        return not asks_ahead and not _answered_no(tokens, index)
    if token.low not in _ENDS:
        return False
    before = tokens[index - 1] if index else None
    if token.low != "." or before is None:
        return True
    letter = len(before.raw) == 1 and before.raw.islower()
    return not (before.end == token.start and (before.low in _ABBREVIATED or letter))


def _answered_no(tokens: tuple[Token, ...], index: int) -> bool:
    """True for "chest pain? none.", where the answer belongs to the question."""
    if index + 1 == len(tokens) or tokens[index + 1].low not in _NO:
        return False
    return index + 2 == len(tokens) or tokens[index + 2].kind in ("sign", "break")
