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
    if _HALF not in joined or joined.startswith(content):
        return _shifted(content, joined, [0, *accumulate(len(token) for token in tokens)][:-1])
    found = _by_bytes(content, spelled) if len(spelled) == len(tokens) else None
    return _by_pieces(content, tokens) if found is None else found


def _shifted(content: str, joined: str, starts: list[int]) -> list[int] | None:
    if joined.startswith(content):
        return starts
    # What stands before the text was moved out of it; the text is at the end, or before the tokens that end it.
    before = joined.rfind(content) if content else -1
    return None if before < 0 else [start - before for start in starts]


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
    """Walk along the text; tokens with halves wait until the next clean token says where they ended."""
    starts: list[int] = []
    at = waiting = 0
    for token in tokens:
        clean = token.strip(_HALF)
        if not clean:
            starts.append(at)
            waiting += len(token)
            continue
        if token.startswith(_HALF):
            waiting += 1
        begins = next(
            (at + ahead for ahead in range(min(waiting, 1), waiting + 1) if content.startswith(clean, at + ahead)), None
        )
        if begins is None:
            # Only the tokens that end a reply may say what its text does not.
            if at + (1 if waiting else 0) < len(content):
                return None
            begins = len(content)
        starts.append(begins if not token.startswith(_HALF) else at)
        at = begins + len(clean)
        waiting = 1 if token.endswith(_HALF) else 0
    return starts if at + waiting >= len(content) else None
