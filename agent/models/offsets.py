"""Where each token of a reply stands in its text, by character.

A server's tokens do not always spell the text one to one: a character of several bytes may be split over tokens (vLLM
gives an empty text for the first part and the whole character for the last; others give the replacement character, or
the bytes apart), the end-of-text token follows the text, a stop string is cut off, and a reasoning parser may have
moved the beginning elsewhere.
"""

from collections.abc import Sequence
from itertools import accumulate

__all__ = ["offsets"]

_HALF = "\ufffd"
"""What decoders write for bytes that are no whole character. Source: Unicode 16.0 sec. 5.22."""


def offsets(content: str, tokens: Sequence[str], spelled: Sequence[Sequence[int] | None] = ()) -> list[int] | None:
    """Find where each token begins.

    Args:
        content: The text of the reply.
        tokens: Its tokens as the server shows them.
        spelled: Their bytes, where the server gives them for all tokens; else empty.

    Returns:
        For each token the offset of its first character in `content` [characters]; a token that carries the later part
        of a character has the offset of that character. Negative before the text, at least its length behind it. None
        where the tokens do not spell the text.
    """
    joined = "".join(tokens)
    if content in joined:
        return _shifted(content, joined, [0, *accumulate(len(token) for token in tokens)][:-1])
    found = _by_bytes(content, spelled) if len(spelled) == len(tokens) else None
    return _by_pieces(content, tokens) if found is None else found


def _shifted(content: str, joined: str, starts: list[int]) -> list[int]:
    # What stands before the text was moved out of it; the text is at the end, or before the tokens that end it.
    before = 0 if joined.startswith(content) else joined.rfind(content)
    return [start - before for start in starts]


def _by_bytes(content: str, given: Sequence[Sequence[int] | None]) -> list[int] | None:
    try:
        spelled = [bytes(one or ()) for one in given]
    except (TypeError, ValueError):
        return None
    whole = b"".join(spelled)
    at = whole.rfind(content.encode("utf-8", "surrogatepass"))
    if at < 0:
        return None
    starts = [0, *accumulate(len(one) for one in spelled)][:-1]
    # Character number of each byte: continuation bytes (10xxxxxx) belong to the character before them.
    number = list(accumulate((0 if byte & 0xC0 == 0x80 else 1) for byte in whole))
    number.append(number[-1] + 1 if number else 1)
    first = number[at] if whole else 1
    return [number[start] - first for start in starts]


def _by_pieces(content: str, tokens: Sequence[str]) -> list[int] | None:
    """Walk along the text; tokens that show as halves, or as nothing, wait for a clean one to say where they end.

    The text may have replacement characters that no token shows: vLLM gives an empty text for bytes that never become a
    character.
    """
    starts: list[int] = []
    at = halves = 0
    for token in tokens:
        clean = token.strip(_HALF)
        halves += 0 if clean else len(token)
        if not clean:
            starts.append(at)
            continue
        leads = token.startswith(_HALF)
        begins = _next(content, clean, at, halves + leads)
        if begins is None and clean[0] in "<[" and clean[-1] in ">]":
            # A control token that the model wrote: servers leave it out of the text (`skip_special_tokens`).
            starts.append(at)
            continue
        if begins is None:
            # Only the tokens that end a reply may say what its text does not.
            if not _spent(content, at, halves):
                return None
            begins = len(content)
        starts.append(at if leads else begins)
        at = begins + len(clean)
        halves = int(token.endswith(_HALF))
    return starts if _spent(content, at, halves) else None


def _next(content: str, clean: str, at: int, halves: int) -> int | None:
    """Where a clean text stands after some halves; None where it does not."""
    lost = at
    while content.startswith(_HALF, lost):
        lost += 1
    # Halves that show make at least one character; only if they made none does the text go on at once.
    ahead = [at + number for number in range(1, halves + 1)]
    tried = [*ahead, lost] if lost == at else [lost, *ahead]
    return next((place for place in tried if content.startswith(clean, place)), None)


def _spent(content: str, at: int, halves: int) -> bool:
    """Whether halves alone account for the rest of the text."""
    rest = content[at:]
    return len(rest) <= halves or not rest.strip(_HALF)
