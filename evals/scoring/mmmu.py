"""The parsers of MMMU, which many later sets have taken over.

Source: eval/eval_utils.py of https://github.com/MMMU-Benchmark/MMMU (commit 51ce7f3), read in a copy of it that names
the lines it copies.
"""

import re
from collections.abc import Mapping, Sequence

__all__ = ["among_options", "mmmu_choice", "open_right", "stripped"]

_ENDS = (",", ".", "!", "?", ";", ":", "'")
"""Signs that are taken from both ends of a reply, one after the other."""
_ENOUGH = 5
"""Words that a reply must exceed for its text to be searched for the options' texts [1]."""
_KEYS = ("could be ", "so ", "is ", "thus ", "therefore ", "final ", "answer ", "result ")
"""What an open answer stands behind."""
_TRIVIAL = frozenset((":", ",", ".", "!", "?", ";", "'"))
_NUMBERS = (
    re.compile(r"-?\b\d{1,3}(?:,\d{3})+\b"),
    re.compile(r"-?\d+(?:\.\d+)?[eE][+-]?\d+"),
    re.compile(r"-?(?:\d+\.\d+|\.\d+|\d+\b)(?![eE][+-]?\d+)(?![,\d])"),
)
"""Numbers with thousands separators, in scientific notation, and plain."""


def stripped(said: str) -> str:
    """Return a reply without signs at its ends, with a space before and after."""
    for sign in _ENDS:
        said = said.strip(sign)
    return f" {said} "


def among_options(text: str, texts: Mapping[str, str]) -> str | None:
    """Return the letter of the option whose text is said last in a reply of more than five words; None for none.

    Args:
        text: What `stripped` has returned.
        texts: Of the options, by letter.
    """
    small = text.lower()
    if len(text.split()) <= _ENOUGH:
        return None
    places = {letter: small.rfind(option.lower()) for letter, option in texts.items() if option.lower() in small}
    return max(places, key=lambda letter: places[letter]) if places else None


def mmmu_choice(said: str, options: Sequence[str]) -> str | None:
    """Return the letter that is read from a reply; None where the published rule draws one at random.

    Args:
        said: The reply.
        options: Texts, in the order of their letters.
    """
    text = stripped(said)
    letters = [chr(ord("A") + number) for number in range(len(options))]
    for shape, place in (("({})", "({})"), ("{} ", " {} "), ("{}.", " {} ")):
        found = [letter for letter in letters if shape.format(letter) in text]
        if found:
            # The place is looked for in another shape than the letter was: without one in it, the first letter wins.
            return max(found, key=lambda letter: text.rfind(place.format(letter)))
    return among_options(text, dict(zip(letters, options, strict=True)))


def open_right(said: str, answers: Sequence[str]) -> bool:
    """Whether an open answer is right: a right text within one of the ends of sentences, or the same number."""
    wanted = {one for answer in answers for one in _normal(answer)}
    found = {one for part in _parts(said) for one in _normal(part)}
    return any(
        any(isinstance(right, str) and right in one for right in wanted) if isinstance(one, str) else one in wanted
        for one in found
    )


def _parts(said: str) -> list[str]:
    """Ends of sentences behind a key word, and the numbers in them; the whole reply where there is none."""
    text = said.strip().strip(".").lower()
    sentences = re.split(r"\.\s(?=[A-Z])|\n", text)
    ends: list[str] = []
    for number, sentence in enumerate(sentences):
        keys = (*_KEYS, "=") if number == len(sentences) - 1 else _KEYS
        shortest = ""
        for tail in (sentence.split(key)[-1].strip() for key in keys if key in sentence):
            if not shortest or len(tail) < len(shortest):
                shortest = tail
        if shortest and shortest not in _TRIVIAL:
            ends.append(shortest)
    ends = ends or [text]
    return [*ends, *(found for end in ends for pattern in _NUMBERS for found in pattern.findall(end))]


def _normal(text: str) -> list[str | float]:
    text = text.strip()
    try:
        return [round(float(text.replace(",", "")), 2)]
    except (ValueError, OverflowError):
        small = text.lower()
        return [f" {small}", f"{small} "] if len(small) == 1 else [small]
