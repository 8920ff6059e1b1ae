"""Every calculator of the folder keeps the same promises."""

import ast
import tomllib
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tools.calculators
from tools.calculating import Choice, Day, Exact, Flag, Needs, Number, Result, exact, load_calculator
from tools.calculating import names_of_calculators as names
from tools.calculating.units import converted
from tools.errors import BadArguments

FOLDER = Path(next(iter(tools.calculators.__path__)))
GOLDEN = Path(__file__).resolve().parent / "golden"
EXTERNAL = {"published", "example", "table"}
"""Kinds of golden values from outside: printed in the source for these inputs, a worked example, or the points of the
source's table added up by hand. Values of kind "generated" come from somebody's implementation and count apart."""
NEEDED = 2
"""External values that each calculator has, unless its file says in `few` why there are less."""
LONGEST_TITLE = 64
"""Characters of the meaning of a code in DICOM (VR LO, PS3.5 6.2): a report shows the title as one."""
NAMES = names()


@cache
def golden(name: str) -> dict[str, Any]:
    return tomllib.loads((GOLDEN / f"{name}.toml").read_text("utf-8"))


def cases(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = golden(name)["case"]
    return found


CASES = [pytest.param(name, one, id=f"{name}-{at}") for name in NAMES for at, one in enumerate(cases(name))]


def test_every_file_is_a_calculator_with_golden_values() -> None:
    files = {file.stem for file in FOLDER.glob("*.py") if not file.stem.startswith("_")}
    assert files == set(NAMES)
    assert {file.stem for file in GOLDEN.glob("*.toml")} == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_it_describes_itself(name: str) -> None:
    one = load_calculator(name)
    assert one.name == name == one.function.__name__
    assert one.about.endswith(".")
    assert one.title and one.formula and one.specialty
    assert len(one.title) <= LONGEST_TITLE
    assert bool(one.categories) != bool(one.unit) or any(isinstance(i.kind, Day) for i in one.inputs)
    assert all(i.kind.meaning and i.name.isidentifier() for i in one.inputs)
    assert any(i.required for i in one.inputs) or "at least one" in one.about
    schema = one.schema()
    assert list(schema["properties"]) == [i.name for i in one.inputs]


@pytest.mark.parametrize("name", NAMES)
def test_no_float_is_written_in_a_calculator(name: str) -> None:
    # A float would not meet its boundary: Fraction(6, 5) > 1.2. Decimals are written exact("1.2").
    tree = ast.parse((FOLDER / f"{name}.py").read_text("utf-8"))
    assert [
        node.lineno for node in ast.walk(tree) if isinstance(node, ast.Constant) and type(node.value) is float
    ] == []


@pytest.mark.parametrize(("name", "case"), CASES)
def test_golden(name: str, case: dict[str, Any]) -> None:
    result = load_calculator(name).calculate(case["inputs"])
    assert isinstance(result, Result), result
    wanted = case["value"]
    if isinstance(wanted, str):
        assert wanted in (str(result.value), result.text)
    else:
        assert isinstance(result.value, Exact)
        # Some sources print a difference between two patients.
        other = load_calculator(name).calculate(case["minus"]) if "minus" in case else None
        less = other.value if isinstance(other, Result) and isinstance(other.value, Exact) else 0
        assert abs(result.value - less - exact(wanted)) <= exact(case.get("within", 0)), result.text
    if "meaning" in case:
        assert case["meaning"] in (result.interpretation or "")


@pytest.mark.parametrize("name", NAMES)
def test_enough_values_come_from_outside(name: str) -> None:
    kinds = [one["kind"] for one in cases(name)]
    assert set(kinds) <= EXTERNAL | {"generated"}
    assert all(one["source"] and one["url"].startswith("http") for one in cases(name))
    outside = sum(kind in EXTERNAL for kind in kinds)
    assert outside >= 1
    assert (outside >= NEEDED) != ("few" in golden(name)), "say in `few` why there are less, and only then"


@pytest.mark.parametrize("name", NAMES)
def test_all_that_is_missing_is_named(name: str) -> None:
    one = load_calculator(name)
    required = [i.name for i in one.inputs if i.required]
    if required:
        needs = one.calculate({})
        assert isinstance(needs, Needs)
        assert [m.name for m in needs.missing][: len(required)] == required or set(required) <= {
            m.name for m in needs.missing
        }
    full = cases(name)[0]["inputs"]
    for left_out in required:
        needs = one.calculate({key: value for key, value in full.items() if key != left_out})
        assert isinstance(needs, Needs)
        assert left_out in {m.name for m in needs.missing}
        assert left_out in needs.as_result().text


@pytest.mark.parametrize("name", NAMES)
def test_what_is_out_of_range_is_refused_with_the_range(name: str) -> None:
    one, full = load_calculator(name), cases(name)[0]["inputs"]
    for i in one.inputs:
        bad: list[Any] = [[1], {}, "banana"]
        if isinstance(i.kind, Number):
            low, high = exact(i.kind.low), exact(i.kind.high)
            span = high - low
            for value in (low - span / 10**9, high + span / 10**9):
                with pytest.raises(BadArguments, match=rf"{i.name} must be .*"):
                    one.calculate({**full, i.name: [value, i.kind.unit]})
            bad += ["3 parsec", [3, "parsec"], True, float("nan"), float("inf")]
        for value in bad:
            with pytest.raises(BadArguments) as refused:
                one.calculate({**full, i.name: value})
            assert i.name in str(refused.value)
            assert len(str(refused.value)) < 900


@pytest.mark.parametrize("name", NAMES)
def test_an_unknown_input_is_refused_with_the_nearest(name: str) -> None:
    one = load_calculator(name)
    near = max((i.name for i in one.inputs), key=len)
    with pytest.raises(BadArguments, match=f"Did you mean {near!r}"):
        one.calculate({**cases(name)[0]["inputs"], f"{near}x": 1})


@pytest.mark.parametrize(("name", "case"), CASES)
def test_every_unit_gives_the_same_value(name: str, case: dict[str, Any]) -> None:
    one = load_calculator(name)
    plain = one.calculate(case["inputs"])
    assert isinstance(plain, Result)
    for i in one.inputs:
        if not isinstance(i.kind, Number) or i.name not in case["inputs"]:
            continue
        value, _ = i.kind.read(i.name, case["inputs"][i.name])
        for unit in i.kind.units:
            away = converted(value, i.kind.unit, unit, i.kind.substance)
            again = one.calculate({**case["inputs"], i.name: [away, unit]})
            assert isinstance(again, Result)
            assert (again.value, again.interpretation) == (plain.value, plain.interpretation), (i.name, unit)


def drawn(kind: object, chance: Random) -> Any:
    if isinstance(kind, Number):
        low, high = exact(kind.low), exact(kind.high)
        if kind.whole:
            return chance.randint(int(low), int(high))
        # Half of the values lie where patients are: towards the low end of a range that is wide for safety.
        share = Fraction(chance.randint(0, 1000), 1000)
        return [low + (high - low) * (share if chance.random() < 0.5 else share**3), kind.unit]
    if isinstance(kind, Flag):
        return chance.random() < 0.5
    if isinstance(kind, Choice):
        return chance.choice(sorted(kind.options))
    return (date(2023, 9, 1) + timedelta(days=chance.randint(0, 400))).isoformat()


SEEDS = st.integers(0, 2**32 - 1)


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=8)
@given(seed=SEEDS)
def test_whatever_is_in_range_is_calculated_or_refused_in_words(name: str, seed: int) -> None:
    one, chance = load_calculator(name), Random(seed)  # noqa: S311 (nothing is secret here)
    inputs = {i.name: drawn(i.kind, chance) for i in one.inputs if i.required or chance.random() < 0.5}
    try:
        result = one.calculate(inputs)
    except BadArguments as error:
        assert 20 < len(str(error)) < 900
        return
    assert result.as_result().text
    if isinstance(result, Result) and isinstance(result.value, str):
        assert result.value in one.categories


MOVES = [
    pytest.param(name, what, way, id=f"{name}-{what}")
    for name in NAMES
    for way, moved in ((1, load_calculator(name).rises_with), (-1, load_calculator(name).falls_with))
    for what in moved
]


@pytest.mark.parametrize(("name", "what", "way"), MOVES)
@settings(max_examples=6)
@given(seed=SEEDS)
def test_the_value_moves_one_way(name: str, what: str, way: int, seed: int) -> None:
    one, chance = load_calculator(name), Random(seed)  # noqa: S311 (nothing is secret here)
    kind = next(i.kind for i in one.inputs if i.name == what)
    rest = {i.name: drawn(i.kind, chance) for i in one.inputs}
    low, high = sorted((drawn(kind, chance) for _ in range(2)), key=lambda value: kind.read(what, value)[0])
    try:
        before, after = (one.calculate({**rest, what: value}) for value in (low, high))
    except BadArguments:
        return  # refused in words, which is tested above
    assert isinstance(before, Result) and isinstance(before.value, Exact)
    assert isinstance(after, Result) and isinstance(after.value, Exact)
    assert way * (after.value - before.value) >= 0
