"""TemMed-Bench: what has changed between two chest X-rays of one patient: questions, reports, and choice of a pair."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import orjson

from evals.benchmark import Benchmark, Official, Scored
from evals.errors import DatasetError
from evals.layouts.pictures import draw
from evals.metrics.classes import class_figures, macro
from evals.records import field_of, one_of, read_json
from evals.sample import Sample
from evals.scoring.report_words import report_words

__all__ = ["BENCHMARK"]

_PAIRS = "TestSet_VQA_ReportGeneration_Final.json"
_CHOSEN = "TestSet_SelectedVQA_2000.json"
_SELECTION = "TestSet_ImagePairSelection.json"
_FOLDERS = ("Get_Data/", "")
_PICTURES = ("PNG", "CheXpertPlus/PNG")
_LETTERS = "ABCD"
_SAID = re.compile(r"my answer is (?:\*\*)?")
_REPORT = (
    "The earlier image is from the last visit, the other from the current one. Write the impression of the report on"
    " the current image, and say what has changed."
)


def _read(folder: Path, split: str) -> Iterator[Sample]:
    path = one_of(folder, *(f"{place}{_PAIRS}" for place in _FOLDERS))
    pictures = next((folder / one for one in _PICTURES if (folder / one).is_dir()), None)
    if pictures is None:
        raise DatasetError(f"{folder} holds none of the picture folders: {', '.join(_PICTURES)}.")
    pairs = read_json(path)
    if split == "report":
        for number, pair in enumerate(pairs):
            yield _pair(
                f"report-{number:04d}", _REPORT, str(field_of(pair, "condition_changes_report", path)), pair, pictures
            )
    elif split == "vqa":
        for chosen in read_json(one_of(path.parent, _CHOSEN)):
            image, asked = int(field_of(chosen, "img_id", path)), int(field_of(chosen, "question_id", path))
            pair = pairs[image]
            row = field_of(pair, "VQA_Final", path)[asked]
            label = str(field_of(row, "VQA_answer", path)).rstrip(".").lower()
            yield _pair(f"vqa-{image:04d}-{asked}", str(field_of(row, "VQA_question", path)), label, pair, pictures)
    else:
        for number, row in enumerate(read_json(one_of(path.parent, _SELECTION))):
            yield _selection(number, row, pairs, pictures)


def _pair(key: str, question: str, target: str, pair: Mapping[str, Any], pictures: Path) -> Sample:
    task = key.split("-", maxsplit=1)[0]
    now, before = (_picture(pair, name, pictures) for name in ("image_path", "historical_image_path"))
    return Sample(
        id=key,
        question=question.strip(),
        target=target,
        images=(now,),
        priors=(before,),
        groups={"task": task},
        cluster=_patient(pair),
        extra={"kind": "yes-no" if task == "vqa" else "report"},
    )


def _selection(number: int, row: Mapping[str, Any], pairs: list[Mapping[str, Any]], pictures: Path) -> Sample:
    options: Mapping[str, int] = field_of(row, "option", _SELECTION)
    letters = [letter for letter in _LETTERS if letter in options]
    shown = [
        _picture(pairs[int(options[letter])], name, pictures)
        for letter in letters
        for name in ("historical_image_path", "image_path")
    ]
    order = ", ".join(f"{letter}: images {2 * place + 1} and {2 * place + 2}" for place, letter in enumerate(letters))
    return Sample(
        id=f"selection-{number:04d}",
        question=f"Each pair shows a patient at the last visit and at the current one ({order}). Which pair fits this"
        f" statement best: {field_of(row, 'condition_change', _SELECTION)}",
        target=str(field_of(row, "right_option", _SELECTION)),
        options=tuple(f"images {2 * place + 1} and {2 * place + 2}" for place in range(len(letters))),
        images=tuple(shown),
        groups={"task": "selection"},
        extra={"kind": "choice"},
    )


def _picture(pair: Mapping[str, Any], name: str, pictures: Path) -> Path:
    return pictures / str(field_of(pair, name, _PAIRS)).replace("jpg", "png")


def _patient(pair: Mapping[str, Any]) -> str | None:
    found = re.search(r"patient\d+", str(pair["image_path"]))
    return found.group() if found else None


def _fixture(folder: Path) -> None:
    (folder / "Get_Data").mkdir(parents=True)
    pairs = []
    for number in range(3):
        paths = [f"train/patient{number:05d}/study{study}/view1_frontal.jpg" for study in (1, 2)]
        for shade, path in enumerate(paths):
            draw(folder / "PNG" / path.replace("jpg", "png"), 60 * (shade + 1))
        asked = (("Has the made shadow grown?", "Yes."), ("Is there a new made line?", "No."))
        pairs.append(
            {
                "image_path": paths[1],
                "historical_image_path": paths[0],
                "reference_images": [],
                "VQA_Final": [{"VQA_question": question, "VQA_answer": answer} for question, answer in asked],
                "condition_changes_report": "The made shadow has grown.",
            }
        )
    chosen = [{"img_id": 0, "question_id": 1}, {"img_id": 2, "question_id": 0}]
    selection = [
        {"condition_change": "A made line is new.", "option": {"A": 0, "B": 1, "C": 2}, "right_option": "C"},
        {"condition_change": "A made shadow is gone.", "option": {"A": 2, "B": 0, "C": 1}, "right_option": "A"},
    ]
    for name, rows in ((_PAIRS, pairs), (_CHOSEN, chosen), (_SELECTION, selection)):
        (folder / "Get_Data" / name).write_bytes(orjson.dumps(rows))


def _yes_no(said: str) -> str | None:
    if said[:3] in ("Yes", "yes", "YES"):
        return "yes"
    return "no" if said[:2] in ("No", "no", "NO") else None


def _choice(said: str) -> str | None:
    """The first letter of the alphabet, and not of the text, that begins what follows `my answer is`."""
    text = said.lower()
    begun = {text[found.end() : found.end() + 1] for found in _SAID.finditer(text) if _whole(text, found)}
    return next((letter for letter in _LETTERS if letter.lower() in begun), None)


def _whole(text: str, found: re.Match[str]) -> bool:
    """A letter in asterisks must be closed by them, with or without a point; a bare one may begin a word."""
    return not found.group().endswith("**") or bool(re.match(r"[a-d]\.?\*\*", text[found.end() :]))


def _score(scored: Scored) -> Mapping[str, float]:
    by = {name: [pair for pair in scored if pair[0].groups["task"] == name] for name in ("vqa", "selection", "report")}
    figures: dict[str, float] = {}
    if by["vqa"]:
        truth = [str(sample.target) for sample, _ in by["vqa"]]
        read = [_yes_no(prediction.said) for _, prediction in by["vqa"]]
        said = [one or ("no" if right == "yes" else "yes") for one, right in zip(read, truth, strict=True)]
        figures["accuracy"] = sum(a == b for a, b in zip(truth, said, strict=True)) / len(truth)
        classes = class_figures(truth, said)
        figures |= {f"macro_{name}": macro(classes, name) for name in ("f1", "precision", "recall")}
    if by["selection"]:
        hits = [_choice(prediction.said) == sample.target for sample, prediction in by["selection"]]
        figures["selection_accuracy"] = sum(hits) / len(hits)
    if by["report"]:
        words = [report_words(prediction.said, str(sample.target)) for sample, prediction in by["report"]]
        figures["report_bleu1"] = 100 * sum(one for one, _ in words) / len(words)
        figures["report_rouge_l"] = 100 * sum(other for _, other in words) / len(words)
    return figures


BENCHMARK = Benchmark(
    name="temmed_bench",
    title="TemMed-Bench",
    kind="yes-no",
    source="https://huggingface.co/datasets/uclanlp/TemMed-Bench",
    revision="https://github.com/Levi-ZJY/TemMed-Bench, commits c0a9efd and f9ffc27",
    licence="pictures and reports: CheXpert Plus (Stanford AIMI)",
    access="gated",
    citation="Zhang et al. 2025, arXiv 2509.25143",
    layout=f"`Get_Data/{_PAIRS}` (image_path, historical_image_path, VQA_Final, condition_changes_report; written by"
    f" the publishers' notebook from CheXpert Plus), `{_CHOSEN}` (img_id, question_id), `{_SELECTION}`"
    " (condition_change, option, right_option), pictures of CheXpert Plus under `PNG/`.",
    confirmed=True,
    main_score="accuracy",
    counts={"vqa": 2000, "report": 1000},
    splits=("vqa", "report", "selection"),
    read=_read,
    fixture=_fixture,
    official=Official(
        score=_score,
        source="https://github.com/Levi-ZJY/TemMed-Bench/tree/main/Eval/metrics",
        defects=(
            "`Not sure`, `None` and `Nothing new` begin with `No` and count as no.",
            "A reply with neither stops the published notebook; here it counts as the wrong one of the two.",
            "`My answer is as follows: C` is A: a letter that begins a word counts; where several are named, the first"
            " of the alphabet does.",
        ),
    ),
    notes=(
        "`accuracy` and `macro_f1` are of questions, `selection_accuracy` of pairs; reports have `report_bleu1` and"
        " `report_rouge_l` in per cent. The paper averages these two with METEOR, which needs WordNet's data and is not"
        " computed; sentences are split by a simple rule where the notebook uses a trained one.",
        "Scoring reports needs mmedexpert-agent[benchmarks].",
        "The number of pairs to choose from was not seen and is not checked.",
    ),
)
