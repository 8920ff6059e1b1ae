"""MEDEC: is there an error in a clinical text, in which sentence, and what should it say?"""

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path

from evals.benchmark import Benchmark, Official, Scored
from evals.errors import DatasetError
from evals.records import field_of, one_of, read_csv
from evals.sample import Sample
from evals.scoring.medec import NOTHING, SOURCE, Submitted, medec_figures, medec_line

__all__ = ["BENCHMARK"]

_FILES = {"test": ("MEDEC-MS-TestSet-with-GroundTruth-and-ErrorType.csv",)}
_ASKED = (
    "Does this clinical text hold a medical error? It is correct or holds exactly one. Reply with one line and nothing"
    " else: 0 -1 NA if it is correct; otherwise 1, the number of the sentence with the error, and that sentence"
    ' corrected, in quotes, such as: 1 8 "the corrected sentence".'
)


def _read(folder: Path, split: str) -> Iterator[Sample]:
    path = one_of(folder, *_FILES[split], *(f"MEDEC-MS/{name}" for name in _FILES[split]))
    for row in read_csv(path):
        name, flag = field_of(row, "Text ID", path).strip(), field_of(row, "Error Flag", path).strip()
        if flag not in ("0", "1"):
            raise DatasetError(f"{path}, {name}: the error flag is {flag!r}, wanted is 0 or 1.")
        sentence = field_of(row, "Error Sentence ID", path).strip()
        correction = field_of(row, "Corrected Sentence", path).strip() or NOTHING
        kind = (row.get("Error Type") or "").strip()
        yield Sample(
            id=name,
            question=_ASKED,
            target=f"{flag} {sentence} {correction}",
            history=field_of(row, "Sentences", path).strip(),
            groups={"error": kind if kind not in ("", NOTHING) else "none"},
            extra={"flag": flag, "sentence": sentence, "correction": correction},
        )


def _fixture(folder: Path) -> None:
    head = ["Text ID", "Text", "Sentences", "Error Flag", "Error Type", "Error Sentence ID", "Error Sentence"]
    head += ["Corrected Sentence", "Corrected Text"]
    first, wrong, right = "A made patient coughs.", "A made virus is the cause.", "A made mould is the cause."
    texts = (f"{first} {wrong}", f"{first} {right}")
    rows = [
        ["ms-test-0", texts[0], f"0 {first}\n1 {wrong}\n", "1", "causalOrganism", "1", wrong, right, texts[1]],
        ["ms-test-1", texts[1], f"0 {first}\n1 {right}\n", "0", "NA", "-1", "NA", "NA", "NA"],
    ]
    with (folder / _FILES["test"][0]).open("w", encoding="utf-8", newline="") as lines:
        csv.writer(lines).writerows([head, *rows])


def _score(scored: Scored) -> Mapping[str, float]:
    return medec_figures(
        [
            (
                Submitted(*(str(sample.extra[name]) for name in ("flag", "sentence", "correction"))),
                medec_line(sample.id, prediction.said),
            )
            for sample, prediction in scored
        ]
    )


BENCHMARK = Benchmark(
    name="medec",
    title="MEDEC (MS collection)",
    kind="open",
    source="https://github.com/abachaa/MEDEC",
    revision="commit f59bf28 (test), MEDIQA-CORR-2024 commit 41675b3 (evaluation)",
    licence="unstated (see the repository)",
    access="open",
    citation="Ben Abacha et al. 2024, arXiv 2412.19260",
    layout="`MEDEC-MS-TestSet-with-GroundTruth-and-ErrorType.csv`: Text ID, Text, Sentences (numbered, one a line),"
    " Error Flag, Error Type, Error Sentence ID, Error Sentence, Corrected Sentence, Corrected Text; NA where there is"
    " no error.",
    confirmed=True,
    main_score="flags_accuracy",
    counts={"test": 597},
    read=_read,
    fixture=_fixture,
    official=Official(
        score=_score,
        source=SOURCE,
        defects=(
            "Blanks are to be joined, but text and replacement are swapped: the line is put in for one space, so that a"
            " backslash in a correction is acted on, and an unknown one ends the whole evaluation; it counts as nothing"
            " submitted here.",
            "A correction of points alone also ends it (no sentence is left for ROUGE); it is worth 0 here.",
            "A line must begin with an id in small letters and hold a flag, a number and a text; others are passed over"
            " with a warning, and what is missing counts as wrong.",
            "ROUGE is of different words, in capitals or not as they stand, punctuation glued to them; a point splits"
            " even 5.5 in two.",
            "A flag of 0 makes the correction NA, whatever was written.",
        ),
    ),
    notes=(
        "r1fc and r2fc are the publishers' composites of ROUGE-1 and ROUGE-2. ROUGE-L, BERTScore, BLEURT and with them"
        " the aggregate that ranked the shared task are left out: two of them need models.",
        "Our strict score wants flag, sentence and correction right at once, word for word.",
        "The UW collection needs a data use agreement; the training and validation files of MS were not seen and are"
        " not read.",
        "The model is shown the numbered sentences, not the running text; where sentences were cut wrongly, at units"
        " and figures, it sees them so.",
    ),
)
