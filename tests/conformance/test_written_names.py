"""Quantities are read under the names that clinicians write, and never under the name of another."""

from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

import pytest

from guidelines import Vocabulary
from tools.notes import read_note

TABLE = Path(__file__).parent / "written_names.tsv"
VOCABULARY = Vocabulary.load()
QUANTITIES = tuple(term for term in VOCABULARY if term.kind == "quantity" and term.phrases)
FRAMES = ("{name} {value} {unit}", "Labs: {name}: {value} {unit}, then home", "the {name} was {value} {unit}")
OF_ANOTHER = ("target", "baseline", "previous", "mother's", "donor")
FLUIDS = ("urine", "CSF", "pleural fluid", "ascitic fluid", "synovial fluid", "sweat")
OF_BLOOD = ("serum", "plasma", "blood", "venous", "arterial")
BLOOD = ("sodium", "potassium", "creatinine", "urea", "lactate", "calcium", "serum-urate", "c-reactive-protein")
SPELLED = {
    "10*9/L": "x10^9/L",
    "mm[Hg]": "mmHg",
    "Cel": "°C",
    "mL/min/{1.73_m2}": "mL/min/1.73 m2",
    "[hnsf'U]": "HU",
    "umol/L": "µmol/L",
    "1": "",
    "{pack-year}": "",
}
"""How notes write a unit, where that is not its UCUM code."""


class Row(NamedTuple):
    code: str
    value: float
    unit: str


def rows() -> dict[str, list[Row]]:
    """The readings that are expected of each text of the table."""
    expected: dict[str, list[Row]] = defaultdict(list)
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        text, code, *rest = line.split("\t")
        readings = expected[text]
        if code != "none":
            readings.append(Row(code, float(rest[0]), rest[1]))
    return expected


EXPECTED = rows()
SAMPLES = {row.code: row for readings in EXPECTED.values() if len(readings) == 1 for row in readings}


def read(text: str) -> list[Row]:
    return [Row(one.code, one.value, one.unit) for one in read_note(text, VOCABULARY).measurements]


@pytest.mark.parametrize("text", EXPECTED)
def test_a_text_gives_exactly_its_readings(text: str) -> None:
    found = read(text)
    assert [(one.code, one.unit) for one in sorted(found)] == [(one.code, one.unit) for one in sorted(EXPECTED[text])]
    for one, expected in zip(sorted(found), sorted(EXPECTED[text]), strict=True):
        assert one.value == pytest.approx(expected.value, rel=1e-4)


def test_every_quantity_stands_in_the_table() -> None:
    missing = {term.code for term in QUANTITIES} - SAMPLES.keys() - {"systolic-pressure", "diastolic-pressure"}
    assert not missing, (
        f"tests/conformance/written_names.tsv has no row for {sorted(missing)}; add how notes write them."
    )


@pytest.mark.parametrize("code", [term.code for term in QUANTITIES])
def test_every_phrase_is_read_as_its_own_quantity_alone(code: str) -> None:
    sample = SAMPLES[code]
    for phrase in VOCABULARY.term(code).phrases:
        for frame in FRAMES:
            text = frame.format(name=phrase, value=f"{sample.value:g}", unit=SPELLED.get(sample.unit, sample.unit))
            assert {one.code for one in read(text)} == {code}, text


@pytest.mark.parametrize("words", OF_ANOTHER)
def test_the_number_of_another_is_never_the_patients(words: str) -> None:
    for code, sample in SAMPLES.items():
        phrase = VOCABULARY.term(code).phrases[0]
        text = f"{words} {phrase} {sample.value:g} {SPELLED.get(sample.unit, sample.unit)}"
        assert code == "pack-years" or not read(text), text


@pytest.mark.parametrize("fluid", FLUIDS)
@pytest.mark.parametrize("code", BLOOD)
def test_no_other_fluid_is_blood(fluid: str, code: str) -> None:
    sample = SAMPLES[code]
    names = [phrase for phrase in VOCABULARY.term(code).phrases if not phrase.startswith(OF_BLOOD)]
    for name in names:
        value = f"{sample.value:g} {SPELLED.get(sample.unit, sample.unit)}"
        assert not read(f"{fluid} {name} {value}"), name
        assert not read(f"{name} in the {fluid} {value}"), name
        assert code in {one.code for one in read(f"{fluid} cultured, {name} {value}")}, name
