from itertools import product

import pytest

from guidelines import Classification
from tools.calculating import Exact, Needs, Result, load_calculator
from tools.calculating.classified import bands_of, classified, counted, meanings, sources_of
from tools.errors import BadArguments

CAD = Classification.load("cad-rads-2022")
ABCD = Classification.load("dermoscopy-abcd-1994")


def test_the_outcome_is_the_category_with_its_row() -> None:
    told = {"nondiagnostic": False, "stenosis": Exact(0), "plaque": True, "extent": None}
    outcome = classified(CAD, told)
    assert outcome.value == "1"
    assert [str(one) for one in outcome.steps] == [
        "Row of the table: nondiagnostic no, stenosis 0, plaque yes",
        "Reason: plaque without a stenosis",
    ]


def test_where_it_does_not_apply_it_is_refused_with_the_reason() -> None:
    told = {"nondiagnostic": False, "stenosis": Exact(60), "plaque": True, "extent": "three_vessels"}
    with pytest.raises(BadArguments, match="gives no category here: the most severe stenosis is below 70 %"):
        classified(CAD, told)


def test_what_is_not_needed_does_not_decide() -> None:
    """Every input that is not asked for can be anything: all of it leads to the same category."""
    calculator, table = load_calculator("li_rads"), Classification.load("li-rads-2018")
    rest = table.features[1:]
    for first in (value.id for value in table.features[0].values):
        answer = calculator.calculate({"first": first})
        if isinstance(answer, Needs):
            assert {one.name for one in answer.missing} == {one.id for one in rest}
            continue
        found = {
            table.classify({"first": first, **dict(zip([one.id for one in rest], some, strict=True))}).category
            for some in product(*([value.id for value in one.values] for one in rest))
        }
        assert found == {answer.value}


def test_a_prostate_lesion_needs_only_what_decides() -> None:
    calculator, table = load_calculator("pi_rads"), Classification.load("pi-rads-2-1")
    for zone, dwi in product(("peripheral", "transition"), range(1, 6)):
        answer = calculator.calculate({"zone": zone, "dwi": dwi})
        found = {
            table.classify({"zone": zone, "dwi": str(dwi), "t2": str(t2), "dce": dce}).category
            for t2, dce in product(range(1, 6), ("negative", "positive", "not_done"))
        }
        if isinstance(answer, Result):
            assert found == {answer.value}
        else:
            assert len(found) > 1


def test_coronary_inputs_are_asked_for_where_they_decide() -> None:
    calculator = load_calculator("cad_rads")
    for stenosis in range(101):
        answer = calculator.calculate({"nondiagnostic": False, "stenosis": stenosis})
        found = {
            row.category
            for plaque, extent in product(("no", "yes"), ("neither", "left_main", "three_vessels"))
            if (
                row := CAD.classify({"nondiagnostic": "no", "stenosis": stenosis, "plaque": plaque, "extent": extent})
            ).category
        }
        assert isinstance(answer, Result) == (len(found) == 1), stenosis


def test_points_and_their_bands() -> None:
    counts = {"asymmetry": Exact(2), "border": Exact(8), "colours": Exact(6), "structures": Exact(5)}
    assert counted(ABCD, counts).value == Exact("8.9") == ABCD.total({name: int(one) for name, one in counts.items()})
    bands = bands_of(ABCD)
    assert [one.low for one in bands.bands] == [None, "4.75", "5.45"]
    assert "benign" in str(bands.meaning(Exact("4.7")))
    assert "melanoma" in str(bands.meaning(Exact("5.5")))


def test_no_total_falls_on_a_limit() -> None:
    ranges = [range(one.low, one.high + 1) for one in ABCD.items]
    names = [one.id for one in ABCD.items]
    totals = {ABCD.total(dict(zip(names, some, strict=True))) for some in product(*ranges)}
    assert min(totals) == 1
    assert totals.isdisjoint({Exact("4.75"), Exact("5.45")})
    # Tas 2019 (doi:10.5812/jssc.102138) counts as many combinations: 810 quartets of A, B, C and D.
    assert len([1 for _ in product(*ranges)]) == 810


def test_meanings_and_sources_are_those_of_the_table() -> None:
    assert meanings(CAD)["4B"].startswith("severe stenosis of the left main artery")
    assert sources_of(CAD)[0].url == CAD.url
    assert {one.url for one in sources_of(ABCD)} >= {ABCD.url, "https://dshakhmatov.narod.ru/ABCD_Rule.htm"}


@pytest.mark.parametrize(
    ("arterial", "size", "cells"),
    [
        ("none", 19, ("LR-3", "LR-3", "LR-4")),
        ("none", 20, ("LR-3", "LR-4", "LR-4")),
        ("nonrim", 9, ("LR-3", "LR-4", "LR-4")),
        ("nonrim", 19, ("LR-3", "", "LR-5")),
        ("nonrim", 20, ("LR-4", "LR-5", "LR-5")),
    ],
)
def test_the_liver_table_counts_additional_features(arterial: str, size: int, cells: tuple[str, ...]) -> None:
    """The diagnostic table of LI-RADS as it is printed: columns of size, rows of the number of additional features."""
    calculator = load_calculator("li_rads")
    for washout, capsule, growth in product((False, True), repeat=3):
        told = {"washout": washout, "capsule": capsule, "growth": growth}
        answer = calculator.calculate({"first": "none", "arterial": arterial, "size": size, **told})
        assert isinstance(answer, Result)
        # The one cell that is split: a capsule alone is LR-4, washout or threshold growth LR-5.
        wanted = cells[min(sum(told.values()), 2)] or ("LR-4" if capsule else "LR-5")
        assert answer.value == wanted, told


def test_the_calculator_of_lung_nodules_agrees_with_the_table() -> None:
    """The calculator was written on its own, from the guideline; the table from two other pages."""
    calculator, table = load_calculator("fleischner"), Classification.load("fleischner-2017")
    for kind, multiple, high_risk, size in product(
        ("solid", "pure_ground_glass", "part_solid"), (False, True), (False, True), (1, "5.9", 6, 8, "8.1", 30)
    ):
        answer = calculator.calculate({"kind": kind, "multiple": multiple, "high_risk": high_risk, "size": size})
        seen = {"kind": kind, "multiple": multiple, "high_risk": high_risk, "size": Exact(size)}
        assert isinstance(answer, Result)
        assert classified(table, seen).value == answer.value, seen
