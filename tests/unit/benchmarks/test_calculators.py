"""The calculators' benchmark, over a few rows of our own in MedCalc-Bench's layout."""

import csv
from pathlib import Path

import pytest

from benchmarks.calculator_entities import read_entities, read_table
from benchmarks.calculators import main
from tools.calculating import load_calculator

COLUMNS = [
    "Unique ID",
    "Calculator ID",
    "Relevant Entities",
    "Ground Truth Answer",
    "Lower Limit",
    "Upper Limit",
    "status",
]
CURB = (
    "{'age': [70.0, 'years'], "
    "'Systolic Blood Pressure': [130.0, 'mm hg'], 'Diastolic Blood Pressure': [60.0, 'mm hg'], "
    "'Blood Urea Nitrogen (BUN)': [22.0, 'mg/dL'], 'respiratory rate': [15.0, 'breaths per minute']}"
)
PERIOD = "{'Current Date': '03/01/2024', 'Last menstrual date': '02/22/2024'}"
DUE = "{'cycle length': 28, 'Last menstrual date': '01/01/2026'}"
ROWS = [
    ("1", "45", CURB, "3", "3", "3", "agree"),
    ("2", "45", CURB, "2", "2", "2", "agree"),
    ("3", "69", PERIOD, "('1 weeks', '1 days')", "('1 weeks', '1 days')", "('1 weeks', '1 days')", "agree"),
    ("4", "13", DUE, "10/08/2026", "10/08/2026", "10/08/2026", "agree"),
    ("5", "6", "{'weight': [81.0, 'kg']}", "28", "26", "30", "agree"),
    ("6", "13", DUE.replace("28", "24"), "10/12/2026", "10/12/2026", "10/12/2026", "disagree"),
]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "entities.csv"
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(COLUMNS)
        writer.writerows(ROWS)
    return path


def test_rows_are_counted_and_differences_named(
    file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["calculators.py", str(file)])
    assert main() == 0
    told = capsys.readouterr().out.splitlines()
    assert told[-1] == "within limits 3 of 5, declined 1"
    assert "! 2 curb65: 3 for 2 to 2" in told
    assert "! 5 body_mass_index: needs height for 26 to 30" in told
    assert any("6 estimated_due_date [disagree]" in one and "the wrong way" in one for one in told)
    assert "rows that rest on 'what is not mentioned is absent': 2 of 5" in told


def test_every_input_of_every_calculator_of_the_set_has_its_entity() -> None:
    table = read_table()["calculator"]
    assert len(table) == 55
    for number, entry in table.items():
        names = {one.name for one in load_calculator(entry["name"]).inputs}
        named = set(entry) - {"name", "differs"}
        assert named <= names, number
        required = {one.name for one in load_calculator(entry["name"]).inputs if one.required}
        assert required <= named, number


@pytest.mark.parametrize(
    ("number", "entities", "name", "value"),
    [
        ("4", "{'Stroke': False, 'Thromboembolism history': True}", "stroke", True),
        ("4", "{}", "stroke", False),
        ("4", "{'age': [68.0, 'years']}", "age", [68.0, "years"]),
        ("51", "{'White blood cell count': [9400.0, 'm^3']}", "white_cells", [9400.0, "/uL"]),
        ("15", "{'Encephalopathy': 'Grade 1-2'}", "encephalopathy", "grade_1_2"),
        ("15", "{}", "ascites", "absent"),
        ("24", "{'input steroid': ['PredniSONE PO', 45.8, 'mg']}", "drug", "prednisone"),
        ("24", "{'input steroid': ['PredniSONE PO', 45.8, 'mg']}", "dose", [45.8, "mg"]),
        ("49", "{'Codeine Dose': [10, 'mg'], 'Codeine Dose Per Day': [3, 'per day']}", "codeine", [30, "mg/d"]),
        ("32", "{'Moderate to severe Chronic Kidney Disease': 'Severe'}", "renal_disease", True),
        ("32", "{'Solid tumor': True}", "solid_tumour", "localised"),
        (
            "28",
            "{'History of severe organ failure or immunocompromise': True}",
            "chronic_health",
            "nonoperative_or_emergency",
        ),
        ("9", "{'Race': 'White'}", "black", False),
        ("9", "{'RACE': 'black'}", "black", True),
    ],
)
def test_entities_become_inputs(number: str, entities: str, name: str, value: object) -> None:
    assert read_entities(number, entities, read_table()).inputs[name] == value


def test_what_is_not_mentioned_is_told() -> None:
    reading = read_entities("45", CURB, read_table())
    assert reading.assumed == ("confusion",)
    assert "creatinine" not in read_entities("3", "{'sex': 'Male'}", read_table()).inputs
    assert read_entities("45", "{'Something new': 1}", read_table()).unknown == ("something new",)
