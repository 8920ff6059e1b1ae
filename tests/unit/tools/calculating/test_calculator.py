"""A calculator reads inputs, says what it lacks, and gives a value with its working."""

from fractions import Fraction
from typing import Annotated, Any

import pytest

from tools.calculating import (
    Band,
    Bands,
    Calculator,
    Exact,
    Flag,
    Needed,
    Needs,
    Number,
    Outcome,
    Result,
    Source,
    item,
    load_calculator,
    tally,
)
from tools.calculating.usual import Sex, Weight
from tools.errors import BadArguments, UnknownCalculator

HERE = Source("Somebody 2020", url="https://example.org")
OXYGEN = Needed("the patient gets oxygen", lambda given: given.get("oxygen") is True)


def sample(
    sex: Sex,
    weight: Weight,
    oxygen: Annotated[bool, Flag("Oxygen is given")],
    flow: Annotated[Exact | None, Number("Flow", "L", 0, 60, when=OXYGEN)] = None,
    note: Annotated[bool | None, Flag("Only if known")] = None,
) -> Outcome:
    """Half of something, for the tests."""
    return Outcome(weight / 2 + (flow or 0), warnings=("odd",) if note else ())


def made(**more: Any) -> Calculator:
    facts: dict[str, Any] = {
        "title": "Sample",
        "specialty": "tests",
        "formula": "w / 2",
        "unit": "kg",
        "sources": (HERE,),
    }
    return Calculator(function=sample, **{**facts, **more})


FULL = {"sex": "female", "weight": 70, "oxygen": False}


def test_it_reads_its_inputs_from_the_signature() -> None:
    one = made()
    assert one.name == "sample"
    assert one.about == "Half of something, for the tests."
    assert [(i.name, i.required) for i in one.inputs] == [
        ("sex", True),
        ("weight", True),
        ("oxygen", True),
        ("flow", False),
        ("note", False),
    ]
    assert one.schema()["required"] == ["sex", "weight", "oxygen"]


def test_a_value_comes_with_everything_that_explains_it() -> None:
    bands = (Bands(HERE, (Band(0, "never"),), only={"sex": "male"}), Bands(HERE, (Band(0, "light"), Band(40, "heavy"))))
    result = made(bands=bands, decimals=1).calculate({**FULL, "weight": "154.3235835 lb", "note": True})
    assert isinstance(result, Result)
    assert result.text == "35.0"
    assert result.value == 35
    assert (result.interpretation, result.interpretation_source, result.source) == ("light", HERE, HERE)
    assert result.warnings == ("odd",)
    shown = result.as_result()
    assert shown.text == "Sample: 35.0 kg. Meaning: light. Repeat the value unchanged."
    assert shown.measurements[0].code == "calculator:sample"
    assert shown.values["inputs"][1].startswith("weight: 154.324 [lb_av] = 70")


def test_all_that_is_missing_is_listed_at_once_and_nothing_is_assumed() -> None:
    needs = made().calculate({})
    assert isinstance(needs, Needs)
    assert [one.name for one in needs.missing] == ["sex", "weight", "oxygen"]
    assert "0.3 to 650 kg" in str(needs)
    assert needs.as_result().values["needs"][0]["name"] == "sex"


def test_null_is_not_given() -> None:
    assert isinstance(made().calculate({**FULL, "sex": None}), Needs)


def test_what_is_needed_under_a_condition() -> None:
    assert isinstance(made().calculate(FULL), Result)
    needs = made().calculate({**FULL, "oxygen": True})
    assert isinstance(needs, Needs)
    assert [one.name for one in needs.missing] == ["flow"]
    assert "needed when the patient gets oxygen" in str(needs)
    assert isinstance(made().calculate({**FULL, "oxygen": True, "flow": "500 mL"}), Result)


def test_every_wrong_input_is_told_at_once() -> None:
    with pytest.raises(BadArguments) as refused:
        made().calculate({"sex": "femal", "weight": "700 kg", "oxigen": True})
    said = str(refused.value)
    assert "Did you mean 'oxygen'" in said
    assert "Did you mean 'female'" in said
    assert "0.3 to 650 kg" in said


def test_many_complaints_stay_short() -> None:
    with pytest.raises(BadArguments, match=r"And 16 more\.") as refused:
        made().calculate({f"x{n}": "y" * 500 for n in range(20)})
    assert len(str(refused.value)) < 600


def test_a_concentration_without_a_unit_is_pointed_out() -> None:
    one = load_calculator("serum_osmolality")
    bare = one.calculate({"sodium": 130, "glucose": "540 mg/dL", "urea_nitrogen": "56"})
    assert isinstance(bare, Result)
    assert bare.warnings == (
        "sodium was given without a unit and taken in mmol/L.",
        "urea_nitrogen was given without a unit and taken in mg/dL.",
    )


@pytest.mark.parametrize("facts", [{"sources": ()}, {"rises_with": ("height",)}])
def test_a_calculator_that_cannot_be_right_cannot_be_made(facts: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="sample"):
        made(**facts)


def test_a_parameter_without_a_description_is_refused() -> None:
    def bare(age: Fraction) -> Outcome:
        """Nothing."""
        return tally(item("x", age > 3))

    with pytest.raises(TypeError, match="age"):
        Calculator(function=bare, title="t", specialty="s", formula="f", sources=(HERE,))


@pytest.mark.parametrize("name", ["curb65", "CURB-65", "curb 65", "Curb_65"])
def test_a_calculator_is_found_by_its_letters(name: str) -> None:
    assert load_calculator(name).name == "curb65"


@pytest.mark.parametrize("name", ["curb64", "__init__", "..", "os", ""])
def test_an_unknown_calculator_is_refused(name: str) -> None:
    with pytest.raises(UnknownCalculator, match="find_calculator"):
        load_calculator(name)
    if name == "curb64":
        with pytest.raises(UnknownCalculator, match="Did you mean 'curb65'"):
            load_calculator(name)
