"""The tool that finds a calculator gives what its call needs."""

from tools.calculating import load_calculator
from tools.tool import load


def test_the_best_few_come_with_their_inputs() -> None:
    result = load("find_calculator").run({"question": "stroke risk in atrial fibrillation", "k": 2})
    found = result.values["calculators"]
    assert len(found) == 2
    assert found[0]["name"] == "cha2ds2_vasc"
    assert found[0]["required"] == [one.name for one in load_calculator("cha2ds2_vasc").inputs]
    assert found[0]["inputs"]["age"]["type"] == ["number", "string"]
    assert "cha2ds2_vasc" in result.text


def test_nothing_is_said_to_be_found_where_nothing_is() -> None:
    result = load("find_calculator").run({"question": "zzz"})
    assert result.values["calculators"] == []
    assert "in others" in result.text
