"""Whether the rules could read a history at all: they know English, and silence about the rest would mislead."""

import re
import unicodedata

from tools.notes import NoteReading

__all__ = ["unread"]

_LEAST_WORDS = 4
"""Words from which a history is long enough to be expected to say something [1]; "A cough." is three with its article.
Ours."""
_LEAST_LETTERS = 6
"""Letters of a script without spaces between words that count as a history [1]. Ours."""
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_ENGLISH = frozenset(
    re.findall(
        r"\S+",
        """
        a an and the of with without no not for from in on at with to by is are was were has have had since day days
        week weeks year years old this his her she he patient man woman male female boy girl pain
        """,
    )
)
"""Words that hardly any English sentence of a history does without."""


def unread(text: str, note: NoteReading) -> tuple[str, ...]:
    """A note where the rules could not read a history; nothing for an empty or a very short one.

    Args:
        text: The history.
        note: What was read in it.
    """
    words = _WORD.findall(text)
    letters = [mark for mark in text if mark.isalpha()]
    foreign = [mark for mark in letters if not unicodedata.name(mark, "").startswith(("LATIN", "GREEK", "MICRO"))]
    if len(foreign) >= _LEAST_LETTERS and 2 * len(foreign) > len(letters):
        return (_said("It is mostly written in another script."),)
    known = sum(word.casefold() in _ENGLISH for word in words)
    if len(words) < _LEAST_WORDS or note.findings or note.past or note.family or known:
        return ()
    read = "" if not note.measurements else " Only measured values were."
    return (_said(f"Of its {len(words)} words none is known.{read}"),)


def _said(why: str) -> str:
    return (
        f"WARNING: the history could not be read by the rules, which know English. {why} No finding and no sign of "
        "danger in it counts here; translate it, or use a model that reads its language."
    )
