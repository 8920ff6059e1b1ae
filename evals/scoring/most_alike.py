"""MR-Bench's way to a letter: a box, a letter that stands alone, an option's words, and a guess at last.

Source: `match_choice` and `score` in src_eval/scorer.py of https://github.com/RXH04-USTC/Medical-Reasoning-Survey
(commit 558f4d7).
"""

import re
from collections.abc import Mapping
from difflib import SequenceMatcher

__all__ = ["DEFECTS", "SOURCE", "first_and_last"]

SOURCE = "https://github.com/RXH04-USTC/Medical-Reasoning-Survey/blob/main/src_eval/scorer.py"
DEFECTS = (
    r"Of a box, the last letter that is one of the options' counts, inside words too and in any case:"
    r" `\boxed{B. Aspirin}` is A.",
    "The box ends at the first closing brace.",
    "First and last mention are both read, and the better of the two accuracies is reported.",
    "A reply that names no option is given the one whose words are most alike: there is always an answer.",
    "Of several options whose words occur, the `first` mention is the one that begins last.",
    "An empty reply is dropped from the total.",
)
_BOX = re.compile(r"\\boxed\{(.*?)\}", re.DOTALL)
_MARKERS = ("## Final Response", "## Final Answer")
_WORDS = ("answer is", "Answer is", "answer:", "Answer:")
_LETTERS = "ABCDEFGHIJKLMN"


def first_and_last(said: str, options: Mapping[str, str]) -> tuple[str, str]:
    """Return the letters of the first and the last mention, as the script finds them.

    Args:
        said: The reply.
        options: Texts by letter, at least one.
    """
    offered = _LETTERS[: len(options)]
    box = _BOX.search(said)
    letters = re.findall(f"[{offered}]", box.group(1), re.IGNORECASE) if box else []
    if letters:
        return letters[-1].upper(), letters[-1].upper()
    text = _after_markers(said)
    alone = re.compile(rf"(?:[\u4e00-\u9fff]|is |\W|^)(?!A )([{offered}])(?:\W|[\u4e00-\u9fff]|$)")
    found = alone.findall(text)
    if found:
        return found[0], found[-1]
    return _by_words(text.lower(), options)


def _after_markers(said: str) -> str:
    """What follows the last of each sign that an answer comes, one after the other."""
    for marker in _MARKERS:
        if marker in said:
            said = said.rsplit(marker, maxsplit=1)[-1].strip()
    if "<answer>" in said:
        said = said.rsplit("<answer>", maxsplit=1)[-1].split("</answer>", maxsplit=1)[0].strip()
    for marker in _WORDS:
        if marker in said:
            said = said.rsplit(marker, maxsplit=1)[-1].strip()
    return said


def _by_words(text: str, options: Mapping[str, str]) -> tuple[str, str]:
    named = [letter for letter, option in options.items() if option.lower() in text]
    if named:
        first = max(named, key=lambda letter: text.index(options[letter].lower()))
        last = max(named, key=lambda letter: text.rindex(options[letter].lower()))
        return first, last
    best, alike = "", 0.0
    for letter, option in options.items():
        ratio = SequenceMatcher(None, option.lower(), text).ratio()
        if ratio >= alike:
            best, alike = letter, ratio
    return best, best
