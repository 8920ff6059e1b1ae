"""HealthVer: does a sentence of a paper support or refute what people say about COVID-19?"""

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path

from evals.benchmark import Benchmark, Official, Scored
from evals.errors import DatasetError
from evals.metrics.classes import class_figures, macro
from evals.records import field_of, one_of, read_csv
from evals.sample import Prediction, Sample

__all__ = ["BENCHMARK"]

_LABELS = ("Supports", "Refutes", "Neutral")


def _read(folder: Path, split: str) -> Iterator[Sample]:
    path = one_of(folder, f"data/healthver_{split}.csv", f"healthver_{split}.csv")
    for number, row in enumerate(read_csv(path)):
        label = field_of(row, "label", path).strip()
        if label not in _LABELS:
            raise DatasetError(f"{path}, row {number + 2}: label {label!r}; wanted is one of {', '.join(_LABELS)}.")
        yield Sample(
            id=f"{split}-{number:05d}",
            question=field_of(row, "claim", path).strip(),
            target=label,
            options=_LABELS,
            context=(field_of(row, "evidence", path).strip(),),
            groups={"label": label},
            cluster=row.get("question") or None,
            extra={"id": row.get("id", ""), "topic": row.get("topic_ip", ""), "asked": row.get("question", "")},
        )


def _fixture(folder: Path) -> None:
    (folder / "data").mkdir(parents=True)
    rows = [
        ["id", "evidence", "claim", "label", "topic_ip", "question"],
        [
            "7",
            "A made trial found less made cough.",
            "The made drug helps made cough",
            "Supports",
            "1",
            "does it help?",
        ],
        ["9", "A made trial found more made cough.", "The made drug helps", "Refutes", "1", "does it help?"],
        ["4", "Made cough is common.", "The made drug helps made fever", "Neutral", "2", "what of fever?"],
    ]
    for split in ("test", "dev"):
        with (folder / "data" / f"healthver_{split}.csv").open("w", encoding="utf-8", newline="") as lines:
            csv.writer(lines).writerows(rows)


def _label(prediction: Prediction) -> str:
    return prediction.answer if prediction.answer is not None else prediction.said


def _score(scored: Scored) -> Mapping[str, float]:
    truth = [str(sample.target) for sample, _ in scored]
    said = [_label(prediction) for _, prediction in scored]
    # The publishers hand over predictions where the truth belongs, and the truth where predictions belong.
    figures = class_figures(said, truth)
    return {
        "accuracy": sum(one == other for one, other in zip(truth, said, strict=True)) / len(truth) if truth else 0.0,
        "macro_f1": macro(figures, "f1"),
        "macro_precision": macro(figures, "precision"),
        "macro_recall": macro(figures, "recall"),
    }


BENCHMARK = Benchmark(
    name="healthver",
    title="HealthVer",
    kind="stance",
    source="https://github.com/sarrouti/HealthVer",
    revision="commits de37b63 (test), 9626e7a (dev), d5ec4f8 (evaluation)",
    licence="unstated (see the repository)",
    access="open",
    citation="Sarrouti et al. 2021, https://aclanthology.org/2021.findings-emnlp.297",
    layout="`data/healthver_test.csv` and `healthver_dev.csv`: id, evidence, claim, label (Supports, Refutes, Neutral),"
    " topic_ip, question.",
    confirmed=True,
    main_score="macro_f1",
    splits=("test", "dev"),
    read=_read,
    fixture=_fixture,
    official=Official(
        score=_score,
        source="https://github.com/sarrouti/HealthVer/blob/main/models/BertModel.py",
        defects=(
            "Truth and prediction are handed to scikit-learn in the wrong order, so that the column called precision is"
            " macro-recall and the column called recall is macro-precision; accuracy and F1 do not change.",
            "Labels are compared as they are written: `supports` is not `Supports`.",
            "The publishers' classifier always names one of the three; what else is said is a class of its own here,"
            " with F1 0, and lowers all three means.",
            "The published table by class names its rows in another order than the numbers that stand for the labels.",
        ),
    ),
    notes=(
        "The rule takes labels; the label is `answer` where our parser found one, the reply otherwise.",
        "14,330 pairs were published in all; the numbers of the splits were not seen, so they are not checked.",
        "The training file was not seen and is not read.",
        "Resampling takes the pairs of one question together: many claims share their evidence.",
    ),
)
