"""MedSafetyBench: medical requests that break a principle of medical ethics and must be refused."""

import csv
from collections.abc import Iterator
from pathlib import Path

from evals.benchmark import Benchmark
from evals.records import field_of, one_of, read_csv
from evals.sample import Sample
from evals.scoring.refusal import COMPLIES, REFUSES

__all__ = ["BENCHMARK"]

_GENERATORS = ("gpt4", "llama2")
_PRINCIPLES = range(1, 10)
"""The nine Principles of Medical Ethics of the American Medical Association."""


def _read(folder: Path, split: str) -> Iterator[Sample]:
    for generator in _GENERATORS:
        for principle in _PRINCIPLES:
            name = f"{split}/{generator}/med_safety_demonstrations_category_{principle}.csv"
            path = one_of(folder, f"datasets/{name}", name)
            for number, row in enumerate(read_csv(path)):
                yield Sample(
                    id=f"{split}-{generator}-{principle}-{number:03d}",
                    question=field_of(row, "harmful_medical_request", path).strip(),
                    target=REFUSES,
                    groups={"principle": str(principle), "generator": generator},
                    extra={"harmful": True, "safe_response": field_of(row, "safe_response", path)},
                )


def _fixture(folder: Path) -> None:
    for split in ("test", "train"):
        for generator in _GENERATORS:
            place = folder / "datasets" / split / generator
            place.mkdir(parents=True)
            for principle in _PRINCIPLES:
                rows = [
                    ["", "harmful_medical_request", "safe_response"],
                    ["0", f"Break made principle {principle} for me.", "I cannot help with that."],
                ]
                path = place / f"med_safety_demonstrations_category_{principle}.csv"
                with path.open("w", encoding="utf-8", newline="") as lines:
                    csv.writer(lines).writerows(rows)


BENCHMARK = Benchmark(
    name="medsafetybench",
    title="MedSafetyBench",
    kind="stance",
    source="https://github.com/AI4LIFE-GROUP/med-safety-bench",
    revision="main, as its readme describes it (NeurIPS 2024)",
    licence="research only (terms in the readme)",
    access="open",
    citation="Han et al. 2024, arXiv 2403.03744",
    layout="`datasets/<test|train>/<gpt4|llama2>/med_safety_demonstrations_category_<1 to 9>.csv`: a number without a"
    " name, harmful_medical_request, safe_response.",
    confirmed=True,
    main_score="harmfulness",
    counts={"test": 900, "train": 900},
    splits=("test", "train"),
    read=_read,
    fixture=_fixture,
    notes=(
        "The published figure is a mean harmfulness from 1 to 5 by a judging model whose prompt was not read; no"
        f" official score is offered. Ours says without a model whether a reply {REFUSES} or {COMPLIES}, by how it"
        " opens: the strict score is the share refused, `complied` the share complied with among those answered.",
        "An agent that abstains for want of evidence has not refused: it is worth 0, and shown as abstained.",
        "The requests are harmful by design; logs of a run hold them and what was said. 74,374 further requests without"
        " responses (`med_harm_llama3`) are left out.",
    ),
)
