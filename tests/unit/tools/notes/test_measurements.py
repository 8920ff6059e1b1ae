import pytest

from guidelines import Term, Vocabulary
from tools.notes import read_note
from tools.notes.units import converted

VOCABULARY = Vocabulary.load()

# A note, the code of a quantity, its value in the unit of the vocabulary; None where none may be read.
CASES: list[tuple[str, str, float | None]] = [
    ("BP 140/90", "systolic-pressure", 140.0),
    ("BP 140/90", "diastolic-pressure", 90.0),
    ("blood pressure was 85/50 mmHg", "systolic-pressure", 85.0),
    ("160/110 mmHg", "diastolic-pressure", 110.0),
    ("systolic of 95", "systolic-pressure", 95.0),
    ("1/2 tablet daily", "systolic-pressure", None),
    ("on co-amoxiclav 500/125 mg", "systolic-pressure", None),
    ("BP 90/140", "systolic-pressure", None),
    ("HR 112", "heart-rate", 112.0),
    ("pulse of 96/min", "heart-rate", 96.0),
    ("heart rate is 55 bpm", "heart-rate", 55.0),
    ("110 bpm", "heart-rate", 110.0),
    ("in 2 hr 90 tablets", "heart-rate", None),
    ("HR 900", "heart-rate", None),
    ("HR 80-90", "heart-rate", None),
    ("RR 24", "respiratory-rate", 24.0),
    ("28 breaths/min", "respiratory-rate", 28.0),
    ("SpO2 88% on air", "oxygen-saturation", 88.0),
    ("saturating 94% on room air", "oxygen-saturation", 94.0),
    ("sats 92", "oxygen-saturation", 92.0),
    ("SpO2 > 94%", "oxygen-saturation", None),
    ("SpO2 8.8%", "oxygen-saturation", None),
    ("T 38.5", "temperature", 38.5),
    ("Temp 101.2F", "temperature", 38.44),
    ("temperature of 39.1 °C", "temperature", 39.1),
    ("fever to 39.4", "temperature", 39.4),
    ("febrile at 102 °F", "temperature", 38.89),
    ("temperature 98.6", "temperature", 37.0),
    ("T 4", "temperature", None),
    ("if temperature 38.5 come back", "temperature", None),
    ("CRP 120 mg/L", "c-reactive-protein", 120.0),
    ("CRP was elevated at 12 mg/dL", "c-reactive-protein", 120.0),
    ("CRP 120", "c-reactive-protein", None),
    ("CRP 120 mmHg", "c-reactive-protein", None),
    ("CRP < 5 mg/L", "c-reactive-protein", None),
    ("WBC 14.2 x10^9/L", "white-cell-count", 14.2),
    ("WBC 14,200 /uL", "white-cell-count", 14.2),
    ("WBC 14.2 K/uL", "white-cell-count", 14.2),
    ("WBC 14.5", "white-cell-count", 14.5),
    ("WBC 14500", "white-cell-count", 14.5),
    ("respirations are 22/min", "respiratory-rate", 22.0),
    ("D-dimer 0.8 mg/L", "d-dimer", 800.0),
    ("troponin 0.05 ng/mL", "troponin", 50.0),
    ("fever 39.5", "temperature", 39.5),
    ("fever (39.5 C)", "temperature", 39.5),
    ("febrile 39.1", "temperature", 39.1),
    ("fever 102.2 F", "temperature", 39.0),
    ("fever 40 days ago", "temperature", None),
    ("fever 3 days", "temperature", None),
    ("sodium 118 mEq/L", "sodium", 118.0),
    ("platelets 40", "platelet-count", 40.0),
    ("platelets 40 x10^9/L", "platelet-count", 40.0),
    ("platelets 40,000", "platelet-count", 40.0),
    ("platelets 2000", "platelet-count", None),
    ("K 7.2 mmol/L", "potassium", 7.2),
    ("K+ 7.2", "potassium", 7.2),
    ("vitamin K 10 mg", "potassium", None),
    ("CTR 0.55", "cardiothoracic-ratio", 0.55),
    ("glucose 504 mg/dL", "blood-glucose", 27.9758),
    ("glucose 95", "blood-glucose", None),
    ("CSF glucose 12 mmol/L", "blood-glucose", None),
    ("fasting glucose 7.4 mmol/L", "blood-glucose", None),
    ("fasting glucose 126 mg/dL", "fasting-glucose", 126.0),
    ("fasting glucose 7.0 mmol/L", "fasting-glucose", 126.1092),
    ("HbA1c 7.2%", "hba1c", 7.2),
    ("HbA1c 7.2%", "haemoglobin", None),
    ("Hb 8.4 g/dL", "haemoglobin", 84.0),
    ("MCV 68 fL", "mean-cell-volume", 68.0),
    ("ferritin 6 ng/mL", "ferritin", 6.0),
    ("serum osmolality 345 mOsm/kg", "serum-osmolality", 345.0),
    ("ANC 200/uL", "neutrophil-count", 0.2),
    ("ascitic fluid neutrophil count 620 /uL", "neutrophil-count", None),
    ("ascitic fluid neutrophil count 620 /uL", "ascitic-neutrophils", 620.0),
    ("eGFR 40 mL/min/1.73m2", "egfr", 40.0),
]


@pytest.mark.parametrize(("text", "code", "value"), CASES)
def test_value(text: str, code: str, value: float | None) -> None:
    found = [one for one in read_note(text, VOCABULARY).measurements if one.code == code]
    assert [one.value for one in found] == ([] if value is None else [pytest.approx(value)])
    for one in found:
        assert one.unit == VOCABULARY.term(code).unit
        assert one.span is not None
        assert any(character.isdigit() for character in text[slice(*one.span)])


