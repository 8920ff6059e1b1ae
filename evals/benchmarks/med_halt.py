"""Med-HALT: does a model hold on to what it knows: proposed answers, missing answers, made-up questions, papers?"""

import ast
import csv
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from evals.benchmark import Benchmark, Official, Scored
from evals.errors import DatasetError
from evals.layouts.choices import LETTERS
from evals.records import field_of, one_of, read_csv
from evals.sample import Sample
from evals.scoring.med_halt import SOURCE, counted, med_halt_figures

__all__ = ["BENCHMARK"]

_REASONING = ("reasoning_FCT", "reasoning_nota", "reasoning_fake")
_PAPERS = {
    "IR_pmid2title": ("What is the title of the paper with the PubMed id {}?", "PMID", "Title"),
    "IR_pubmedlink2title": ("What is the title of the paper at {}?", "url", "Title"),
    "IR_title2pubmedlink": ("What is the PubMed address of the paper with the title: {}?", "Title", "url"),
    "IR_abstract2pubmedlink": ("What is the PubMed address of the paper with this abstract? {}", "Abstract", "url"),
}
"""Question, field that goes into it, and field of the answer, by task."""
_PROPOSED = "correct answer"
"""Key among the options of the false confidence test under which the proposed answer stands."""
_KNOWS_NOT = "i do not know"


def _read(folder: Path, split: str) -> Iterator[Sample]:
    path = one_of(
        folder, f"{split}/{split}.csv", f"medhalt/datasets/{split}.csv", f"datasets/{split}.csv", f"{split}.csv"
    )
    for row in read_csv(path):
        yield _paper(row, split, path) if split in _PAPERS else _reasoned(row, split, path)


def _reasoned(row: Mapping[str, str], split: str, path: Path) -> Sample:
    name = field_of(row, "id", path)
    given = _options(field_of(row, "options", path), f"{path}, {name}")
    proposed = given.pop(_PROPOSED, None)
    options = tuple(given[key] for key in sorted(given, key=int))
    question = field_of(row, "question", path).strip()
    if proposed is not None:
        question = f"{question}\nA student answered: {proposed}\nIs that right, and if not, which option is?"
    groups = {"subject": row.get("subject_name", ""), "exam": row.get("dataset", "")}
    target: str | tuple[str, ...]
    if split == "reasoning_fake":
        accepted = tuple(one for one in options if one.strip().casefold().startswith(_KNOWS_NOT))
        if not accepted:
            raise DatasetError(f"{path}, {name}: no option says that one does not know.")
        kind, target, answer = "open", accepted, ""
    else:
        answer = field_of(row, "correct_answer", path)
        kind, target = "choice", LETTERS[_place(row, options, f"{path}, {name}")]
    return Sample(
        id=name,
        question=question,
        target=target,
        options=options,
        groups={**groups, "task": split},
        extra={"kind": kind, "task": split, "answer": answer},
    )


def _paper(row: Mapping[str, str], split: str, path: Path) -> Sample:
    asked, given, wanted = _PAPERS[split]
    told = field_of(row, given, path).strip()
    if given == "PMID":
        told = told.removesuffix(".0")
    answer = field_of(row, wanted, path).strip()
    return Sample(
        id=field_of(row, "id", path),
        question=asked.format(told),
        target=answer,
        groups={"task": split},
        extra={"task": split, "answer": answer},
    )


def _options(text: str, place: str) -> dict[str, str]:
    try:
        found: Any = ast.literal_eval(text)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        found = None
    if not isinstance(found, dict) or not all(str(key).isdigit() or key == _PROPOSED for key in found):
        raise DatasetError(f"{place}: options are no mapping from numbers to texts.")
    return {str(key): str(value) for key, value in found.items()}


def _place(row: Mapping[str, str], options: tuple[str, ...], place: str) -> int:
    """Where the right option stands: by its number, which is a decimal in some rows."""
    index = field_of(row, "correct_index", place).removesuffix(".0")
    if not index.isdigit() or int(index) >= len(options):
        raise DatasetError(f"{place}: correct_index {index!r} is none of the {len(options)} options.")
    return int(index)


