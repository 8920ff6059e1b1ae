"""Calculators from notes, without a model: question and note -> calculator -> inputs -> value.

    python benchmarks/calculators_from_notes.py ENTITIES NOTES [--unmentioned absent] [--list even]

ENTITIES and NOTES have MedCalc-Bench's layout (`Calculator ID`, `Question`, `Lower Limit`, `Upper Limit`, `status`;
`Row Number`, `Patient Note`). Rows `agree` are those whose label an independent relabelling confirms; rows `abstain`
lack information and should be declined. The rows with even ids were read while the extraction was written, those with
odd ids were not: both are told. The set writes numeric days with the month first, and says so in two of its questions.
The calculator is taken by the row's id; a second figure takes it by the first hit of the search over calculators.
The last line is `right A, wrong B, declined C, of N`, over the rows that agree.
"""

import argparse
import csv
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # runs as a script as well as with -m

from benchmarks.calculator_entities import read_table
from benchmarks.calculators import ENOUGH, within
from tools.calculating import Calculator, Result, load_calculator
from tools.calculating.search import search_calculators
from tools.errors import BadArguments
from tools.extracting import Extracted, Unmentioned, read_inputs

RIGHT, WRONG, DECLINED = "right", "wrong", "declined"
WORDS = (RIGHT, WRONG, DECLINED)


