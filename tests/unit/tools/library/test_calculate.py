"""The tool over the calculators: what a model calls, alone and in a process of its own."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tools.__main__ import main
from tools.errors import BadArguments
from tools.isolation.running import run_isolated
from tools.tool import load

ROOT = Path(__file__).resolve().parents[4]
INPUTS = {
    "confusion": True,
    "urea": [22, "mg/dL"],
    "respiratory_rate": 30,
    "systolic": "85 mmHg",
    "diastolic": ["60", "mmHg"],
    "age": "66 years",
}


def test_value_unit_working_meaning_and_source_are_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["call", "calculate", "--json", json.dumps({"name": "curb65", "inputs": INPUTS})]) == 0
    values = json.loads(capsys.readouterr().out)["values"]
    assert (values["value"], values["unit"], values["text"]) == (5.0, "{score}", "5")
    assert values["working"][1] == "Urea > 7 mmol/L: 1"
    assert "22 %" in values["interpretation"]
    assert "10.1136/thorax.58.5.377" in values["source"]
    assert values["inputs"][1].startswith("urea: 22 mg/dL = 7.857")


def test_what_is_missing_is_a_typed_answer() -> None:
    result = load("calculate").run({"name": "curb65", "inputs": {"age": 70}})
    assert [one["name"] for one in result.values["needs"]] == [one for one in INPUTS if one != "age"]
    assert result.measurements == ()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"name": "curb66", "inputs": {}}, "Did you mean 'curb65'"),
        ({"name": "curb65", "inputs": {**INPUTS, "age": 700}}, "18 to 125 a"),
        ({"name": "curb65", "inputs": {**INPUTS, "urea": "7 miles"}}, "units: mmol/L"),
        ({"name": "curb65", "inputs": {**INPUTS, "urea": [7]}}, "must be a number"),
        ({"name": "curb65", "inputs": [1]}, "must be an object"),
        ({"inputs": {}}, "needs name"),
    ],
)
def test_what_is_wrong_is_refused_with_what_is_allowed(arguments: dict[str, object], said: str) -> None:
    with pytest.raises(BadArguments, match=said):
        load("calculate").run(arguments)


def test_it_runs_in_a_process_of_its_own_where_pint_converts() -> None:
    result = run_isolated(load("calculate"), {"name": "curb65", "inputs": INPUTS}, {}, seconds=120)
    assert result.values["text"] == "5"
    assert result.measurements[0].code == "calculator:curb65"


def test_listing_the_tools_loads_neither_pint_nor_a_calculator() -> None:
    code = (
        "import sys; from tools.__main__ import main; main(['list']); "
        "loaded = [one for one in sys.modules if one == 'pint' or one.startswith('tools.calculators.')]; "
        "print(loaded, file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stderr.splitlines()[-1] == "[]"
