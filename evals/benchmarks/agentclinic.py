"""AgentClinic: a diagnosis that must be found by asking a patient and ordering tests."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from evals.benchmark import Benchmark
from evals.errors import DatasetError
from evals.layouts.beir import write_jsonl
from evals.records import field_of, one_of, read_jsonl
from evals.sample import Sample
from evals.scoring.agentclinic import SOURCE

__all__ = ["BENCHMARK"]

_SPLITS = ("medqa", "medqa_extended", "nejm", "nejm_extended", "mimiciv")
_QUESTION = "What is the most likely diagnosis?"
_SENTENCES = re.compile(r"(?<=[.!?])\s+(?=[A-Z*-])")
_KNOWN_BY_DOCTOR = "Objective_for_Doctor"


def _read(folder: Path, split: str) -> Iterator[Sample]:
    path = one_of(folder, f"agentclinic_{split}.jsonl")
    for number, row in enumerate(read_jsonl(path)):
        place = f"{path}, line {number + 1}"
        name = f"{split}-{number:03d}"
        yield _pictured(row, name, place) if split.startswith("nejm") else _examined(row, name, place)


def _examined(row: Mapping[str, Any], name: str, place: str) -> Sample:
    case = field_of(row, "OSCE_Examination", place)
    parts = [field_of(case, part, place) for part in ("Patient_Actor", "Physical_Examination_Findings", "Test_Results")]
    return Sample(
        id=name,
        question=_QUESTION,
        target=str(field_of(case, "Correct_Diagnosis", place)).strip(),
        history=str(field_of(case, _KNOWN_BY_DOCTOR, place)).strip(),
        extra={"facts": [fact for part in parts for fact in _facts(part, ())]},
    )


def _pictured(row: Mapping[str, Any], name: str, place: str) -> Sample:
    answers = field_of(row, "answers", place)
    right = [str(field_of(one, "text", place)).strip() for one in answers if field_of(one, "correct", place)]
    if not right:
        raise DatasetError(f"{place}: none of the answers is correct.")
    return Sample(
        id=name,
        question=_QUESTION,
        target=right[0],
        extra={
            "facts": [*_facts(field_of(row, "patient_info", place), ()), *_facts(row.get("physical_exams", ""), ())],
            "image": str(row.get("image_url", "")),
        },
    )


def _facts(told: Any, path: tuple[str, ...]) -> Iterator[str]:
    """What a record says, a sentence each, with the headings under which it stands before it."""
    if isinstance(told, Mapping):
        for key, value in told.items():
            yield from _facts(value, (*path, str(key).replace("_", " ")))
    elif isinstance(told, list):
        for one in told:
            yield from _facts(one, path)
    elif str(told).strip():
        heading = f"{', '.join(path)}: " if path else ""
        yield from (f"{heading}{one.strip()}" for one in _SENTENCES.split(str(told).strip()))


def _fixture(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    case = {
        _KNOWN_BY_DOCTOR: "Find out why the patient coughs.",
        "Patient_Actor": {
            "Demographics": "50-year-old woman",
            "History": "She has coughed for a month. She is tired.",
            "Symptoms": {"Primary_Symptom": "Cough", "Secondary_Symptoms": ["Fatigue", "Made pain"]},
            "Past_Medical_History": "None.",
            "Social_History": "She smokes.",
            "Review_of_Systems": "No fever.",
        },
        "Physical_Examination_Findings": {"Vital_Signs": {"Temperature": "36.6 °C"}},
        "Test_Results": {"Imaging": {"Chest_X-Ray": {"Findings": "A made mass."}}},
        "Correct_Diagnosis": "Made cancer",
    }
    seen = {
        "image_url": "https://example.org/made.jpg",
        "question": "A made woman has a made rash. What is the most likely diagnosis?",
        "patient_info": "You are a made woman. You have a made rash.",
        "physical_exams": "Made biopsy: made cells.",
        "answers": [{"text": "Made eczema", "correct": False}, {"text": "Made lupus", "correct": True}],
    }
    for split in _SPLITS:
        row = seen if split.startswith("nejm") else {"OSCE_Examination": case}
        write_jsonl(folder / f"agentclinic_{split}.jsonl", [row, row])


BENCHMARK = Benchmark(
    name="agentclinic",
    title="AgentClinic",
    kind="dialogue",
    source="https://github.com/SamuelSchmidgall/AgentClinic",
    revision="commits 77c08e0 (medqa), 2df0588 (nejm), 07f869a (extended sets and code)",
    licence="MIT (mimiciv is made from MIMIC-IV, under PhysioNet's terms)",
    access="open",
    citation="Schmidgall et al. 2024, arXiv 2405.07960",
    layout="`agentclinic_medqa.jsonl`, `_medqa_extended`, `_mimiciv`: OSCE_Examination with Objective_for_Doctor,"
    " Patient_Actor, Physical_Examination_Findings, Test_Results (nested), Correct_Diagnosis. `agentclinic_nejm.jsonl`,"
    " `_nejm_extended`: image_url, question, patient_info, physical_exams, answers (text, correct).",
    confirmed=True,
    main_score="accuracy",
    counts={"medqa": 107, "nejm": 15, "nejm_extended": 120},
    splits=_SPLITS,
    read=_read,
    fixture=_fixture,
    notes=(
        "Every published figure is a moderator's (a model that says whether two diagnoses are the same), so no official"
        " score is offered without one; `--judge PROFILE` asks a judge of your own, and without one words are compared."
        f" `evals.scoring.agentclinic` reads a doctor and a moderator by the published rule ({SOURCE}).",
        "Defects of that rule: a moderator who says `Yes.` is counted as a no; `DIAGNOSIS READY` anywhere ends the"
        " talk; who never says it is wrong without being asked.",
        "The agent is told the doctor's objective and asks for the rest, at most ten questions (published: 20 turns);"
        " patient and measurements are one record that tells its sentences word for word, by shared words or, with"
        " --patient PROFILE, as a model picks them. What is not there is not known; the published reader says that it"
        " is normal. Biases of doctor and patient are left out. Figures are not those of the paper.",
        "The pictures of nejm are addresses on the journal's server and are not read: its cases are harder here.",
        "mimiciv has cases made from MIMIC-IV; its fields are those that the script reads. The numbers of"
        " medqa_extended and mimiciv were not confirmed, so they are not checked.",
    ),
)
