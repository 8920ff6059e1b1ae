"""Answers to choose from: a mapping by letter, a list of pairs or a plain list becomes options and letters."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from evals.errors import DatasetError

__all__ = ["LETTERS", "letter_of", "options_of", "without_options"]

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

_LISTED = re.compile(r"\s*Answer Choices:.*\Z", re.DOTALL)
"""Where some sets repeat the options at the end of the question."""


def options_of(given: Any, place: object) -> tuple[str, ...]:
    """Return the options in the order of their letters.

    Args:
        given: A mapping from letter to text, a list of `{"letter", "content"}`, or a list of texts.
        place: Where it was read, for the error.

    Raises:
        DatasetError: If it is none of these, or letters are missing between the first and the last.
    """
    if isinstance(given, Mapping):
        pairs = {str(key): str(text) for key, text in given.items() if text is not None}
    elif isinstance(given, Sequence) and not isinstance(given, str) and all(isinstance(one, Mapping) for one in given):
        pairs = {str(one.get("letter")): str(one.get("content")) for one in given}
    elif isinstance(given, Sequence) and not isinstance(given, str):
        return tuple(str(one) for one in given)
    else:
        raise DatasetError(f"{place}: options are wanted by letter or as a list, got {type(given).__name__}.")
    if sorted(pairs) != list(LETTERS[: len(pairs)]):
        raise DatasetError(f"{place}: options have the letters {', '.join(sorted(pairs))}; wanted are A, B, ….")
    return tuple(pairs[letter] for letter in sorted(pairs))


def letter_of(answer: str, options: Sequence[str], place: object) -> str:
    """Return the letter of an answer that is given as a letter or as the option's text.

    Raises:
        DatasetError: If it is neither.
    """
    if len(answer) == 1 and answer in LETTERS[: len(options)]:
        return answer
    same = [LETTERS[number] for number, option in enumerate(options) if option.strip() == answer.strip()]
    if not same:
        raise DatasetError(f"{place}: the answer {answer!r} is none of the options {', '.join(options)}.")
    return same[0]


def without_options(question: str) -> str:
    """Return a question without the options that some sets repeat at its end."""
    return _LISTED.sub("", question).strip()
