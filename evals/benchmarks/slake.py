"""SLAKE: questions in English and Chinese about radiology images with labelled organs."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import orjson

from evals.benchmark import Benchmark, Official, Scored
from evals.layouts.pictures import draw
from evals.records import field_of, one_of, read_json
from evals.sample import Sample
from evals.scoring.boxed import NOTHING, boxed
from evals.scoring.medevalkit import DEFECTS, SOURCE, closed_right, tagged, yes_no_right
from evals.scoring.visual_answers import visual_report

__all__ = ["BENCHMARK"]

_PICTURES = "imgs"


def _read(folder: Path, split: str) -> Iterator[Sample]:
    path = one_of(folder, f"{split}.json")
    for number, row in enumerate(read_json(path)):
        answer = str(field_of(row, "answer", path)).strip()
        picture = str(field_of(row, "img_name", path))
        closed = answer.casefold() in ("yes", "no")
        yield Sample(
            id=str(row.get("qid", number)),
            question=str(field_of(row, "question", path)).strip(),
            target=answer.casefold() if closed else answer,
            images=(folder / _PICTURES / picture,),
            groups={
                "language": str(field_of(row, "q_lang", path)),
                "answer": str(field_of(row, "answer_type", path)),
                "modality": str(row.get("modality", "")),
                "content": str(row.get("content_type", "")),
            },
            cluster=picture,
            extra={"kind": "yes-no" if closed else "open", "answer": str(row["answer"])},
        )


def _fixture(folder: Path) -> None:
    for split in ("test", "validate", "train"):
        rows = []
        for number, (asked, answer, form) in enumerate(
            (("Is this a made picture?", "Yes", "CLOSED"), ("Which organ is it?", "Lung", "OPEN"))
        ):
            picture = f"xmlab{number}/source.jpg"
            draw(folder / _PICTURES / picture, 50 * (number + 1))
            rows.append(
                {
                    "img_id": number,
                    "img_name": picture,
                    "question": asked,
                    "answer": answer,
                    "q_lang": "en",
                    "location": "Chest",
                    "modality": "X-Ray",
                    "answer_type": form,
                    "base_type": "vqa",
                    "content_type": "Organ",
                    "triple": ["vhead", "_", "_"],
                    "qid": 100 + number,
                }
            )
        (folder / f"{split}.json").write_bytes(orjson.dumps(rows))


def _reply(said: str) -> str:
    found = boxed(said)
    return found if found != NOTHING else tagged(said)


def _closed(said: str, answer: str) -> bool:
    return yes_no_right(said, answer) if answer in ("yes", "no") else closed_right(said, answer)


def _score(scored: Scored) -> Mapping[str, float]:
    return visual_report(scored, _reply, lambda sample: sample.groups["answer"] != "OPEN", _closed)


BENCHMARK = Benchmark(
    name="slake",
    title="SLAKE",
    kind="open",
    source="https://huggingface.co/datasets/BoKelvin/SLAKE",
    revision="as read by MedEvalKit, commit c3651c9",
    licence="CC-BY-4.0",
    access="open",
    citation="Liu et al. 2021, arXiv 2102.09542",
    layout="`test.json`, `validate.json`, `train.json`: lists of img_name, question, answer, q_lang, answer_type,"
    " modality, content_type, qid; pictures under `imgs/`.",
    confirmed=True,
    main_score="accuracy",
    splits=("test", "validate", "train"),
    read=_read,
    fixture=_fixture,
    official=Official(
        score=_score,
        source="https://github.com/alibaba-damo-academy/MedEvalKit/blob/main/utils/SLAKE/SLAKE.py",
        defects=(
            *DEFECTS[1:],
            "The answers of SLAKE are `Yes` and `No` with a capital, which the test for yes and no does not know: they"
            " must be equal to the whole reply, so that `Yes, it is` is wrong.",
        ),
    ),
    notes=(
        "Official is MedEvalKit without its judge (which is optional; most papers use it, and their figures are not"
        " these). BLEU-2 to 4 and ROUGE are left out.",
        f"Shared helpers: {SOURCE}.",
        "The published numbers of questions were not seen at the source, so they are not checked.",
    ),
)
