"""Files people keep texts in, one format a file: PDF, HTML, Word, Markdown, plain text, JSON Lines."""

from corpora.formats.reading import SUFFIXES, read_file
from corpora.formats.text import Text

__all__ = ["SUFFIXES", "Text", "read_file"]
