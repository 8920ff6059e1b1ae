"""Free text of a structured report, without what identifies the patient as far as header and rules know it."""

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tools.deidentifying.known import Known

__all__ = ["LONGEST_TEXT", "cleaned"]

LONGEST_TEXT = 2_000
"""Characters of one passage that go further: the project's bound for a passage in a prompt."""

_WORD = re.compile(r"[^\W\d_]+")
_SIGNS = re.compile(r"[\W_]+")


def cleaned(text: str, known: "Known") -> str | None:
    """A passage without control characters, names and numbers; None where something known cannot be taken out.

    Args:
        text: As the report has it.
        known: What its header says about persons and numbers.
    """
    from tools.notes import scrub  # with all that reads notes: a quarter of a child's start, for the few with a report

    printable = "".join(one if one.isprintable() else " " for one in unicodedata.normalize("NFC", text))
    scrubbed = scrub(" ".join(printable.split())[: 2 * LONGEST_TEXT]).text
    named = _WORD.sub(lambda word: "[name]" if word[0].casefold() in known.names else word[0], scrubbed)
    bare = " ".join("[number]" if _holds_number(token, known) else token for token in named.split(" "))
    return None if known.are_in(bare.replace("[name]", " ").replace("[number]", " ")) else bare[:LONGEST_TEXT]


def _holds_number(token: str, known: "Known") -> bool:
    plain = _SIGNS.sub("", token).casefold()
    return any(number in plain for number in known.numbers)
