"""Markdown and plain text: taken as they stand."""

from collections.abc import Iterator

from corpora.formats.text import Text, decoded, first_heading

__all__ = ["read"]


def read(data: bytes) -> Iterator[Text]:
    """Give the text of a Markdown or plain text file."""
    text = decoded(data)
    yield Text(title=first_heading(text), text=text)
