"""MedQuAD: questions and answers of the National Institutes of Health, one XML file a topic."""

from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError

from corpora.document import Passage, Provenance
from corpora.errors import CorpusError
from corpora.loaders.loader import Item, Loader, files_below

__all__ = ["LOADER", "read"]

_LARGEST = 20 << 20
"""Bytes of the largest file that is read [B]; the largest published has about 1 MB."""


def read(path: Path, name: str) -> Iterator[Item]:
    """Give one passage for each question that has an answer; three collections come without answers.

    Raises:
        CorpusError: If a file does not follow the layout, or the extra `ingest` is not installed.
    """
    for file in files_below(path, "*.xml"):
        root = _parsed(file)
        document = f"{name}/{file.parent.name}/{file.stem}".replace("#", "_")
        for pair in root.iter("QAPair"):
            question, answer = pair.find("Question"), pair.find("Answer")
            if question is None or answer is None or not (answer.text or "").strip():
                continue
            asked = (question.text or "").strip()
            yield Passage(
                id=f"{document}#{question.get('qid') or pair.get('pid')}",
                document=document,
                text=f"{asked}\n{(answer.text or '').strip()}",
                source=Provenance(
                    title=(root.findtext("Focus") or file.stem).strip(),
                    issuer=root.get("source") or "MedQuAD",
                    year=None,
                    url=root.get("url") or "",
                    section=question.get("qtype") or "",
                    licence="CC BY 4.0",
                ),
            )


def _parsed(file: Path) -> Element:
    try:
        from defusedxml.common import DefusedXmlException
        from defusedxml.ElementTree import parse
    except ModuleNotFoundError as error:
        raise CorpusError("Reading MedQuAD needs defusedxml: install the extra 'ingest'.") from error
    try:
        if file.stat().st_size > _LARGEST:
            raise CorpusError(f"{file.name!r} is larger than {_LARGEST >> 20} MB; this is another layout.")
        root: Element = parse(file).getroot()
    except (OSError, ParseError, DefusedXmlException, ValueError, RecursionError) as error:
        raise CorpusError(f"{file.name!r} cannot be read as XML ({type(error).__name__}).") from error
    if root.tag != "Document":
        raise CorpusError(f"{file.name!r} is no MedQuAD file: its root is {root.tag[:40]!r}, not 'Document'.")
    return root


LOADER = Loader(
    name="medquad",
    layout="Document(id, source, url) ⊃ Focus, QAPairs ⊃ QAPair(pid) ⊃ Question(qid, qtype), Answer",
    described="https://github.com/abachaa/MedQuAD",
    read=read,
)
