"""PDF, page by page; each page is a section, so that a citation names it."""

import io
from collections.abc import Iterator

from corpora.formats.text import MAX_CHARACTERS, Text

__all__ = ["read"]

_PAGES = 5_000
"""Most pages of a file; the longest textbooks have about 3,000."""


def read(data: bytes) -> Iterator[Text]:
    """Give the words of a PDF under a heading for each page. Pictures of words are not read.

    Raises:
        ValueError: If it cannot be read, is locked by a password, too long, or holds no words.
        ModuleNotFoundError: If the extra `ingest` is not installed.
    """
    import pypdf
    from pypdf.errors import PyPdfError

    try:
        document = pypdf.PdfReader(io.BytesIO(data))
        if document.is_encrypted and not document.decrypt(""):
            raise ValueError("it is locked by a password; unlock it first")
        if len(document.pages) > _PAGES:
            raise ValueError(f"it has {len(document.pages)} pages, at most {_PAGES} are read; split it")
        pages = [page.extract_text() for page in document.pages]
        title = (document.metadata.title if document.metadata else None) or ""
    except (PyPdfError, RecursionError, KeyError, TypeError, AttributeError, IndexError, OverflowError) as error:
        raise ValueError(f"it is damaged ({type(error).__name__}); open and save it again") from error
    if not any(page.strip() for page in pages):
        raise ValueError("no words are in it, only pictures of them; run text recognition over it first")
    if sum(map(len, pages)) > MAX_CHARACTERS:
        raise ValueError(f"it has more than {MAX_CHARACTERS} characters; split it")
    text = "".join(f"## Page {number}\n\n{page.strip()}\n\n" for number, page in enumerate(pages, 1) if page.strip())
    yield Text(title=str(title).strip(), text=text)
