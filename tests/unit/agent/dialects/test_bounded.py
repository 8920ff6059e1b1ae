import re

from agent.dialects.bounded import call_schema
from agent.dialects.grammar import value
from agent.toolbox import collect
from tools.calculating import load_calculator, names_of_calculators


def test_the_inputs_of_a_calculator_fit_into_a_guided_call() -> None:
    inputs = call_schema({"parameters": collect(())["calculate"].schema})["properties"]["inputs"]
    assert inputs["maxProperties"] >= 33
    number, text, flag = inputs["additionalProperties"]["anyOf"]
    assert number["minimum"] <= -30
    assert number["maximum"] >= 250_000
    assert flag == {"type": "boolean"}
    for calculator in map(load_calculator, names_of_calculators()):
        assert len(calculator.inputs) <= inputs["maxProperties"], calculator.title
        for one in calculator.inputs:
            assert len(one.name) <= inputs["propertyNames"]["maxLength"]
            assert all(len(option) <= text["maxLength"] for option in getattr(one.kind, "options", ()))


def test_a_guided_number_has_the_digits_of_its_bounds() -> None:
    large = value({"type": "number", "minimum": -999_999, "maximum": 999_999})
    assert '"-"?' in large
    assert re.search(r"\{1,5\}", large)
    assert re.search(r"\{1,3\}\) ", value({"type": "number", "minimum": 0, "maximum": 9999}))
