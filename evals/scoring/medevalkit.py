"""The rules of MedEvalKit without a judge, which many papers on medical models report.

Source: utils/utils.py of https://github.com/alibaba-damo-academy/MedEvalKit, read in two copies of it, and
utils/SLAKE/SLAKE.py (commit c3651c9).
"""

import difflib
import math
from collections import Counter
from collections.abc import Sequence

from evals.scoring.boxed import boxed

__all__ = [
    "DEFECTS",
    "OPEN_FIGURES",
    "SOURCE",
    "choice_right",
    "closed_right",
    "open_figures",
    "tagged",
    "yes_no_right",
]

SOURCE = "https://github.com/alibaba-damo-academy/MedEvalKit/blob/main/utils/utils.py"
DEFECTS = (
    "A choice that cannot be read is the option that is most alike in letters: every reply answers, an empty one A.",
    "Yes or no is looked for in the middle of words: `abnormal` holds `no`, and a reply that holds both is wrong.",
    "An open answer after `answer is` keeps its leading space and can never be equal.",
    "F1, precision and recall of open answers are printed under one another's names.",
)
_MARKERS = (
    "**answer**:",
    "**answer**",
    "*answer*:",
    "**answer:**",
    "answer is",
    "answer:",
    "答案:",
    "final answer",
    "final answer is",
)
"""What the answer stands behind, tried in this order, each on what the one before has left."""
OPEN_FIGURES = ("em", "bleu1", "precision", "recall", "f1")


def tagged(text: str, tag: str = "answer") -> str:
    """Return what stands in all tags of a name, joined by a space; the whole text where there is none."""
    opens, closes = f"<{tag}>", f"</{tag}>"
    found: list[str] = []
    start = text.find(opens)
    while start >= 0:
        end = text.find(closes, start + len(opens))
        if end < 0:
            break
        found.append(text[start + len(opens) : end])
        start = text.find(opens, end + len(closes))
    return " ".join(found).strip() or text


def _tail(said: str) -> str:
    text = said.lower()
    if "boxed" in text:
        text = boxed(text)
    elif "<answer>" in text:
        text = tagged(text)
    for marker in _MARKERS:
        if marker in text:
            text = text.split(marker)[-1]
    return text


def choice_right(said: str, options: Sequence[str], answer: str) -> bool:
    """Whether a reply is right by the rule for choices.

    Args:
        said: The reply.
        options: As they were shown, with or without their letters.
        answer: The right letter, or the right option's text.
    """
    letters = [chr(ord("a") + number) for number in range(len(options))]
    shown = [option.lower() for option in options]
    wanted = answer.strip().lower()
    text = said.lower()
    parts = text.split("\n\n")
    if parts[0] in letters:
        text = parts[0]
    elif parts[-1].split(".")[0] in letters:
        text = parts[-1].split(".")[0]
    text = _tail(text).strip().lower().replace("\n", "")
    first = text.split(".")[0].split(":")[-1]
    if first == wanted:
        return True
    if first in letters:
        return shown[letters.index(first)] == wanted
    if first in shown:
        return wanted in letters and first == shown[letters.index(wanted)]
    likeness = [difflib.SequenceMatcher(None, option, text).ratio() for option in shown]
    most = likeness.index(max(likeness))
    return wanted in (letters[most], shown[most])


def closed_right(said: str, answer: str) -> bool:
    """Whether a reply is right by the rule for closed questions whose answer is not a small `yes` or `no`."""
    return _tail(said).replace("\n", "").replace(".", "") == answer.lower()


def yes_no_right(said: str, answer: str) -> bool:
    """Whether a reply is right by the rule for yes and no."""
    text = _tail(said).replace("\n", "").replace(".", "")
    return (("yes" in text) != ("no" in text)) and answer.lower() in text


def open_figures(said: str, answer: str) -> dict[str, float]:
    """Return exact match, BLEU-1 and the three figures of shared words under the names that they are printed with.

    `precision` holds F1, `recall` holds precision and `f1` holds recall. BLEU-2 to 4 and ROUGE are left out. An
    empty side, which stops the published script, is 0.
    """
    text, wanted = _tail(said), answer.lower()
    one, other = set(text.lower().split()), set(wanted.split())
    shared = len(one & other)
    precision = shared / len(one) if one else 0.0
    recall = shared / len(other) if other else 0.0
    f1 = 2 * precision * recall / (precision + recall) if shared else 0.0
    return {
        "em": float(text == wanted),
        "bleu1": _bleu1(text.lower().replace(".", " .").split(" "), wanted.replace(".", " .").split(" ")),
        "precision": f1,
        "recall": precision,
        "f1": recall,
    }


def _bleu1(said: Sequence[str], wanted: Sequence[str]) -> float:
    """Share of the words said that are wanted, each counted as often as it is wanted, times the brevity penalty.

    Source: Papineni et al. 2002, doi:10.3115/1073083.1073135, as NLTK computes it for one reference.
    """
    shared = sum((Counter(said) & Counter(wanted)).values())
    if not shared:
        return 0.0
    short = math.exp(1 - len(wanted) / len(said)) if len(said) < len(wanted) else 1.0
    return short * shared / len(said)
