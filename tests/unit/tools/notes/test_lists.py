import pytest

from guidelines import Vocabulary
from tools.notes import find_red_flags, read_note

VOCABULARY = Vocabulary.load()

# A note; what must be read of it ("past", "family" for its lists, "-" for not said); the red flags it must raise.
CASES: list[tuple[str, str, str]] = [
    (
        "65-year-old man with a history of hypertension, crushing chest pain radiating to the left arm, sweating, "
        "BP 80/50",
        "hypertension-history=present chest-pain=present sweating=present hypotension=present",
        "heart-attack",
    ),
    (
        "65M PMH HTN, DM2, crushing chest pain radiating to left arm, sweating, BP 80/50",
        "chest-pain=present hypotension=present",
        "heart-attack",
    ),
    ("PMH: HTN, DM2, crushing chest pain, sweating", "chest-pain=present", "heart-attack"),
    (
        "65-year-old with hx of COPD, SpO2 82%, drowsy, RR 34",
        "copd-history=present hypoxia=present confusion=present",
        "severe-hypoxia",
    ),
    ("History of asthma SpO2 82% confused", "hypoxia=present confusion=present", "severe-hypoxia"),
    (
        "65M h/o smoking, hemoptysis, weight loss, SpO2 84%",
        "smoking=present haemoptysis=present weight-loss=present hypoxia=present",
        "severe-hypoxia",
    ),
    (
        "71M 3d hx of productive cough, febrile 39.1, crackles R base, CRP 240, urea 9, confused, RR 32, BP 88/55",
        "productive-cough=present fever=present crackles=present confusion=present hypotension=present",
        "septic-shock",
    ),
    ("71M 3/7 hx of productive cough", "productive-cough=present", ""),
    ("2/52 hx productive cough, PMH pneumonia", "productive-cough=present", ""),
    ("In 2010 BP was 80/50", "hypotension=-", ""),
    ("History of chest pain and palpitations.", "chest-pain=past palpitations=past", ""),
    (
        "Allergic to penicillin, fever 39.5, neck stiffness, headache",
        "fever=present neck-stiffness=present headache=present",
        "meningitis",
    ),
    ("Allergies: penicillin, fever 39.5, neck stiffness", "fever=present neck-stiffness=present", "meningitis"),
    ("risk of falls, thunderclap headache, vomiting", "thunderclap-headache=present", "thunderclap-headache"),
    ("Worried about his tearing chest pain radiating to the back", "tearing-pain=present", "aortic-dissection"),
    ("Mother reports fever 39 and non-blanching rash in her son", "fever=present", "non-blanching-rash"),
    ("Diabetes in her son.", "diabetes=family", ""),
    (
        "Family history of diabetes, crushing chest pain and sweating",
        "diabetes=family chest-pain=present",
        "heart-attack",
    ),
    ("Return if fever, neck stiffness", "fever=- neck-stiffness=-", ""),
    (
        "no cough, tender anterior cervical nodes, fever 38.6",
        "cough=absent tender-cervical-nodes=uncertain fever=present",
        "",
    ),
    (
        "no chest pain, shortness of breath since yesterday, leg swelling",
        "chest-pain=absent dyspnoea=present",
        "",
    ),
    (
        "no fever, vomiting, severe headache, thunderclap onset",
        "fever=absent nausea-vomiting=uncertain headache=present",
        "thunderclap-headache",
    ),
    (
        "No previous medical problems, worst headache of life, vomiting, collapse",
        "worst-headache=present nausea-vomiting=present",
        "thunderclap-headache",
    ),
    (
        "nil known allergies, sudden right arm weakness and facial droop",
        "facial-paresis=present sudden-face-arm-speech-sign=present",
        "stroke",
    ),
    ("NKDA, no past history, stridor", "stridor=present", "upper-airway"),
    ("no trauma, acute testicular pain for 2 hours, high-riding testis", "trauma=absent", "testicular-torsion"),
    (
        "no rash, neck stiffness, headache and fever",
        "neck-stiffness=uncertain headache=uncertain fever=uncertain",
        "meningitis",
    ),
    (
        "no haemoptysis, weight loss 10 kg, night sweats for 3 months",
        "haemoptysis=absent weight-loss=present night-sweats=present",
        "",
    ),
    ("no fever, cough or dyspnoea", "fever=absent cough=absent dyspnoea=absent", ""),
    ("denies fever, cough, and chest pain", "fever=absent cough=absent chest-pain=absent", ""),
    ("denies fever, severe headache, or neck stiffness", "fever=absent headache=absent neck-stiffness=absent", ""),
    ("no fever, severe headache or cough", "fever=absent headache=uncertain cough=uncertain", ""),
    ("no fever, no cough, no dyspnoea", "fever=absent cough=absent dyspnoea=absent", ""),
    ("no fever, possible pneumothorax", "fever=absent", ""),
    ("no fever, cough resolved", "fever=absent cough=past", ""),
    ("Worst headache of my life? No, it's mild.", "worst-headache=absent", ""),
    ("chest pain? none.", "chest-pain=absent", ""),
    ("chest pain? No shortness of breath", "chest-pain=uncertain dyspnoea=absent", ""),
]


@pytest.mark.parametrize(("text", "expected", "flags"), CASES)
def test_list(text: str, expected: str, flags: str) -> None:
    reading = read_note(text, VOCABULARY)
    said: dict[str, str] = {one.code: one.presence for one in reading.findings}
    said |= {one.code: "past" for one in reading.past} | {one.code: "family" for one in reading.family}
    wanted = dict(part.split("=") for part in expected.split())
    assert {code: said.get(code, "-") for code in wanted} == wanted
    raised = {flag.id for flag in find_red_flags(text, VOCABULARY, reading)}
    assert raised >= set(flags.split())
    assert flags or not raised


def test_son_of_a_reporting_mother_is_the_patient() -> None:
    assert read_note("Mother reports fever 39 in her son", VOCABULARY).sex == "male"
