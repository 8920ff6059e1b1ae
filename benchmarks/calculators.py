"""Calculators from given entities: every value of MedCalc-Bench against the limits of its first version.

    python benchmarks/calculators.py CSV

CSV has MedCalc-Bench's layout (`Calculator ID`, `Relevant Entities`, `Lower Limit`, `Upper Limit`) and a `status`:
`agree` where an independent relabelling confirms the label; other rows are listed with what we say and why we differ.
The entities become inputs by the table calculator_inputs.toml. What a note does not mention the set takes for absent;
how many values rest on that is said. The last line is `within limits A of N, declined D`, over the rows that agree.
"""

import argparse
import ast
import csv
import sys
from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # runs as a script as well as with -m

from benchmarks.calculator_entities import Reading, read_entities, read_table
from tools.calculating import Exact, Needs, Result, exact
from tools.errors import BadArguments

ENOUGH = "agree"
"""Status of the rows that count."""


class Judged(NamedTuple):
    """One row with what we make of it."""

    row: Mapping[str, str]
    reading: Reading
    answer: Result | None
    within: bool
    why_not: str
    """What is missing or refused, where there is no answer."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("csv", type=Path)
    options = parser.parse_args()
    table = read_table()
    with options.csv.open(encoding="utf-8", newline="") as file:
        judged = [_judge(row, table) for row in csv.DictReader(file)]
    counted = [one for one in judged if one.row.get("status", ENOUGH) == ENOUGH]
    _print_table(counted)
    _print_wrong(counted)
    _print_others([one for one in judged if one not in counted], table)
    unknown = sorted({name for one in judged for name in one.reading.unknown})
    print(f"\nentities without a place in the table: {'; '.join(unknown) or 'none'}")
    assumed = sum(bool(one.reading.assumed) for one in counted)
    print(f"rows that rest on 'what is not mentioned is absent': {assumed} of {len(counted)}")
    declined = sum(one.answer is None for one in counted)
    print(f"within limits {sum(one.within for one in counted)} of {len(counted)}, declined {declined}")
    return 0


def _judge(row: Mapping[str, str], table: Mapping[str, Any]) -> Judged:
    reading = read_entities(row["Calculator ID"], row["Relevant Entities"], table)
    try:
        answer = reading.calculator.calculate(reading.inputs)
    except BadArguments as error:
        return Judged(row, reading, None, False, str(error))
    if isinstance(answer, Needs):
        return Judged(row, reading, None, False, "needs " + ", ".join(one.name for one in answer.missing))
    return Judged(row, reading, answer, within(answer, row["Lower Limit"], row["Upper Limit"]), "")


def within(answer: Result, low: str, high: str) -> bool:
    """Whether a value lies between two limits, both included; a day and a count of weeks and days must be met."""
    if isinstance(answer.value, date):
        month, day, year = (int(part) for part in low.split("/"))
        return answer.value == date(year, month, day)
    if low.startswith("("):
        weeks, days = (int(part.split()[0]) for part in ast.literal_eval(low))
        return answer.value == 7 * weeks + days
    return isinstance(answer.value, Exact) and exact(low) <= answer.value <= exact(high)


def _print_table(counted: list[Judged]) -> None:
    by: dict[str, list[Judged]] = defaultdict(list)
    for one in counted:
        by[one.reading.calculator.name].append(one)
    print(f"{'calculator':34} {'rows':>5} {'within':>7} {'outside':>8} {'declined':>9}")
    for name, rows in sorted(by.items()):
        declined = sum(one.answer is None for one in rows)
        within = sum(one.within for one in rows)
        print(f"{name:34} {len(rows):5} {within:7} {len(rows) - within - declined:8} {declined:9}")


def _print_wrong(counted: list[Judged]) -> None:
    for one in counted:
        if not one.within:
            said = one.answer.text if one.answer else one.why_not
            print(f"! {_id(one)}: {said} for {one.row['Lower Limit']} to {one.row['Upper Limit']}")


def _print_others(others: list[Judged], table: Mapping[str, Any]) -> None:
    """Rows whose label is in doubt, where ours is another value."""
    print("\nrows of other statuses, where we differ from the first version's label:")
    for one in others:
        if one.within:
            continue
        label = f"label {one.row['Ground Truth Answer']}"
        said = one.answer.text if one.answer else f"declined: {one.why_not[:90]}"
        print(f"  {_id(one)} [{one.row['status']}] {label}, ours {said}: {_reason(one, table)}")
    print(f"  ({sum(one.within for one in others)} of {len(others)} are within its limits all the same)")


def _reason(one: Judged, table: Mapping[str, Any]) -> str:
    corrected = one.row.get("Lower Limit_corr", ""), one.row.get("Upper Limit_corr", "")
    confirmed = ""
    if one.answer is not None and all(corrected) and "N/A" not in corrected and within(one.answer, *corrected):
        confirmed = "the relabelling agrees with us; "
    return confirmed + str(table["calculator"][one.row["Calculator ID"]].get("differs", "no reason is known"))


def _id(one: Judged) -> str:
    return f"{one.row.get('Unique ID', '?')} {one.reading.calculator.name}"


if __name__ == "__main__":
    sys.exit(main())
