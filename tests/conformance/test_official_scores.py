"""Published rules on recorded predictions: at least twenty a benchmark, with the figure that the rule gives.

A table of `official/` names the benchmarks that share the rule. The figures were worked out by reading the rule, not by
running it. `[[case]]` is one prediction of one of the `[sample.<name>]`s, alone, and the figure `main` that it
is given; `[whole]` holds figures of all cases together.
"""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from evals import Box, Prediction, Sample, benchmark, names

TABLES = sorted((Path(__file__).parent / "official").glob("*.toml"))
LEAST = 20
"""Predictions that a table must hold [1]."""
NEAR = 5e-5
"""How near a figure must be: tables give four places or more, and some rules round to five."""


@cache
def table(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def pairs(path: Path) -> list[tuple[Sample, Prediction]]:
    made = []
    for number, case in enumerate(table(path)["case"]):
        given = dict(table(path)["sample"][case.get("sample", "one")])
        given.setdefault("question", "?")
        given["options"] = tuple(given.get("options", ()))
        if given.get("kind") == "grounding":
            given["target"] = tuple(Box(**one) for one in given["target"])
        given.pop("kind", None)
        name = f"case-{number}"
        given["id"] = given.get("id", "{}").format(name)
        predicted = Prediction(
            sample=given["id"],
            outcome=case.get("outcome", "answered"),
            said=case.get("said", ""),
            answer=case.get("answer"),
            ranked=tuple(case.get("ranked", ())),
        )
        made.append((Sample(**given), predicted))
    return made


NAMED = [pytest.param(name, path, id=name) for path in TABLES for name in table(path)["benchmarks"]]


@pytest.mark.parametrize(("name", "path"), NAMED)
def test_each_prediction_is_worth_what_the_rule_says(name: str, path: Path) -> None:
    official = benchmark(name).official
    assert official is not None
    wrong = []
    for case, pair in zip(table(path)["case"], pairs(path), strict=True):
        figure = official.score([pair])[case.get("main", table(path)["main"])]
        if figure != pytest.approx(case["figure"], abs=NEAR):
            wrong.append((case, figure))
    assert not wrong


@pytest.mark.parametrize(("name", "path"), NAMED)
def test_all_predictions_together(name: str, path: Path) -> None:
    assert len(table(path)["case"]) >= LEAST
    official = benchmark(name).official
    assert official is not None
    figures = official.score(pairs(path))
    for figure, value in table(path)["whole"].items():
        assert figures[figure] == pytest.approx(value, abs=NEAR), figure


def test_every_published_rule_has_its_table() -> None:
    tabled = [name for path in TABLES for name in table(path)["benchmarks"]]
    assert sorted(tabled) == sorted(name for name in names() if benchmark(name).official is not None)
