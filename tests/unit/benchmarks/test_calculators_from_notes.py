"""The benchmark over notes judges what is read in rows of MedCalc-Bench's layout."""

import csv
from pathlib import Path

import pytest

from benchmarks import calculators_from_notes

MENTIONED = "A 60-year-old man. Sodium 140 mmol/L, chloride 100 mmol/L, bicarbonate 24 mmol/L."
ROWS = [
    # id, calculator's id, status, low, high, note
    ("1", "39", "agree", "15.2", "16.8", MENTIONED),
    ("2", "39", "agree", "11", "12", MENTIONED),
    ("3", "39", "agree", "15.2", "16.8", "A 60-year-old man. Sodium 140 mmol/L, chloride 100 mmol/L."),
    ("4", "39", "abstain", "15.2", "16.8", "A 60-year-old man."),
    (
        "5",
        "69",
        "agree",
        "('35 weeks', '4 days')",
        "('35 weeks', '4 days')",
        "LMP was 08/17/2021. Today's date is 04/23/2022.",
    ),
]


def write(folder: Path) -> tuple[Path, Path]:
    """The rows in two files, as the set keeps them."""
    entities, notes = folder / "entities.csv", folder / "notes.csv"
    with entities.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["Unique ID", "Calculator ID", "Question", "status", "Lower Limit", "Upper Limit"])
        questions = {"39": "What is the anion gap?", "69": "What is the estimated gestational age?"}
        writer.writerows((one, by, questions[by], status, low, high) for one, by, status, low, high, _ in ROWS)
    with notes.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["Row Number", "Patient Note"])
        writer.writerows((row[0], row[-1]) for row in ROWS)
    return entities, notes


def test_right_wrong_and_declined_are_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    entities, notes = write(tmp_path)
    monkeypatch.setattr("sys.argv", ["calculators_from_notes", str(entities), str(notes)])
    assert calculators_from_notes.main() == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[-1] == "right 2, wrong 1, declined 1, of 4"
    assert lines[-2] == "wrong of those answered: 1 of 3"
    assert any(line.split() == ["id", "all", "abstain", "0", "0", "1", "1"] for line in lines)
    assert any(line.split() == ["search", "odd", "agree", "2", "0", "1", "3"] for line in lines)
    assert not any("60-year-old" in line for line in lines), "a result holds no text of a note"
