import re
import tomllib
from importlib.resources import files

import pytest

from guidelines import Vocabulary
from tools.notes import find_red_flags, read_note
from tools.notes.red_flags import red_flag_ids

VOCABULARY = Vocabulary.load()

# Rule -> a history that must raise it, and one that must not.
CASES = {
    "thunderclap-headache": ("Thunderclap headache at noon.", "No thunderclap headache."),
    "cauda-equina": (
        "Back pain with saddle anaesthesia.",
        "Back pain without saddle anaesthesia or bilateral sciatica.",
    ),
    "heart-attack": ("Chest pain radiating to the left arm, sweating.", "Denies chest pain. Sweating in the sauna."),
    "stroke": ("Facial droop and slurred speech since 9 am.", "No facial droop, no slurred speech."),
    "upper-airway": ("Fever with stridor and drooling.", "No stridor or drooling."),
    "meningitis": ("Fever 39.2 °C with neck stiffness.", "Fever. No neck stiffness or photophobia."),
    "non-blanching-rash": ("Child with a petechial rash.", "No petechial rash."),
    "aortic-dissection": ("Tearing chest pain between the shoulders.", "Denies tearing chest pain."),
    "pulsatile-abdominal-mass": ("Pulsatile abdominal mass on palpation.", "No pulsatile abdominal mass."),
    "haematemesis": ("Vomited blood twice.", "Vomiting. Denies haematemesis."),
    "major-haemorrhage": ("Melaena and collapse, BP 80/40.", "No melaena. BP 80/40."),
    "ectopic-pregnancy": (
        "Pregnant, abdominal pain and vaginal bleeding.",
        "Pregnant. No abdominal pain, no vaginal bleeding.",
    ),
    "shock": ("Pulse 130, BP 80/40 after a road accident.", "BP 120/80, heart rate 110 after a road accident."),
    "septic-shock": ("Pneumonia, BP 85/50, RR 30.", "Pneumonia was ruled out, no fever. BP 120/80."),
    "neutropenic-sepsis": ("Febrile 38.6 °C on chemotherapy.", "On chemotherapy. No fever or rigors."),
    "acute-red-eye": ("Painful red eye with blurred vision.", "Red eye without loss of vision."),
    "sudden-vision-loss": ("Sudden painless loss of vision in the right eye.", "No sudden loss of vision."),
    "testicular-torsion": ("Sudden testicular pain for two hours.", "Father had testicular torsion."),
    "limb-ischaemia": ("Cold pale leg since this morning.", "No cold pale leg."),
    "compartment-syndrome": ("Tense calf with pain on passive stretch.", "No pain on passive stretch."),
    "anaphylaxis": ("Tongue swelling after peanuts.", "Return if throat swelling."),
    "diabetic-ketoacidosis": ("Vomiting, Kussmaul breathing.", "No ketoacidosis."),
    "suicidal-intent": ("She has suicidal thoughts with a plan.", "Denies suicidal ideation."),
    "pre-eclampsia": ("34 weeks pregnant, severe headache, BP 165/110.", "34 weeks pregnant, no headache, BP 110/70."),
    "necrotising-fasciitis": ("Cellulitis with pain out of proportion.", "No pain out of proportion."),
    "septic-arthritis": ("Hot swollen knee and fever.", "No hot swollen joint."),
    "tension-pneumothorax": ("Tracheal deviation to the left.", "No tracheal deviation."),
    "life-threatening-asthma": ("Asthma attack with a silent chest.", "Asthma. No cyanosis, no exhaustion."),
    "status-epilepticus": ("Still seizing, seizure lasting 12 minutes.", "No prolonged seizure."),
    "head-injury": (
        "Head injury yesterday, vomited three times.",
        "Head injury. No vomiting, no loss of consciousness.",
    ),
    "severe-hypoxia": ("SpO2 84% on air.", "SpO2 97% on air, no cyanosis."),
    "peritonitis": ("Rigid abdomen.", "No peritonism or abdominal rigidity."),
    "not-breathing": ("Found unresponsive, not breathing.", "Infection unresponsive to amoxicillin."),
    "febrile-young-infant": ("6-week-old boy, temperature 38.4 °C.", "6-month-old boy, temperature 38.4 °C."),
    "bulging-fontanelle": ("Irritable infant, bulging fontanelle.", "No bulging fontanelle."),
    "bilious-vomiting-infant": ("3-day-old boy with green vomiting.", "40-year-old man with bilious vomiting."),
    "overdose": ("Took 40 tablets of paracetamol an hour ago.", "Took 2 tablets of paracetamol an hour ago."),
    "hyperkalaemia": ("Dialysis missed, K 7.2 mmol/L.", "K 4.2 mmol/L, vitamin K 10 mg given."),
    "carbon-monoxide": ("Headache, better outdoors, gas heater at home.", "Headache after wine."),
    "hypothermia": ("Found on the floor, temperature 33.1 °C.", "Found on the floor, temperature 36.8 °C."),
    "hot-swollen-joint": (
        "Swollen, hot, red knee, fever 39, cannot move it.",
        "Swollen knee after football, no fever.",
    ),
    "hypertensive-emergency": ("BP 210/130 with headache and papilloedema.", "BP 210/130, feels well."),
    "anaphylaxis-circulation": ("Wheeze and BP 70/40 after a bee sting.", "Wheeze, BP 120/70 after a bee sting."),
    "anaphylaxis-breathing": ("Lip swelling and wheeze after eating nuts.", "Lip swelling after a punch, no wheeze."),
    "aortic-dissection-pain": ("bp 200/130 chest pain tearing no radiation", "Chest pain. Denies tearing or ripping."),
    "chest-to-back-pain": (
        "Chest pain going between the shoulder blades.",
        "Pain between the shoulder blades on bending.",
    ),
    "early-pregnancy-pain-or-bleeding": ("Positive pregnancy test, LLQ pain.", "Negative pregnancy test, LLQ pain."),
}