class Judged(NamedTuple):
    """One row with what we make of it."""

    row: Mapping[str, str]
    calculator: str
    verdict: str
    text: str
    """The value, or what is missing."""
    relabelled: bool = False
    """Whether the independent relabelling has this value."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("entities", type=Path)
    parser.add_argument("notes", type=Path)
    parser.add_argument("--unmentioned", choices=("missing", "absent"), default="missing")
    parser.add_argument(
        "--list", choices=("even", "odd", "all", "none"), default="none", help="rows that are not right"
    )
    options = parser.parse_args()
    csv.field_size_limit(10**9)
    rows, table = _rows(options.entities, options.notes), read_table()
    by_id = [_judge(row, _named(row, table), options.unmentioned) for row in rows]
    by_search = [_judge(row, _found(row), options.unmentioned) for row in rows]
    print(f"flags that a note does not mention: {options.unmentioned}")
    _print_calculators(by_id)
    print(f"\n{'calculator by':14} {'rows':10} {'status':9} {'right':>6} {'wrong':>6} {'declined':>9} {'of':>5}")
    for how, judged in (("id", by_id), ("search", by_search)):
        for half, belongs in _HALVES.items():
            _print_statuses(how, half, [one for one in judged if belongs(int(one.row["Unique ID"]))])
    _print_relabelled([one for one in by_id if one.row["status"] == "disagree"])
    _print_list(by_id, options.list)
    counts = Counter(one.verdict for one in by_id if one.row["status"] == ENOUGH)
    answered = counts[RIGHT] + counts[WRONG]
    print(f"\nwrong of those answered: {counts[WRONG]} of {answered}")
    print(f"right {counts[RIGHT]}, wrong {counts[WRONG]}, declined {counts[DECLINED]}, of {counts.total()}")
    return 0


_HALVES: Mapping[str, Callable[[int], bool]] = {
    "all": lambda number: True,
    "even": lambda number: number % 2 == 0,
    "odd": lambda number: number % 2 == 1,
}


def _rows(entities: Path, notes: Path) -> list[dict[str, str]]:
    with notes.open(encoding="utf-8", newline="") as file:
        texts = {row["Row Number"]: row["Patient Note"] for row in csv.DictReader(file)}
    with entities.open(encoding="utf-8", newline="") as file:
        return [{**row, "note": texts[row["Unique ID"]]} for row in csv.DictReader(file) if row["Unique ID"] in texts]


def _named(row: Mapping[str, str], table: Mapping[str, Mapping[str, Mapping[str, str]]]) -> Calculator:
    return load_calculator(table["calculator"][row["Calculator ID"]]["name"])


def _found(row: Mapping[str, str]) -> Calculator | None:
    hits = search_calculators(row["Question"], 1)
    return hits[0][0] if hits else None


def _judge(row: Mapping[str, str], calculator: Calculator | None, unmentioned: Unmentioned) -> Judged:
    if calculator is None:
        return Judged(row, "-", DECLINED, "no calculator found")
    read = read_inputs(row["note"], calculator, row["Question"], unmentioned=unmentioned, dates="month-first")
    answer = answered(calculator, read)
    if isinstance(answer, str):
        return Judged(row, calculator.name, DECLINED, answer)
    low, high = row["Lower Limit"], row["Upper Limit"]
    right = _within(answer, low, high)
    told = f"{answer.text} for {low} to {high}: {dict(read.inputs)}"
    corrected = row.get("Lower Limit_corr", ""), row.get("Upper Limit_corr", "")
    relabelled = all(corrected) and "N/A" not in corrected and _within(answer, *corrected)
    return Judged(row, calculator.name, RIGHT if right else WRONG, told, relabelled)


def _within(answer: Result, low: str, high: str) -> bool:
    return _same_kind(answer, low) and within(answer, low, high)


def answered(calculator: Calculator, read: Extracted) -> Result | str:
    """Calculate from what was read, or say why not."""
    if not read.complete:
        doubts = "; ".join(f"{one.name}: {one.why}" for one in read.ambiguous)
        return f"missing {', '.join(read.missing) or 'nothing'}. {doubts}"
    try:
        answer = calculator.calculate(read.inputs)
    except BadArguments as error:
        return str(error)
    return answer if isinstance(answer, Result) else str(answer)


def _same_kind(answer: Result, low: str) -> bool:
    """Whether limits are of the kind that the value is: a day, weeks and days, or a number."""
    day, weeks = "/" in low, low.startswith("(")
    return (
        answer.calculator in _DAYS if day else answer.calculator in _WEEKS if weeks else answer.calculator not in _DAYS
    )


_DAYS = frozenset(["estimated_due_date", "estimated_conception_date"])
_WEEKS = frozenset(["estimated_gestational_age"])


def _print_calculators(judged: Iterable[Judged]) -> None:
    by: dict[str, Counter[str]] = defaultdict(Counter)
    for one in judged:
        if one.row["status"] == ENOUGH:
            by[one.calculator][one.verdict] += 1
    print(f"{'calculator':34} {'right':>6} {'wrong':>6} {'declined':>9} {'of':>5}")
    for name, counts in sorted(by.items()):
        print(f"{name:34} {counts[RIGHT]:6} {counts[WRONG]:6} {counts[DECLINED]:9} {counts.total():5}")


def _print_statuses(how: str, half: str, judged: list[Judged]) -> None:
    for status in sorted({one.row["status"] for one in judged}):
        counts = Counter(one.verdict for one in judged if one.row["status"] == status)
        told = " ".join(f"{counts[word]:{width}}" for word, width in zip(WORDS, (6, 6, 9), strict=True))
        print(f"{how:14} {half:10} {status:9} {told} {counts.total():5}")


def _print_relabelled(judged: list[Judged]) -> None:
    """The rows whose first label the relabelling corrects, by its limits."""
    given = [one for one in judged if one.verdict != DECLINED]
    right = sum(one.relabelled for one in given)
    print(f"\nrows `disagree` by the relabelling's limits: right {right} of {len(given)} answered, of {len(judged)}")


def _print_list(judged: Iterable[Judged], half: str) -> None:
    if half == "none":
        return
    for one in judged:
        if (
            _HALVES[half](int(one.row["Unique ID"]))
            and one.row["status"] in (ENOUGH, "abstain")
            and one.verdict != RIGHT
        ):
            print(f"{one.verdict} {one.row['Unique ID']} {one.row['status']} {one.calculator}: {one.text[:230]}")


if __name__ == "__main__":
    sys.exit(main())
