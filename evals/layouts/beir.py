"""Questions, judged documents and a corpus in the layout of BEIR."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import orjson

from evals.errors import DatasetError
from evals.records import field_of, read_jsonl

__all__ = ["read_grades", "read_queries", "write_beir", "write_jsonl"]


def read_queries(path: Path, *, key: str = "_id", text: str = "text") -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield id and row of each question that has both fields.

    Raises:
        DatasetError: If a row lacks one.
    """
    for row in read_jsonl(path):
        field_of(row, text, path)
        yield str(field_of(row, key, path)), row


def read_grades(path: Path) -> dict[str, dict[str, float]]:
    """Return grades by question and document from three columns with tabs, with or without a header.

    Raises:
        DatasetError: If a line has not three columns, or the last is no number.
    """
    grades: dict[str, dict[str, float]] = defaultdict(dict)
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise DatasetError(f"{path} cannot be read: {error.strerror}.") from None
    for number, line in enumerate(lines, start=1):
        columns = line.split("\t")
        if number == 1 and columns == ["query-id", "corpus-id", "score"]:
            continue
        try:
            query, document, grade = columns
            grades[query][document] = float(grade)
        except ValueError:
            raise DatasetError(f"{path}, line {number}: wanted are question, document and grade.") from None
    return dict(grades)


def write_beir(
    folder: Path, queries: Sequence[Mapping[str, Any]], corpus: Sequence[Mapping[str, Any]], split: str, grades: str
) -> None:
    """Write a set in exactly this layout: `corpus.jsonl`, `queries.jsonl` and `qrels/<split>.tsv`."""
    (folder / "qrels").mkdir(parents=True)
    write_jsonl(folder / "queries.jsonl", queries)
    write_jsonl(folder / "corpus.jsonl", corpus)
    (folder / "qrels" / f"{split}.tsv").write_text(f"query-id\tcorpus-id\tscore\n{grades}", encoding="utf-8")


def write_jsonl(path: Path, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write rows as JSON Lines."""
    path.write_bytes(b"".join(orjson.dumps(row) + b"\n" for row in rows))
