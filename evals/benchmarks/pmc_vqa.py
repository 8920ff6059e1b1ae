"""PMC-VQA: multiple choice about figures of articles in PubMed Central."""

import csv
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from evals.benchmark import Benchmark, Official, Scored
from evals.errors import DatasetError
from evals.layouts.choices import letter_of
from evals.layouts.pictures import draw
from evals.records import one_of, read_csv
from evals.sample import Sample
from evals.scoring.medevalkit import DEFECTS, SOURCE, choice_right
from evals.scoring.shares import shares

__all__ = ["BENCHMARK"]

_COLUMNS = 10
"""index, figure, caption, question, four choices, answer, split [1]; the script reads them by place."""
_PREFIX = re.compile(r"^\s*[A-D]\s*[:.]\s*")


def _read(folder: Path, split: str) -> Iterator[Sample]:
    path = one_of(folder, "test_2.csv")
    for row in read_csv(path):
        values = list(row.values())
        if len(values) != _COLUMNS:
            raise DatasetError(f"{path}: {_COLUMNS} columns are wanted, there are {len(values)}.")
        key, figure, _, question, *choices, answer, _ = values
        options = tuple(_PREFIX.sub("", choice).strip() for choice in choices)
        yield Sample(
            id=key,
            question=question.strip(),
            target=letter_of(_PREFIX.sub("", answer).strip(), options, f"{path}, row {key}"),
            options=options,
            images=(folder / "figures" / figure,),
            cluster=figure,
            extra={"choices": choices, "answer": answer},
        )


def _fixture(folder: Path) -> None:
    rows = [["index", "Figure_path", "Caption", "Question", "Choice A", "Choice B", "Choice C", "Choice D"]]
    rows[0] += ["Answer", "split"]
    for number, answer in enumerate(("B", "D")):
        figure = f"PMC{number}_F1.jpg"
        draw(folder / "figures" / figure, 80 * (number + 1))
        rows.append(
            [str(number), figure, "A made figure.", "What is it?", " A:CT ", " B:MRI ", " C:X-ray ", " D:Drawing "]
        )
        rows[-1] += [answer, "test"]
    with (folder / "test_2.csv").open("w", encoding="utf-8", newline="") as lines:
        csv.writer(lines).writerows(rows)


def _score(scored: Scored) -> Mapping[str, float]:
    return shares(
        (sample, choice_right(prediction.said, sample.extra["choices"], str(sample.extra["answer"])))
        for sample, prediction in scored
    )


BENCHMARK = Benchmark(
    name="pmc_vqa",
    title="PMC-VQA (test_2)",
    kind="choice",
    source="https://huggingface.co/datasets/RadGenome/PMC-VQA",
    revision="test_2.csv, as read by MedEvalKit (utils/PMC_VQA/PMC_VQA.py)",
    licence="CC-BY-SA-4.0",
    access="open",
    citation="Zhang et al. 2023, arXiv 2305.10415",
    layout="`test_2.csv` with ten columns in this order: index, figure, caption, question, four choices, answer, split;"
    " pictures under `figures/`.",
    confirmed=True,
    main_score="accuracy",
    read=_read,
    fixture=_fixture,
    official=Official(score=_score, source=SOURCE, defects=DEFECTS[:1]),
    notes=(
        "The caption is not shown: it often gives the answer away.",
        "The letters that some choices carry are taken off for the model and kept for the published rule.",
        "The published number of questions was not seen at the source, so it is not checked.",
    ),
)
