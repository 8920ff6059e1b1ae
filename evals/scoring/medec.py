"""MEDEC's run format and figures: a flag, a sentence, a correction, compared exactly and by shared words.

Source: evaluation/mediqa-corr-2024-eval-script-1-acc-rouge.ipynb.py of https://github.com/abachaa/MEDIQA-CORR-2024
(commit 41675b3), which takes ROUGE from https://github.com/pltrdy/rouge (rouge_score.py at commit 12ed0ad).
"""

import re
from collections.abc import Mapping
from typing import NamedTuple

__all__ = ["NOTHING", "SOURCE", "Submitted", "medec_figures", "medec_line", "rouge_f"]

SOURCE = (
    "https://github.com/abachaa/MEDIQA-CORR-2024/blob/main/evaluation/mediqa-corr-2024-eval-script-1-acc-rouge.ipynb.py"
)
NOTHING = "NA"
"""What stands for the correction of a text without an error."""
_LINE = re.compile(r"[a-z0-9\-]+\s[0-9]+\s-?[0-9]+\s.+")
"""A line that is read; any other is passed over."""
_TINY = 1e-8
"""What the ROUGE library adds to the divisor of F1 [1], so that it is a little below what it should be."""


class Submitted(NamedTuple):
    """What a line says of one text."""

    flag: str
    """`1`: there is an error; `0`: there is none."""
    sentence: str
    """Number of the sentence with the error, `-1` where there is none."""
    correction: str


def medec_line(name: str, said: str) -> Submitted | None:
    """Read a reply as the line of a run file, after the text's id.

    Args:
        name: Id of the text.
        said: The rest of the line; of several lines that are read, the last counts.

    Returns:
        None where the script passes over every line, or breaks off at one.
    """
    found = None
    for line in (one.strip() for one in f"{name} {said}".split("\n")):
        if not _LINE.fullmatch(line):
            continue
        try:
            # The script swaps text and replacement: the line stands in for one space, with its backslashes acted on.
            items = re.sub(r"\s+", line, " ").split()
        except (re.error, IndexError):
            return None
        if len(items) > 3 and items[0] == name:
            correction = NOTHING if items[1] == "0" else _unquoted(" ".join(items[3:]).strip())
            found = Submitted(items[1], items[2], correction)
    return found


def medec_figures(rows: list[tuple[Submitted, Submitted | None]]) -> Mapping[str, float]:
    """Return the accuracies and composite scores [0-1].

    Args:
        rows: What is right with what was submitted, one a text.
    """
    figures = {"flags_accuracy": 0.0, "sentence_accuracy": 0.0, "r1fc": 0.0, "r2fc": 0.0}
    for right, said in rows:
        if said is None:
            continue
        figures["flags_accuracy"] += said.flag == right.flag
        figures["sentence_accuracy"] += said.sentence == right.sentence
        both = NOTHING in (said.correction, right.correction)
        for name, size in (("r1fc", 1), ("r2fc", 2)):
            same = said.correction == right.correction
            figures[name] += float(same) if both else rouge_f(said.correction, right.correction, size)
    return {name: value / len(rows) if rows else 0.0 for name, value in figures.items()}


def rouge_f(said: str, wanted: str, size: int) -> float:
    """Return F1 of different runs of words [0-1], as the library counts them.

    Args:
        said: The candidate.
        wanted: The reference.
        size: Words of a run [1].
    """
    one, other = _runs(said, size), _runs(wanted, size)
    shared = len(one & other)
    precision, recall = (shared / len(runs) if runs else 0.0 for runs in (one, other))
    return 2.0 * (precision * recall) / (precision + recall + _TINY)


def _runs(text: str, size: int) -> set[tuple[str, ...]]:
    """Every run once, over all sentences together; a point ends a sentence even between digits, and goes."""
    words = [word for part in text.split(".") if part for word in " ".join(part.split()).split(" ")]
    return {tuple(words[at : at + size]) for at in range(len(words) - size + 1)}


def _unquoted(text: str) -> str:
    while text.startswith('"') and len(text) > 1:
        text = text[1:]
    while text.endswith('"') and len(text) > 1:
        text = text[:-1]
    return text
