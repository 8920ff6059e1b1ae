"""MR-Bench: which medication is missing, and which procedures were done, in real hospital stays."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from evals.benchmark import Benchmark, Official, Scored
from evals.layouts.beir import write_jsonl
from evals.layouts.choices import LETTERS, letter_of, options_of
from evals.records import field_of, one_of, read_jsonl
from evals.sample import Sample
from evals.scoring.most_alike import DEFECTS, SOURCE, first_and_last

__all__ = ["BENCHMARK"]

_FILES = {"medication": "mimic_iv_med.jsonl", "procedure": "mimic_iv_procedure.jsonl"}


def _read(folder: Path, split: str) -> Iterator[Sample]:
    path = one_of(folder, _FILES[split])
    for number, row in enumerate(read_jsonl(path)):
        options = options_of(field_of(row, "options", path), path)
        yield Sample(
            id=f"{split}-{number:04d}",
            question=str(field_of(row, "question", path)).strip(),
            target=letter_of(str(field_of(row, "answer_idx", path)), options, path),
            options=options,
            groups={"task": split},
        )


def _fixture(folder: Path) -> None:
    for split, name in _FILES.items():
        options = {letter: f"made {split} {letter.lower()}" for letter in "ABCDEFGH"}
        rows = [
            {
                "question": f"Diagnosis:\nmade disease {number}\n\nClinical Note:\na made note",
                "options": options,
                "answer_idx": letter,
                "answer": options[letter],
            }
            for number, letter in enumerate("CH")
        ]
        write_jsonl(folder / name, rows)


def _score(scored: Scored) -> Mapping[str, float]:
    written = [(sample, _written(prediction.said)) for sample, prediction in scored]
    kept = [(sample, said) for sample, said in written if said]
    if not kept:
        return {"accuracy": 0.0, "first": 0.0, "last": 0.0, "answered": 0}
    read = [(sample.target, first_and_last(said, _options(sample))) for sample, said in kept]
    first = sum(right == one for right, (one, _) in read) / len(read)
    last = sum(right == other for right, (_, other) in read) / len(read)
    return {"accuracy": max(first, last), "first": first, "last": last, "answered": len(read)}


def _written(said: str) -> str:
    """A reply as the script keeps it: without end marks, and without one leading space."""
    return said.replace("</s>", "").removeprefix(" ")


def _options(sample: Sample) -> Mapping[str, str]:
    return dict(zip(LETTERS, sample.options, strict=False))


BENCHMARK = Benchmark(
    name="mr_bench",
    title="MR-Bench",
    kind="choice",
    source="https://github.com/RXH04-USTC/Medical-Reasoning-Survey",
    revision="commit 558f4d7",
    licence="MIT (scripts); the cases are of MIMIC-IV, whose terms hold",
    access="credentialed",
    citation="Ren et al. 2026, arXiv 2604.08559",
    layout=f"`{_FILES['medication']}` and `{_FILES['procedure']}`: question, options by letter (A to H), answer_idx,"
    " answer. The publishers' scripts make them from MIMIC-IV.",
    confirmed=True,
    main_score="accuracy",
    counts={"medication": 1000, "procedure": 1000},
    splits=("medication", "procedure"),
    read=_read,
    fixture=_fixture,
    official=Official(score=_score, source=SOURCE, defects=DEFECTS),
    notes=(
        "The cases are not handed out, and the scripts draw wrong options without a seed: two people's files differ, so"
        " their accuracies are not of the same questions.",
        "Wrong medications are drawn first among those that interact with the right one.",
        "A wrong procedure list may be word for word the right one, as it is that of another stay.",
        "The scripts read tables that were prepared from MIMIC-IV by code that is not published.",
    ),
)
