"""PathVQA: questions about pathology pictures of textbooks."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from evals.benchmark import Benchmark, Official, Scored
from evals.layouts.beir import write_jsonl
from evals.layouts.pictures import draw
from evals.records import field_of, one_of, read_jsonl
from evals.sample import Sample
from evals.scoring.boxed import NOTHING, boxed
from evals.scoring.medevalkit import DEFECTS, tagged, yes_no_right
from evals.scoring.visual_answers import visual_report

__all__ = ["BENCHMARK"]


def _read(folder: Path, split: str) -> Iterator[Sample]:
    path = one_of(folder, f"{split}.jsonl")
    for number, row in enumerate(read_jsonl(path)):
        answer = str(field_of(row, "answer", path)).strip()
        picture = str(field_of(row, "image", path))
        closed = answer.casefold() in ("yes", "no")
        yield Sample(
            id=f"{split}-{number:05d}",
            question=str(field_of(row, "question", path)).strip(),
            target=answer.casefold() if closed else answer,
            images=(folder / picture,),
            groups={"answer": "closed" if closed else "open"},
            cluster=picture,
            extra={"kind": "yes-no" if closed else "open", "answer": answer.lower()},
        )


def _fixture(folder: Path) -> None:
    for split in ("test", "validation", "train"):
        for number in range(2):
            draw(folder / "images" / f"{split}-{number}.png", 70 * (number + 1))
        write_jsonl(
            folder / f"{split}.jsonl",
            [
                {"image": f"images/{split}-0.png", "question": "is the made cell large?", "answer": "yes"},
                {"image": f"images/{split}-1.png", "question": "what is made?", "answer": "a grey picture"},
            ],
        )


def _reply(said: str) -> str:
    found = boxed(said)
    return (found if found != NOTHING else tagged(said)).lower().strip()


def _score(scored: Scored) -> Mapping[str, float]:
    return visual_report(scored, _reply, lambda sample: sample.groups["answer"] == "closed", yes_no_right)


BENCHMARK = Benchmark(
    name="pathvqa",
    title="PathVQA",
    kind="open",
    source="https://huggingface.co/datasets/flaviagiammarino/path-vqa",
    revision="fields as read by MedEvalKit (utils/PATH_VQA/PATH_VQA.py)",
    licence="MIT",
    access="open",
    citation="He et al. 2020, arXiv 2003.10286",
    layout="Parquet with image, question, answer. Read here from its export: `{test,validation,train}.jsonl` with image"
    " (a path), question, answer.",
    confirmed=True,
    main_score="accuracy",
    splits=("test", "validation", "train"),
    read=_read,
    fixture=_fixture,
    official=Official(
        score=_score,
        source="https://github.com/alibaba-damo-academy/MedEvalKit/blob/main/utils/PATH_VQA/PATH_VQA.py",
        defects=DEFECTS[1:],
    ),
    notes=(
        "Export once with the library `datasets`: save `row['image']` as a PNG under `images/` and write its path with"
        " question and answer as one line of JSON. Parquet is not read, and the first publication's files are pickles,"
        " which are never opened.",
        "Official is MedEvalKit without its judge; most papers use the judge, and their figures are not these.",
        "The published numbers of questions were not seen at the source, so they are not checked.",
    ),
)
