"""`benchmark.json` of MIRAGE: five sets of multiple choice under one roof, keyed by set and question."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import orjson

from evals.errors import DatasetError
from evals.layouts.choices import letter_of, options_of
from evals.records import field_of, read_json
from evals.sample import Sample

__all__ = ["ADDRESS", "FILE", "mirage_fixture", "mirage_samples"]

FILE = "benchmark.json"
ADDRESS = "https://github.com/Teddy-XiongGZ/MIRAGE"


def mirage_samples(path: Path, name: str) -> Iterator[Sample]:
    """Yield the questions of one set, in the order in which MIRAGE scores them: sorted by id.

    Args:
        path: Of `benchmark.json`.
        name: `mmlu`, `medqa`, `medmcqa`, `pubmedqa` or `bioasq`.

    Raises:
        DatasetError: If the set or a field is missing.
    """
    everything = read_json(path)
    rows = field_of(everything, name, path) if isinstance(everything, dict) else None
    if not isinstance(rows, dict):
        raise DatasetError(f"{path}: an object of questions by id is wanted for {name!r}.")
    for key in sorted(rows):
        yield _sample(key, rows[key], f"{path}, {name} {key}")


def _sample(key: str, row: dict[str, Any], place: str) -> Sample:
    options = options_of(field_of(row, "options", place), place)
    return Sample(
        id=key,
        question=str(field_of(row, "question", place)),
        target=letter_of(str(field_of(row, "answer", place)), options, place),
        options=options,
    )


def mirage_fixture(folder: Path, name: str, rows: Sequence[tuple[str, Sequence[str], str]]) -> None:
    """Write a `benchmark.json` with one set of questions, options and answers (letters)."""
    made = {
        f"{number:04d}": {"question": question, "options": dict(zip("ABCD", options, strict=False)), "answer": answer}
        for number, (question, options, answer) in enumerate(rows)
    }
    (folder / FILE).write_bytes(orjson.dumps({name: made}))