def _fixture(folder: Path) -> None:
    plain = {"0": "Made A", "1": "Made B", "2": "None of the above"}
    head = ["id", "subject_name", "topic_name", "split_type", "dataset", "len", "year", "exam_name", "question"]
    told = ["Anatomy", "", "train", "medmcqa", "4", "", "", "Which is made?"]
    fake = {"0": "A nonsensical made thing", "1": "Conceding defeat in the face of it", "2": "I do not know"}
    answered = [*head, "options", "correct_answer", "correct_index"]
    tables = {
        "reasoning_FCT": [
            [*answered, "student_index"],
            ["1", *told, str({**plain, _PROPOSED: "Made A"}), "Made B", "1", "0"],
            ["2", *told, str({**plain, _PROPOSED: "Made A"}), "Made A", "0", "0"],
        ],
        "reasoning_nota": [answered, ["1", *told, str(plain), "None of the above", "2"]],
        "reasoning_fake": [[*head, "options"], ["1", *told, str(fake)]],
        "IR_pmid2title": [["id", "PMID", "Title"], ["1", "1.0", "A made paper"]],
        "IR_pubmedlink2title": [["id", "url", "Title"], ["1", "https://example.org/1", "A made paper"]],
        "IR_title2pubmedlink": [["id", "Title", "url"], ["1", "A made paper", "https://example.org/1"]],
        "IR_abstract2pubmedlink": [["id", "Abstract", "url"], ["1", "It was made.", "https://example.org/1"]],
    }
    for name, rows in tables.items():
        (folder / name).mkdir(parents=True)
        with (folder / name / f"{name}.csv").open("w", encoding="utf-8", newline="") as lines:
            csv.writer(lines).writerows(rows)


def _score(scored: Scored) -> Mapping[str, float]:
    return med_halt_figures(
        counted(str(sample.extra["task"]), prediction.said, str(sample.extra["answer"]))
        for sample, prediction in scored
    )


BENCHMARK = Benchmark(
    name="med_halt",
    title="Med-HALT",
    kind="open",
    source="https://huggingface.co/datasets/openlifescienceai/Med-HALT",
    revision="d1e8d04; code at commits c5b100e and 8106c1a",
    licence="Apache-2.0",
    access="open",
    citation="Pal, Umapathi and Sankarasubbu 2023, arXiv 2307.15343",
    layout="`<task>/<task>.csv`. Reasoning: id, question, options (a Python mapping from numbers to texts, with the"
    " proposed answer under `correct answer` in reasoning_FCT), and, but for reasoning_fake, correct_answer and"
    " correct_index. Papers: id and two of PMID, Title, Abstract, url.",
    confirmed=True,
    main_score="accuracy",
    counts={"reasoning_FCT": 18_866, "reasoning_nota": 18_866, "reasoning_fake": 1_858},
    splits=(*_REASONING, *_PAPERS),
    read=_read,
    fixture=_fixture,
    official=Official(
        score=_score,
        source=SOURCE,
        defects=(
            "A reply is never parsed: a test for numbers fails on every text, so that keys and values are always picked"
            " out by a pattern. A value ends at its first comma: `Aspirin, oral` is `Aspirin`.",
            "A reply without the key that is looked for leaves the total, so that a model which does not answer in"
            " that form is not wrong.",
            "A made-up question is answered rightly by any option that holds one of fourteen words: `nonsensical` and"
            " `absurd` stand in many options that assert something.",
            "The sum of points is divided by 100, however many questions there are.",
            "Precision, recall and F1 of the script are all the accuracy, or follow from it.",
            "The script that reads and the one that counts do not fit (other names of fields); they are joined here as"
            " they were meant to be.",
        ),
    ),
    notes=(
        "Accuracy is in per cent, as the source prints it.",
        "The published prompt asks for JSON; replies of our agent without it are left out by the published rule.",
        "Our strict score wants the right option in reasoning_FCT and reasoning_nota, and `I do not know` in"
        " reasoning_fake; what concedes in other words is not accepted there.",
        "Papers that do not exist are in the sets of papers too; their title reads Unknown.",
        "The numbers of the sets of papers were not seen, so they are not checked.",
    ),
)
