"""DermoBench: describing skin lesions, naming their morphology and diagnosis, and reasoning from one to the other."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import orjson

from evals.benchmark import Benchmark
from evals.errors import DatasetError
from evals.layouts.beir import write_jsonl
from evals.layouts.choices import LETTERS, letter_of
from evals.layouts.pictures import draw
from evals.records import field_of, one_of, read_json, read_jsonl
from evals.sample import Sample

__all__ = ["BENCHMARK"]

_FILES = {
    "description": ("task1/1_1_description_wo_morph/task1_1_final.jsonl", 900),
    "description_morphology": ("task1/1_2_description_w_morph/task1_2_final.jsonl", 900),
    "morphology_derm7pt": ("task1/1_3_mcq_derm7pt/derm7pt_test_mcq.json", 5530),
    "morphology_skincon": ("task1/1_4_mcq_skincon/skincon_all_mcq.json", 11682),
    "diagnosis_25": ("task2/2_1_mcq/25_choices/task2.1_25choices_test_2k_non_uniform_sample_final.json", 2000),
    "diagnosis_4": ("task2/2_1_mcq/4_choices/task2.1_test_2k_non_uniform_sample_final.json", 2000),
    "diagnosis_ddi": ("task2/2_1_mcq/ddi/task2.1_ddi_4choices.json", 656),
    "diagnosis_derm1m": ("task2/2_1_mcq/derm1m_edu/task2.1_derm1m_edu_final.json", 3615),
    "diagnosis_derm7pt": ("task2/2_1_mcq/derm7pt/task2.1_derm7pt_4choices.json", 2022),
    "diagnosis_snu134": ("task2/2_1_mcq/snu134/task2.1_snu134_4choices.json", 240),
    "reasoning": ("task3/3_1/task3_1_final.jsonl", 900),
}
"""File and published number of samples by split; the splits are named here, the publishers number their tasks."""
_HUMAN, _MODEL = ("human", "user"), ("gpt", "assistant")
_OPTION = re.compile(r"^\s*\(?([A-Z])[).:]\s*(\S.*?)\s*$", re.MULTILINE)
_LETTER = re.compile(r"\A\s*\(?([A-Z])(?:[).:]|\s*\Z)")


def _read(folder: Path, split: str) -> Iterator[Sample]:
    path = one_of(folder, _FILES[split][0])
    rows = read_jsonl(path) if path.suffix == ".jsonl" else read_json(path)
    for number, row in enumerate(rows):
        yield _sample(row, f"{split}-{number:05d}", split, folder, path)


def _sample(row: Mapping[str, Any], key: str, split: str, folder: Path, path: Path) -> Sample:
    asked, answer = _turns(field_of(row, "conversations", path), f"{path}, {key}")
    found = _OPTION.findall(asked) if not split.startswith(("description", "reasoning")) else []
    options = tuple(text for _, text in found)
    if [letter for letter, _ in found] != list(LETTERS[: len(found)]):
        raise DatasetError(f"{path}, {key}: the options are not A, B and so on.")
    pictures = row.get("image") or row.get("images") or ()
    return Sample(
        id=key,
        question=(_OPTION.sub("", asked) if options else asked).replace("<image>", "").strip(),
        target=_target(answer, options, path) if options else answer,
        options=options,
        images=tuple(folder / str(one) for one in ([pictures] if isinstance(pictures, str) else pictures)),
        groups={"task": split},
        cluster=str(row.get("id", "")) or None,
        extra={"kind": "choice" if options else "report"},
    )


def _target(answer: str, options: tuple[str, ...], path: Path) -> str:
    letter = _LETTER.match(answer)
    return letter_of(letter.group(1) if letter else answer, options, path)


def _turns(given: Any, place: str) -> tuple[str, str]:
    """The first question and the first answer of a conversation."""
    asked = answer = None
    for turn in given if isinstance(given, list) else ():
        told = str(turn.get("value", turn.get("content", "")))
        role = turn.get("from", turn.get("role"))
        if role in _HUMAN and asked is None:
            asked = told
        elif role in _MODEL and answer is None:
            answer = told.strip()
    if not asked or not answer:
        raise DatasetError(f"{place}: a question of {_HUMAN[0]} and an answer of {_MODEL[0]} are wanted.")
    return asked, answer


def _fixture(folder: Path) -> None:
    for place, (split, (name, _)) in enumerate(_FILES.items()):
        picture = f"made/images/lesion_{place}.jpg"
        draw(folder / picture, 60 + 10 * place)
        choice = not split.startswith(("description", "reasoning"))
        turns = [
            {
                "from": "human",
                "value": "<image>\nWhat is made here?" + ("\nA. Made one\nB. Made two" if choice else ""),
            },
            {"from": "gpt", "value": "B. Made two" if choice else "A made plaque with a made border."},
        ]
        row = {"id": f"made_{place}", "image": picture, "conversations": turns}
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        if name.endswith(".jsonl"):
            write_jsonl(folder / name, [row])
        else:
            (folder / name).write_bytes(orjson.dumps([row]))


BENCHMARK = Benchmark(
    name="dermobench",
    title="DermoBench",
    kind="choice",
    source="https://huggingface.co/datasets/mendicant04/DermoBench",
    revision="data card at commit 0ac9e46; the rows were not seen",
    licence="CC-BY-NC-4.0, for research only; the pictures are not part of it",
    access="gated",
    citation="Ru et al. 2026 (DermoGPT), arXiv 2601.01868",
    layout="Files of the card, such as `task1/1_1_description_wo_morph/task1_1_final.jsonl`: conversations. Rows are"
    " expected as in the same authors' DermoInstruct: id, image (a path under the folder), conversations of from"
    " (human, gpt) and value; options as lines of the question, `A. …`; the answer as letter or as the option's text.",
    confirmed=False,
    main_score="accuracy",
    counts={split: count for split, (_, count) in _FILES.items()},
    splits=("diagnosis_4", *(split for split in _FILES if split != "diagnosis_4")),
    read=_read,
    fixture=_fixture,
    notes=(
        "Confirmed by the card: the files, their numbers of samples, and that they are conversations with paths of"
        " pictures. Unknown: how a row writes options and answers.",
        "The second task of reasoning and what follows it on the card were not seen, and are left out.",
        "Pictures have to be brought together from their own sources, each with its own terms.",
        "The paper lets a model judge descriptions and reasoning; no scorer was found.",
    ),
)
