"""Tables of cases: read from CSV, written so that no spreadsheet runs what stands in a cell."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from agent.case import HISTORY_LIMIT
from agent.page.errors import TooLarge, Unusable

__all__ = ["COLUMNS", "Row", "read_table", "safe_cell", "write_table"]

COLUMNS = ("case", "images", "history", "question")
"""What a table of cases may have; `images` has to be there: names of files or folders of the same upload."""
_DELIMITERS = (",", ";", "\t")
"""What spreadsheets write between cells; where the comma is the decimal sign, it is the semicolon."""
_TOLD = 5
"""Unknown headings that a refusal names [1]. Ours."""
_LONGEST_HEADING = 40
"""Characters of a heading in a refusal [1]. Ours."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""With these a spreadsheet takes a cell for a formula; wide forms are folded by some.
Source: OWASP, CSV Injection."""


class Row(NamedTuple):
    """One case of a table."""

    name: str
    images: str
    """Name of a file or folder of the upload; several with semicolons between them."""
    history: str
    question: str


def read_table(text: str, most: int) -> list[Row]:
    """Read the cases of a CSV table with a line of headings; commas, semicolons or tabs stand between its cells.

    Raises:
        Unusable: If a heading is missing or unknown, or a line has no images.
        TooLarge: If it has too many lines.
    """
    try:
        text = text.lstrip("\ufeff")
        reader = csv.DictReader(io.StringIO(text), strict=True, delimiter=_delimiter(text))
        headings = [str(one).strip().casefold() for one in reader.fieldnames or ()]
        _check_headings(headings)
        reader.fieldnames = headings
        rows = []
        for number, line in enumerate(reader, start=1):
            if number > most:
                raise TooLarge(f"A batch has at most {most} cases; split the table.")
            rows.append(_row(number, line))
    except csv.Error as error:
        raise Unusable("The table is no sound CSV; write it again with commas or semicolons, and quotes.") from error
    if not rows:
        raise Unusable("The table has no case.")
    return rows


def _delimiter(text: str) -> str:
    """What stands between the cells: that by which most headings are known; the comma where that says nothing."""
    head = text.partition("\n")[0]

    def known(delimiter: str) -> int:
        return len({one.strip(' "\r').casefold() for one in head.split(delimiter)} & set(COLUMNS))

    return max(_DELIMITERS, key=known)


def _check_headings(headings: Sequence[str]) -> None:
    unknown = [one for one in dict.fromkeys(headings) if one not in COLUMNS]
    missing = [] if "images" in headings else ["the column images is missing"]
    twice = sorted({one for one in headings if one in COLUMNS and headings.count(one) > 1})
    wrong = [
        *missing,
        *(f"the column {_shown(one)} is not known" for one in unknown[:_TOLD]),
        *(f"the column {one} stands there twice" for one in twice),
    ]
    if len(unknown) > _TOLD:
        wrong.append(f"nor are {len(unknown) - _TOLD} more")
    if wrong:
        raise Unusable(f"The table has the columns {', '.join(COLUMNS)}: {'; '.join(wrong)}.")


def _shown(heading: str) -> str:
    text = "".join(one for one in heading if one.isprintable())
    return f"“{text[:_LONGEST_HEADING]}{'…' if len(text) > _LONGEST_HEADING else ''}”"


def _row(number: int, line: Mapping[str, Any]) -> Row:
    cells = {name: (line.get(name) or "").strip() for name in COLUMNS}
    if None in line or not cells["images"]:
        raise Unusable(f"Line {number} of the table names no images, or has more cells than headings.")
    if len(cells["history"]) > HISTORY_LIMIT:
        raise Unusable(f"The history in line {number} of the table is longer than {HISTORY_LIMIT:,} characters.")
    return Row(cells["case"] or f"case {number}", cells["images"], cells["history"], cells["question"])


def safe_cell(value: object) -> str:
    """A cell that is shown and never run: what could be a formula gets an apostrophe in front."""
    if value is None:
        return ""
    if isinstance(value, int | float):
        return f"{value:g}"
    text = "".join(one for one in str(value) if one in "\t\n" or one.isprintable())
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA) else text


def write_table(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Write a CSV table, every cell quoted."""
    stream = io.StringIO()
    writer = csv.writer(stream, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(headings)
    for row in rows:
        writer.writerow([safe_cell(cell) for cell in row])
    return stream.getvalue()