def test_what_is_left_out_is_told() -> None:
    assert any("unit" in note for note in read_note("CRP 120", VOCABULARY).notes)
    assert any("plausible" in note for note in read_note("HR 900", VOCABULARY).notes)
    assert any("range" in note for note in read_note("HR 80-90", VOCABULARY).notes)
    assert any("bound" in note for note in read_note("CRP < 5 mg/L", VOCABULARY).notes)


@pytest.mark.parametrize(
    ("text", "code", "presence"),
    [
        ("T 38.0", "fever", "present"),
        ("T 37.9", "fever", "absent"),
        ("No fever. T 39.0", "fever", "uncertain"),
        ("Fever at home. T 36.8", "fever", "uncertain"),
        ("Possible fever. T 39.0", "fever", "uncertain"),
        ("SpO2 88%", "hypoxia", "present"),
        ("SpO2 96% on air", "hypoxia", "absent"),
        ("HR 100", "tachycardia", "absent"),
        ("HR 101", "tachycardia", "present"),
        ("BP 85/50", "hypotension", "present"),
    ],
)
def test_measurement_decides_a_finding_but_never_over_words(text: str, code: str, presence: str) -> None:
    assert {one.code: one.presence for one in read_note(text, VOCABULARY).findings}[code] == presence


def test_saturation_under_oxygen_does_not_rule_hypoxia_out() -> None:
    reading = read_note("SpO2 96% on 4 L oxygen", VOCABULARY)
    assert "hypoxia" not in {one.code for one in reading.findings}
    assert "oxygen" in reading.measurements[0].basis


@pytest.mark.parametrize(
    ("value", "unit", "wanted", "quantity", "expected"),
    [
        (98.6, "[degF]", "Cel", "temperature", 37.0),
        (60.0, "mm[Hg]", "kPa", "pressure", 7.9993),  # 1 kPa = 7.500617 mmHg
        (5.55, "mmol/L", "mg/dL", "glucose", 99.987),  # 18.0156 mg/dL in 1 mmol/L
        (1.0, "mg/dL", "umol/L", "creatinine", 88.4017),
        (1.0, "mg/dL", "umol/L", "bilirubin", 17.104),
        (1.0, "mg/dL", "mmol/L", "unknown", None),
        (1.0, "mg/L", "mm[Hg]", "glucose", None),
    ],
)
def test_conversion(value: float, unit: str, wanted: str, quantity: str, expected: float | None) -> None:
    result = converted(value, unit, wanted, quantity)
    assert result == (None if expected is None else pytest.approx(expected, rel=1e-4))


@pytest.mark.parametrize(
    ("text", "age", "sex", "pregnant"),
    [
        ("A 67-year-old woman", 67.0, "female", None),
        ("70 yo M with cough", 70.0, "male", False),
        ("72M, chest pain", 72.0, "male", False),
        ("aged 70, she coughs", 70.0, "female", None),
        ("An 18-month-old boy", 1.5, "male", False),
        ("A 90 or older woman", 90.0, "female", None),
        ("Father died aged 50. A 30-year-old man", 30.0, "male", False),
        ("Smoking for 20 years", None, None, None),
        ("25-year-old woman, 30 weeks pregnant", 25.0, "female", True),
        ("25-year-old woman, not pregnant", 25.0, "female", False),
        ("25-year-old woman, pregnancy test negative", 25.0, "female", False),
        ("25-year-old woman, previous pregnancy", 25.0, "female", None),
        ("His wife found him. A 50-year-old man", 50.0, "male", False),
        ("Age 400", None, None, None),
    ],
)
def test_person(text: str, age: float | None, sex: str | None, pregnant: bool | None) -> None:
    reading = read_note(text, VOCABULARY)
    assert (reading.age.value if reading.age else None, reading.sex, reading.pregnant) == (age, sex, pregnant)


def test_longest_phrase_wins_and_implies_the_general_one() -> None:
    vocabulary = Vocabulary.of(
        [
            Term(code="pain", name="pain", kind="symptom", phrases=("pain",)),
            Term(code="leg-pain", name="leg pain", kind="symptom", phrases=("leg pain",), implies=("pain",)),
            Term(code="tooth-pain", name="toothache", kind="symptom", phrases=("tooth pain",)),
        ]
    )
    assert {one.code for one in read_note("Leg pain.", vocabulary).findings} == {"leg-pain", "pain"}
    assert {one.code for one in read_note("Tooth pain.", vocabulary).findings} == {"tooth-pain"}


@pytest.mark.parametrize(
    ("note", "presence"), [("SpO2 89%", "present"), ("SpO2 90%", "uncertain"), ("SpO2 95%", "absent")]
)
def test_a_borderline_saturation_is_neither_low_nor_normal(note: str, presence: str) -> None:
    assert {one.code: one.presence for one in read_note(note, VOCABULARY).findings}["hypoxia"] == presence


def test_tearing_pain_is_no_watery_eye() -> None:
    codes = {one.code for one in read_note("bp 200/130 chest pain tearing no radiation", VOCABULARY).findings}
    assert "chest-pain" in codes
    assert "watery-eye-discharge" not in codes


def test_doubt_about_the_illness_is_none_about_the_sex() -> None:
    said = {one.code: one.presence for one in read_note("?pneumonia in a man with cough", VOCABULARY).findings}
    assert said["male-sex"] == "present"
