"""Multiple choice on risk calculators, without a model: find a calculator, read its inputs in the question, answer.

    python benchmarks/riskqa.py FILE [--unmentioned absent]

FILE holds one JSON object a line: `question`, `choices` by letter, the letter `answer`. A calculator's meaning (an
event rate, a mortality) picks the one choice that names the same number; where inputs are missing or in doubt, where
the value has no meaning with a number, or where none or several choices name it, the question is declined.
The last line is `right A, wrong B, declined C, of N`.
"""

import argparse
import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # runs as a script as well as with -m

from benchmarks.calculators_from_notes import DECLINED, RIGHT, WRONG, answered
from tools.calculating import Exact, exact
from tools.calculating.search import search_calculators
from tools.extracting import Unmentioned, read_inputs

_NUMBER = re.compile(r"(?<![\d.])\d+(?:\.\d+)?")
_BOUND = re.compile(r"\b(?:less|more|fewer|greater|between|below|above|over|under|at least|up to)\b|[<>≤≥]", re.I)


class Answered(NamedTuple):
    """One question with what we make of it."""

    calculator: str
    verdict: str
    why: str


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("--unmentioned", choices=("missing", "absent"), default="missing")
    options = parser.parse_args()
    lines = options.file.read_text(encoding="utf-8").splitlines()
    every = [_answer(json.loads(line), options.unmentioned) for line in lines if line.strip()]
    print(f"flags that a question does not mention: {options.unmentioned}")
    by: dict[str, Counter[str]] = defaultdict(Counter)
    for one in every:
        by[one.calculator][one.verdict] += 1
    print(f"{'calculator found':34} {'right':>6} {'wrong':>6} {'declined':>9}")
    for name, counts in sorted(by.items()):
        print(f"{name:34} {counts[RIGHT]:6} {counts[WRONG]:6} {counts[DECLINED]:9}")
    print("\nwhy declined:")
    for why, many in Counter(one.why for one in every if one.verdict == DECLINED).most_common():
        print(f"  {many:4} {why}")
    counts = Counter(one.verdict for one in every)
    print(f"\nright {counts[RIGHT]}, wrong {counts[WRONG]}, declined {counts[DECLINED]}, of {counts.total()}")
    return 0


def _answer(row: Mapping[str, Any], unmentioned: Unmentioned) -> Answered:
    hits = search_calculators(row["question"], 1)
    if not hits:
        return Answered("-", DECLINED, "no calculator found")
    calculator = hits[0][0]
    answer = answered(calculator, read_inputs(row["question"], calculator, row["question"], unmentioned=unmentioned))
    if isinstance(answer, str):
        return Answered(calculator.name, DECLINED, "inputs missing or in doubt")
    chosen = choice_of(answer.interpretation or "", row["choices"])
    if chosen is None:
        return Answered(calculator.name, DECLINED, "the value's meaning names no single choice")
    return Answered(calculator.name, RIGHT if chosen == row["answer"] else WRONG, "")


def choice_of(meaning: str, choices: Mapping[str, str]) -> str | None:
    """The letter of the one choice whose only number the meaning names; None where none or several do."""
    named = {exact(one) for one in _NUMBER.findall(meaning)}
    fitting = [letter for letter, text in choices.items() if _only_number(text) in named]
    return fitting[0] if len(fitting) == 1 else None


def _only_number(text: str) -> Exact | None:
    """The first number of a choice, which is its rate; None where it gives a bound or has none."""
    numbers = _NUMBER.findall(text)
    return None if not numbers or _BOUND.search(text) else exact(numbers[0])


if __name__ == "__main__":
    sys.exit(main())
