"""Word documents (.docx): headings, paragraphs, lists and tables."""

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from corpora.formats.text import Text

__all__ = ["read"]

_HEADING = re.compile(r"^(?:Heading|heading) ([1-6])$")
_INFLATED = 200 << 20
"""Most bytes that the parts of a document may have unpacked [B]; a book of pictures has some 100 MB."""


def read(data: bytes) -> Iterator[Text]:
    """Give the words of a document in their order.

    Raises:
        ValueError: If it is damaged or would unpack to more than `_INFLATED`.
        ModuleNotFoundError: If the extra `ingest` is not installed.
    """
    import docx
    from docx.opc.exceptions import OpcError
    from docx.table import Table

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(part.file_size for part in archive.infolist()) > _INFLATED:
                raise ValueError(f"it unpacks to more than {_INFLATED >> 20} MB; save it without its pictures")
        document = docx.Document(io.BytesIO(data))
        lines = [
            _table(part) if isinstance(part, Table) else _paragraph(part) for part in document.iter_inner_content()
        ]
        title = document.core_properties.title
    except (OpcError, zipfile.BadZipFile, KeyError, SyntaxError, AttributeError, RecursionError) as error:
        raise ValueError(
            f"it is no Word document or damaged ({type(error).__name__}); save it as .docx again"
        ) from error
    text = "\n\n".join(line for line in lines if line.strip()) + "\n"
    yield Text(title=title or "", text=text)


def _paragraph(part: Any) -> str:
    style = part.style.name if part.style is not None else ""
    heading = _HEADING.match(style or "")
    if heading or style == "Title":
        return f"{'#' * int(heading[1]) if heading else '#'} {part.text.strip()}" if part.text.strip() else ""
    return f"- {part.text.strip()}" if (style or "").startswith("List") and part.text.strip() else str(part.text)


def _table(part: Any) -> str:
    rows = [[" ".join(cell.text.split()) for cell in row.cells] for row in part.rows]
    if not rows:
        return ""
    written = [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join([written[0], f"|{'---|' * len(rows[0])}", *written[1:]])
