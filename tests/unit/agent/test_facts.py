"""How findings of several sources become facts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.facts import Patient, compare, gather
from guidelines import Vocabulary
from guidelines.criterion import Operator, Population
from tools.finding import Finding, FindingSource, Measurement, Presence
from tools.image import ImageRef


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


ONE, TWO = (ImageRef(digest=name, width=10, height=10) for name in ("a", "b"))


def ratio(value: float, image: ImageRef | None, uncertainty: float | None = 0.03) -> Measurement:
    return Measurement(
        code="cardiothoracic-ratio",
        name="cardiothoracic ratio",
        value=value,
        unit="1",
        uncertainty=uncertainty,
        image=image,
    )


@pytest.mark.parametrize("order", [1, -1])
def test_the_ratios_of_two_films_are_both_kept_and_the_surer_one_stands(vocabulary: Vocabulary, order: int) -> None:
    films = (ratio(0.48, ONE, 0.02), ratio(0.56, TWO, 0.05))[::order]
    facts = gather((), films, Patient(), vocabulary)
    assert facts.measured["cardiothoracic-ratio"] == films
    assert facts.quantities["cardiothoracic-ratio"].image == ONE


def test_of_two_films_that_are_as_sure_the_first_stands(vocabulary: Vocabulary) -> None:
    facts = gather((), (ratio(0.48, ONE), ratio(0.56, TWO)), Patient(), vocabulary)
    assert facts.quantities["cardiothoracic-ratio"].value == 0.48
    facts = gather((), (ratio(0.48, ONE, None), ratio(0.56, TWO)), Patient(), vocabulary)
    assert facts.quantities["cardiothoracic-ratio"].value == 0.56


def test_measured_again_on_one_film_and_told_again_the_last_value_counts(vocabulary: Vocabulary) -> None:
    again = gather((), (ratio(0.48, ONE, 0.01), ratio(0.56, ONE, 0.05)), Patient(), vocabulary)
    assert [one.value for one in again.measured["cardiothoracic-ratio"]] == [0.56]
    told = gather((), (ratio(0.48, None), ratio(0.56, None)), Patient(), vocabulary)
    assert told.quantities["cardiothoracic-ratio"].value == 0.56


@pytest.mark.parametrize(
    ("values", "presence"), [((0.60, 0.40), "present"), ((0.40, 0.60), "present"), ((0.40, 0.41), "absent")]
)
def test_what_one_film_shows_is_there_and_what_all_deny_is_not(values: tuple[float, float], presence: str) -> None:
    films = [ratio(value, image) for value, image in zip(values, (ONE, TWO), strict=True)]
    assert gather((), films, Patient(), Vocabulary.load()).findings["cardiomegaly"].presence == presence
