"""Inputs of calculators are read under the names that clinicians write, and never under the name of another."""

from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from tools.calculating import Exact, Number, exact, load_calculator, names_of_calculators
from tools.calculating.units import converted
from tools.extracting.extracted import Taken
from tools.extracting.numbers import number_of, quantities_of
from tools.notes.context import ContextReader

TABLE = Path(__file__).parent / "written_inputs.tsv"


class Asked(NamedTuple):
    """A calculator's input that takes a quantity, with the widest choice of units."""

    calculator: str
    name: str
    kind: Number


@cache
def inputs() -> Mapping[str, Asked]:
    """One input for each quantity that calculators take."""
    found: dict[str, Asked] = {}
    for calculator in names_of_calculators():
        for one in load_calculator(calculator).inputs:
            quantities = quantities_of(calculator, one.name) if isinstance(one.kind, Number) else ()
            if not quantities or not isinstance(one.kind, Number):
                continue
            known = found.get(quantities[0])
            if known is None or len(one.kind.units) > len(known.kind.units):
                found[quantities[0]] = Asked(calculator, one.name, one.kind)
    return found


def rows() -> dict[str, dict[str, Exact]]:
    """What is expected of each text of the table: by quantity, the number in the unit that its input is kept in."""
    expected: dict[str, dict[str, Exact]] = defaultdict(dict)
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        text, quantity, *rest = line.split("\t")
        readings = expected[text]
        if quantity != "none":
            kind = inputs()[quantity].kind
            readings[quantity] = converted(exact(rest[0]), rest[1], kind.unit, kind.substance)
    return expected


EXPECTED = rows()


@pytest.mark.parametrize("text", EXPECTED)
def test_a_text_gives_exactly_its_readings(text: str) -> None:
    contexts, found = ContextReader(text), {}
    for quantity, (calculator, name, kind) in inputs().items():
        taken = number_of(text, contexts, calculator, name, kind, "")
        if isinstance(taken, Taken):
            number, unit = taken.value
            found[quantity] = converted(number, unit, kind.unit, kind.substance)
    assert found == EXPECTED[text]
