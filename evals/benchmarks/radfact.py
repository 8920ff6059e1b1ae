"""RadFact: grounded reports of chest films, sentence by sentence, with the boxes of what they show."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import orjson

from evals.benchmark import Benchmark, Official, Scored
from evals.errors import DatasetError
from evals.layouts.grounded import grounded_of
from evals.layouts.pictures import draw
from evals.records import field_of, one_of, read_json
from evals.sample import Sample
from evals.scoring.grounded import RULE, reference_of
from evals.scoring.radfact import DEFECTS, SOURCE, published_figures, published_sample

__all__ = ["BENCHMARK"]

_FILES = ("grounded_reporting_examples.json", "examples/grounded_reporting_examples.json", "grounded_reports.json")
_PICTURES = ("png", "jpg", "jpeg", "dcm")
_QUESTION = "Report the findings of this chest film: one finding a sentence, what is absent as well as what is there."


def _read(folder: Path, split: str) -> Iterator[Sample]:
    path = one_of(folder, *_FILES)
    rows = read_json(path)
    if not isinstance(rows, list):
        raise DatasetError(f"{path}: a list of reports is wanted.")
    for number, row in enumerate(rows):
        if not isinstance(row, dict):
            raise DatasetError(f"{path}, report {number}: an object is wanted.")
        place = f"{path}, report {number}"
        reference = grounded_of(field_of(row, "target", place), place)
        grounded_of(row.get("prediction", []), place)
        key = str(field_of(row, "example_id", place))
        yield Sample(
            id=key,
            question=_QUESTION,
            target=" ".join(one.text for one in reference),
            images=_picture(folder, key),
            extra={
                "rule": RULE,
                "reference": orjson.dumps(row["target"]).decode(),
                "prediction": row.get("prediction"),
            },
        )


def _picture(folder: Path, key: str) -> tuple[Path, ...]:
    places = (folder / "images" / f"{key}.{ending}" for ending in _PICTURES)
    return tuple(one for one in places if one.is_file())[:1]


def _fixture(folder: Path) -> None:
    box = {"x_min": 0.5, "y_min": 0.25, "x_max": 0.75, "y_max": 0.5}
    rows = [
        {
            "prediction": [
                {"text": "Made shadow on the left.", "boxes": [box]},
                {"text": "No made effusion.", "boxes": None},
            ],
            "target": [{"text": f"Made shadow {number}.", "boxes": [box]}, {"text": "No made line.", "boxes": None}],
            "example_id": number,
        }
        for number in (0, 1)
    ]
    (folder / _FILES[0]).write_bytes(orjson.dumps(rows))
    draw(folder / "images" / "0.png", 120)


def _score(scored: Scored) -> Mapping[str, float]:
    return published_figures([published_sample(prediction.said, reference_of(sample)) for sample, prediction in scored])


BENCHMARK = Benchmark(
    name="radfact",
    title="RadFact: grounded reports",
    kind="report",
    source="https://github.com/microsoft/RadFact",
    revision="examples at commit 6faecba, metric at commit 3099376",
    licence="MIT (code and examples)",
    access="open",
    citation="Bannur et al. 2024 (MAIRA-2), arXiv 2406.04449",
    layout="A JSON list of prediction and target, each a list of text and boxes (`null`, or x_min, y_min, x_max, y_max"
    f" in shares of the image), and example_id, as in `{_FILES[1]}`. Pictures, where one has them, are expected as"
    " `images/<example_id>.png`; the publishers' files have none.",
    confirmed=True,
    main_score="logical_f1",
    read=_read,
    fixture=_fixture,
    official=Official(score=_score, source=SOURCE, defects=DEFECTS),
    notes=(
        "RadFact is a metric; the publishers' examples show its layout, and a set in it is one's own: PadChest-GR"
        " (arXiv 2411.05085) has grounded reports of 4,555 studies, in another layout.",
        "The published rule needs a judge. It is applied to a recorded reply that holds the judge's verdicts beside the"
        " report (`evals.scoring.radfact.published_sample`); any other reply is a report without a valid record.",
        "Our own score asks the judge that was named, one sentence at a time and both ways; a report of which a call"
        " failed ends as `judge`. Without a judge it goes by shared words, which know no synonyms: a lower bound.",
        "Recorded reports are scored with `python -m evals examine FILE`.",
        "The prediction that a file brings along stands in `extra` and is never shown.",
    ),
)