def test_every_rule_has_a_case() -> None:
    assert set(CASES) == set(red_flag_ids())
    assert len(CASES) >= 25


@pytest.mark.parametrize("name", sorted(CASES))
def test_raised_by_its_pattern_only(name: str) -> None:
    hit, miss = CASES[name]
    flags = {flag.id: flag for flag in find_red_flags(hit, VOCABULARY)}
    assert name in flags
    start, end = flags[name].span
    assert hit[start:end].strip()
    assert name not in {flag.id for flag in find_red_flags(miss, VOCABULARY)}


@pytest.mark.parametrize("name", sorted(CASES))
def test_not_raised_for_a_relative(name: str) -> None:
    text = "Family history:\n" + CASES[name][0].replace(". ", ", ")
    assert name not in {flag.id for flag in find_red_flags(text, VOCABULARY)}


def test_doubt_raises_too() -> None:
    assert [flag.id for flag in find_red_flags("?testicular torsion", VOCABULARY)] == ["testicular-torsion"]


def test_reading_at_hand_gives_the_same() -> None:
    text = "Pneumonia, BP 85/50, RR 30."
    assert find_red_flags(text, VOCABULARY, read_note(text, VOCABULARY)) == find_red_flags(text, VOCABULARY)


def test_rules_name_known_codes_and_have_sources() -> None:
    flags = tomllib.loads(files("tools.notes").joinpath("red_flags.toml").read_text(encoding="utf-8"))["flag"]
    for flag in flags:
        assert flag["source"].startswith("http")
        assert len(flag["message"]) > 40
        for item in (
            item for group in flag["all_of"] for item in group if item.startswith("@") and item != "@pregnant"
        ):
            assert re.match(r"@([a-z0-9-]+)", item)[1] in VOCABULARY, (flag["id"], item)


@pytest.mark.parametrize(
    ("text", "flag"),
    [
        ("pain between shoulder blades, tearing, from chest", "aortic-dissection-pain"),
        ("neck is stiff, temp 39, confused", "meningitis"),
        ("pregnancy test positive, left lower quadrant pain", "early-pregnancy-pain-or-bleeding"),
        ("stung by a wasp, lips swollen, wheezing, BP 70/40", "anaphylaxis-circulation"),
        ("Mother of a 6 week old reports temp 38.5", "febrile-young-infant"),
        ("family members also have headache, gas heater", "carbon-monoxide"),
        ("temp 31.0, found on floor", "hypothermia"),
        ("K+ 6.9, tall tented T waves", "hyperkalaemia"),
        ("Worst headache of life", "thunderclap-headache"),
    ],
)
def test_other_word_orders(text: str, flag: str) -> None:
    assert flag in {one.id for one in find_red_flags(text, VOCABULARY)}


@pytest.mark.parametrize(
    "text",
    [
        "BP 200/120, no headache",
        "T waves normal, K 4.1, Na 140",
        "Took 2 paracetamol for a headache",
        "Worst headache of my life? No, it's mild.",
        "Oral potassium 20 mmol daily",
        "PMHx: T2DM, HTN, COPD, MI 2015.",
    ],
)
def test_nothing_is_raised_for(text: str) -> None:
    assert find_red_flags(text, VOCABULARY) == ()
