"""How findings of several sources become facts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.facts import Patient, compare, gather
from guidelines import Vocabulary
from guidelines.criterion import Operator, Population
from tools.finding import Finding, FindingSource, Measurement, Presence


def found(code: str, presence: Presence, source: FindingSource = "history", certainty: float = 1.0) -> Finding:
    return Finding(code=code, name=code, presence=presence, source=source, certainty=certainty)


def test_a_quantity_decides_a_finding_that_words_do_not_mention(vocabulary: Vocabulary) -> None:
    hot = Measurement(code="temperature", name="temperature", value=38.0, unit="Cel")
    cool = Measurement(code="temperature", name="temperature", value=37.9, unit="Cel")
    assert gather((), (hot,), Patient(), vocabulary).findings["fever"].presence == "present"
    assert gather((), (cool,), Patient(), vocabulary).findings["fever"].presence == "absent"


def test_words_come_before_a_quantity(vocabulary: Vocabulary) -> None:
    cool = Measurement(code="temperature", name="temperature", value=36.5, unit="Cel")
    facts = gather((found("fever", "present"),), (cool,), Patient(), vocabulary)
    assert facts.findings["fever"].presence == "present"


def test_a_quantity_in_another_unit_decides_nothing(vocabulary: Vocabulary) -> None:
    odd = Measurement(code="temperature", name="temperature", value=101.0, unit="[degF]")
    assert "fever" not in gather((), (odd,), Patient(), vocabulary).findings


def test_a_specific_finding_implies_the_general_one(vocabulary: Vocabulary) -> None:
    facts = gather((found("productive-cough", "present"),), (), Patient(), vocabulary)
    assert facts.present == ("cough", "productive-cough")


def test_an_absent_specific_finding_says_nothing_of_the_general_one(vocabulary: Vocabulary) -> None:
    assert "cough" not in gather((found("productive-cough", "absent"),), (), Patient(), vocabulary).findings


def test_the_clearly_surer_source_counts(vocabulary: Vocabulary) -> None:
    both = (found("cough", "present"), found("cough", "absent", "image", 0.5))
    assert gather(both, (), Patient(), vocabulary).findings["cough"].presence == "present"


def test_sources_that_are_about_as_sure_leave_it_uncertain(vocabulary: Vocabulary) -> None:
    both = (found("cough", "present"), found("cough", "absent", "image", 0.9))
    assert gather(both, (), Patient(), vocabulary).findings["cough"].presence == "uncertain"


@given(st.floats(-10, 10), st.floats(-10, 10))
def test_comparisons_complement_each_other(value: float, limit: float) -> None:
    pairs: tuple[tuple[Operator, Operator], ...] = ((">=", "<"), ("<=", ">"))
    for one, other in pairs:
        assert compare(value, one, limit) != compare(value, other, limit)


@pytest.mark.parametrize(
    ("patient", "population", "fits"),
    [
        (Patient(age=70), Population(age_min=18), True),
        (Patient(age=5), Population(age_min=18), False),
        (Patient(), Population(age_min=18), None),
        (Patient(age=70, sex="male"), Population(age_min=18, sex="female"), False),
        (Patient(sex="female"), Population(pregnant=True), None),
        (Patient(sex="female", pregnant=True), Population(pregnant=True), True),
        (Patient(sex="male"), Population(pregnant=True), False),
        (Patient(sex="female"), Population(pregnant=False), True),
        (Patient(), Population(), True),
    ],
)
def test_whether_a_population_includes_a_person(patient: Patient, population: Population, fits: bool | None) -> None:
    assert patient.fits(population) is fits


@pytest.mark.parametrize(("value", "presence"), [(88.0, "present"), (92.0, None), (97.0, "absent")])
def test_a_borderline_value_decides_nothing(value: float, presence: str | None) -> None:
    saturation = Measurement(code="oxygen-saturation", name="oxygen saturation", value=value, unit="%")
    known = gather((), (saturation,), Patient(), Vocabulary.load()).findings.get("hypoxia")
    assert (known.presence if known else None) == presence
