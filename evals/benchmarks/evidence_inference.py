"""Evidence Inference: did a trial report that an outcome rose, fell or did not differ?"""

import csv
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from evals.benchmark import Benchmark
from evals.errors import DatasetError
from evals.records import field_of, one_of, read_csv, read_jsonl
from evals.sample import Sample

__all__ = ["BENCHMARK"]

_LABELS = {"1": "significantly increased", "-1": "significantly decreased", "0": "no significant difference"}
"""Label by `Label Code`; the words of the column `Label` are not always spelt alike."""
_OPTIONS = tuple(_LABELS.values())
_FOLDERS = ("txt_files", "articles", ".")


def _rows(path: Path) -> Iterator[Mapping[str, Any]]:
    return read_csv(path) if path.suffix == ".csv" else read_jsonl(path)


def _read(folder: Path, split: str) -> Iterator[Sample]:
    prompts = one_of(folder, "annotations/prompts_merged.csv", "prompts_merged.csv", "prompts.jsonl")
    notes = one_of(prompts.parent, "annotations_merged.csv", "annotations.jsonl")
    marks: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in _rows(notes):
        if str(field_of(row, "Valid Label", notes)) in ("True", "1"):
            marks[str(field_of(row, "PromptID", notes))].append(row)
    wanted = None if split == "all" else _articles(prompts.parent, split)
    for row in _rows(prompts):
        paper = str(field_of(row, "PMCID", prompts)).removeprefix("PMC")
        found = marks[str(field_of(row, "PromptID", prompts))]
        codes = Counter(str(field_of(one, "Label Code", notes)) for one in found)
        if found and (wanted is None or paper in wanted):
            yield _sample(row, paper, codes, found, prompts)


def _articles(folder: Path, split: str) -> set[str]:
    path = one_of(folder, f"splits/{split}_article_ids.txt")
    return {line.strip().removeprefix("PMC") for line in path.read_text(encoding="utf-8").splitlines() if line.strip()}


def _sample(
    row: Mapping[str, Any], paper: str, codes: Counter[str], found: list[Mapping[str, Any]], path: Path
) -> Sample:
    outcome, first, other = (str(field_of(row, name, path)) for name in ("Outcome", "Intervention", "Comparator"))
    code = max(codes, key=lambda one: codes[one])
    if code not in _LABELS:
        raise DatasetError(f"{path}: the label code {code!r} of prompt {row['PromptID']} is none of 1, 0 and -1.")
    article = one_of(path.parent, *(f"{place}/PMC{paper}.txt" for place in _FOLDERS))
    return Sample(
        id=str(row["PromptID"]),
        question=f"With respect to {outcome.strip()}: what does the article report of {first.strip()} against"
        f" {other.strip()}?",
        target=_LABELS[code],
        options=_OPTIONS,
        context=(article.read_text(encoding="utf-8"),),
        cluster=f"PMC{paper}",
        extra={
            "outcome": outcome,
            "intervention": first,
            "comparator": other,
            "spans": [[int(float(one["Evidence Start"])), int(float(one["Evidence End"]))] for one in found],
            "agreement": codes[code] / codes.total(),
        },
    )


def _fixture(folder: Path) -> None:
    base = folder / "annotations"
    for place in ("txt_files", "splits"):
        (base / place).mkdir(parents=True)
    text = "In a made trial the made drug lowered made pain (p = 0.01). Made sleep did not differ (p = 0.6)."
    (base / "txt_files" / "PMC1.txt").write_text(text, encoding="utf-8")
    for split in ("train", "validation", "test"):
        (base / "splits" / f"{split}_article_ids.txt").write_text("1\n" if split == "test" else "", encoding="utf-8")
    prompts = [
        ["PromptID", "PMCID", "Outcome", "Intervention", "Comparator"],
        ["10", "1", "made pain", "the made drug", "placebo"],
        ["11", "1", "made sleep", "the made drug", "placebo"],
        ["12", "1", "nothing", "the made drug", "placebo"],
    ]
    head = ["UserID", "PromptID", "PMCID", "Valid Label", "Valid Reasoning", "Label", "Annotations", "Label Code"]
    head += ["In Abstract", "Evidence Start", "Evidence End"]
    marks = [
        head,
        ["0", "10", "1", "1", "1", "significantly decreased", text[:59], "-1", "1", "0", "59"],
        ["1", "10", "1", "0", "0", "no significant difference", text[60:], "0", "1", "60", "97"],
        ["0", "11", "1", "1", "1", "no significant difference", text[60:], "0", "1", "60", "97"],
        ["0", "12", "1", "0", "0", "invalid prompt", "", "0", "0", "-1", "-1"],
    ]
    for name, rows in (("prompts_merged.csv", prompts), ("annotations_merged.csv", marks)):
        with (base / name).open("w", encoding="utf-8", newline="") as lines:
            csv.writer(lines).writerows(rows)


BENCHMARK = Benchmark(
    name="evidence_inference",
    title="Evidence Inference",
    kind="stance",
    source="https://github.com/jayded/evidence-inference",
    revision="annotations v1.1, commit e4a8928",
    licence="MIT",
    access="open",
    citation="Lehman et al. 2019, arXiv 1904.01606; DeYoung et al. 2020, arXiv 2005.04177",
    layout="`annotations/prompts_merged.csv` (PromptID, PMCID, Outcome, Intervention, Comparator),"
    " `annotations/annotations_merged.csv` (UserID, PromptID, PMCID, Valid Label, Valid Reasoning, Label, Annotations,"
    " Label Code, In Abstract, Evidence Start, Evidence End), `annotations/splits/<split>_article_ids.txt`, articles as"
    " `PMC<id>.txt` in `annotations/txt_files/`. Also `prompts.jsonl`, `annotations.jsonl` and `articles/`.",
    confirmed=True,
    main_score="macro_f1",
    splits=("all", "test", "validation", "train"),
    read=_read,
    fixture=_fixture,
    notes=(
        "The label is that of most annotators whom the verifier accepted, the first in the file of two as frequent;"
        " prompts that no accepted annotation answers are left out.",
        "`spans` in `extra` are places in the text of the article, end not included; -1: none is known.",
        "The publishers' figures come from their training code, which was not read; no official score is offered.",
    ),
)
