"""The right calculator is found by its names and by what it is for."""

import pytest

from tools.calculating.search import search_calculators

ASKED = [
    ("What is the patient's CHA₂DS₂-VASc score?", "cha2ds2_vasc"),
    ("CURB65 of a man with pneumonia", "curb65"),
    ("Calculate the Child Pugh class", "child_pugh"),
    ("creatinine clearance by Cockcroft Gault", "creatinine_clearance"),
    ("eGFR with the 2021 CKD-EPI equation", "ckd_epi_2021"),
    ("bleeding risk on warfarin in atrial fibrillation HAS BLED", "has_bled"),
    ("corrected QT interval by Fridericia", "qtc_fridericia"),
    ("How much is 40 mg of prednisone in dexamethasone?", "steroid_conversion"),
    ("morphine equivalents of oxycodone", "morphine_milligram_equivalents"),
    ("expected date of delivery after the last menstrual period", "estimated_due_date"),
    ("sodium corrected for hyperglycaemia", "corrected_sodium"),
    ("HOMA-IR", "homa_ir"),
    ("APACHE II", "apache2"),
    ("SOFA", "sofa"),
    ("is it a prerenal kidney injury? fractional excretion of sodium", "fractional_excretion_sodium"),
    ("streptococcal sore throat, McIsaac", "centor_mcisaac"),
    ("albumin corrected delta ratio", "albumin_corrected_delta_ratio"),
    ("anion gap", "anion_gap"),
]


@pytest.mark.parametrize(("question", "name"), ASKED)
def test_the_best_answer_to_a_question(question: str, name: str) -> None:
    hits = search_calculators(question)
    assert hits[0][0].name == name
    assert [score for _, score in hits] == sorted((score for _, score in hits), reverse=True)


def test_how_many_are_wanted() -> None:
    assert len(search_calculators("pneumonia severity mortality", 2)) == 2
    assert search_calculators("zzz qqq") == ()
    assert search_calculators("") == ()
