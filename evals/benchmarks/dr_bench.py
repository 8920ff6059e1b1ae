"""DR.BENCH: six generative tasks of clinical reasoning, made of ten sets, most of them under data use agreements."""

from collections.abc import Iterator
from pathlib import Path

from evals.benchmark import Benchmark
from evals.layouts.beir import write_jsonl
from evals.records import field_of, one_of, read_jsonl
from evals.sample import Sample

__all__ = ["BENCHMARK"]

_TASKS = ("mednli", "plan_relation", "emrqa", "clicr", "medqa", "problem_summary")


def _read(folder: Path, split: str) -> Iterator[Sample]:
    path = one_of(folder, f"{split}.jsonl")
    for number, row in enumerate(read_jsonl(path)):
        yield Sample(
            id=str(row.get("id", f"{split}-{number:05d}")),
            question=str(field_of(row, "input", path)).strip(),
            target=str(field_of(row, "output", path)).strip(),
            groups={"task": split},
        )


def _fixture(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for task in _TASKS:
        rows = [{"input": f"{task}: made text {number}", "output": f"made {number}"} for number in range(2)]
        write_jsonl(folder / f"{task}.jsonl", rows)


BENCHMARK = Benchmark(
    name="dr_bench",
    title="DR.BENCH",
    kind="open",
    source="https://arxiv.org/abs/2209.14901",
    revision="as its publication describes it",
    licence="that of each of its sets",
    access="credentialed",
    citation="Gao et al. 2022, arXiv 2209.14901",
    layout="One file a task, `<task>.jsonl`, with input and output, which is a form of our own: convert what you have"
    " access to.",
    confirmed=False,
    main_score="by task",
    splits=_TASKS,
    read=_read,
    fixture=_fixture,
    notes=(
        "The publishers' files and code are on a GitLab server and were not seen; neither layout nor scoring could be"
        " confirmed. Six tasks of ten public sets, all posed as text to text, is what the abstract says; the names of"
        " the tasks here, but for the summary of problems, are not from the source.",
        "What is open of it could not be confirmed either. MedQA is read from its own publication by the benchmark"
        " `medqa`, and needs no file of DR.BENCH; what is made of hospital notes needs a data use agreement with their"
        " publishers (PhysioNet, n2c2).",
        "Ours compares words; labels of a task that is a choice must be given exactly.",
    ),
)
