"""Guidelines as FHIR implementation guides, such as WHO SMART: Markdown pages and the narratives of resources."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from corpora.document import Document, Provenance
from corpora.errors import CorpusError
from corpora.formats import read_file
from corpora.loaders.loader import Item, Loader

__all__ = ["LOADER", "read"]

_KINDS = frozenset({"ActivityDefinition", "Library", "Measure", "PlanDefinition", "Questionnaire"})
"""Resources that say what to do; profiles and value sets are about data."""
_TEXTS = ("description", "purpose", "usage", "copyright")
_LARGEST = 20 << 20
"""Bytes of the largest resource that is read [B]."""


def read(path: Path, name: str) -> Iterator[Item]:
    """Give a document for each page (`pagecontent/*.md`) and for each resource that has words (`*.json`).

    Raises:
        CorpusError: If the folder holds neither, or a file cannot be read.
    """
    pages = sorted(one for one in path.rglob("*.md") if one.parent.name == "pagecontent")
    resources = sorted(one for one in path.rglob("*.json") if not any(part.startswith(".") for part in one.parts))
    if not pages and not resources:
        raise CorpusError(f"{path.name!r} holds no pagecontent/*.md and no resources; name the guide's folder.")
    for page in pages:
        for text in read_file(page):
            if text.text.strip():
                title = text.title or page.stem
                yield _document(name, f"page/{page.stem}", title, text.text, page.name)
    for resource in resources:
        said = _resource(resource)
        narrative = _narrative(said)
        if narrative:
            title = str(said.get("title") or said.get("name") or resource.stem)
            key = f"{said['resourceType']}/{said.get('id') or resource.stem}"
            yield _document(name, key, title, f"# {title}\n\n{narrative}", str(said.get("url") or resource.name))


def _document(name: str, key: str, title: str, text: str, url: str) -> Document:
    source = Provenance(title=title, issuer=name, year=None, url=url)
    return Document(id=f"{name}/{key}".replace("#", "_"), text=text, source=source)


def _resource(path: Path) -> dict[str, Any]:
    try:
        if path.stat().st_size > _LARGEST:
            raise CorpusError(f"{path.name!r} is larger than {_LARGEST >> 20} MB; leave it out.")
        said = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError) as error:
        raise CorpusError(f"{path.name!r} cannot be read as JSON ({type(error).__name__}).") from error
    return said if isinstance(said, dict) and said.get("resourceType") in _KINDS else {}


def _narrative(said: dict[str, Any]) -> str:
    """Descriptions of a resource and of its actions and items, each once."""
    found: dict[str, None] = {}
    waiting: list[Any] = [said] if said else []
    while waiting:
        part = waiting.pop(0)
        if isinstance(part, dict):
            for field in _TEXTS:
                if isinstance(part.get(field), str) and part[field].strip():
                    found.setdefault(part[field].strip())
            if isinstance(part.get("title"), str) and part is not said:
                found.setdefault(part["title"].strip())
            waiting.extend(part[field] for field in ("action", "item") if field in part)
        elif isinstance(part, list):
            waiting.extend(part)
    return "\n\n".join(found)


LOADER = Loader(
    name="implementation_guide",
    layout="input/pagecontent/*.md, and FHIR resources as *.json (definitions and questionnaires)",
    described="https://www.hl7.org/fhir/implementationguide.html",
    read=read,
)
