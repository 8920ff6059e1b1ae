"""What a case is handed out as: PDF, DICOM SR and SEG, FHIR, JSON, HTML."""

import io
import shutil
import zipfile
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Literal, NamedTuple, get_args

from agent.audit import Audit, AuditError
from agent.diagnosis import Diagnosis
from agent.exporting import export
from agent.page.cases import CaseFile
from agent.page.errors import Unusable
from agent.report import as_page

__all__ = ["HANDOUTS", "Handout", "Kind", "hand_out", "reviewed"]

Kind = Literal["pdf", "sr", "seg", "fhir", "json", "html"]
HANDOUTS: tuple[Kind, ...] = get_args(Kind)
_MEDIA = {
    "pdf": "application/pdf",
    "dcm": "application/dicom",
    "json": "application/json",
    "html": "text/html; charset=utf-8",
    "zip": "application/zip",
}


class Handout(NamedTuple):
    """A file to save."""

    name: str
    media: str
    data: bytes


def reviewed(case: CaseFile, diagnosis: Diagnosis) -> Diagnosis:
    """The diagnosis with what people made of it among its notes, so that no surface shows it without."""
    notes = [
        f"Review by {one.by}: {one.code} {one.verdict}" + (f": {one.text}" if one.text else "") + "."
        for one in case.reviews.values()
    ]
    return replace(diagnosis, notes=(*diagnosis.notes, *notes))


def hand_out(case: CaseFile, diagnosis: Diagnosis, kind: Kind, folder: Path, audit: Audit | None) -> Handout:
    """Make a file of a case; blocking.

    Args:
        case: The case.
        diagnosis: Which of its answers.
        kind: The format.
        folder: Empty; removed again.
        audit: Where the digest of the file is recorded.

    Raises:
        Unusable: If this case cannot be written in this format, with the reason.
        AgentError: As `agent.export`.
    """
    shown = reviewed(case, diagnosis)
    stem = f"case-{case.id[:8]}"
    if kind in ("json", "html"):
        text = f"{shown.to_json()}\n" if kind == "json" else as_page(shown)
        made = Handout(f"{stem}.{kind}", _MEDIA[kind], text.encode("utf-8", "replace"))
        _recorded(audit, case, made)
        return made
    try:
        done = export(shown, [study.source for study in case.studies()] or None, folder, [kind])
        files = {name: path.read_bytes() for name, path in done.files.items()}
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    if not files:
        raise Unusable(done.left_out.get(kind, "Nothing of this case can be written in this format."))
    made = _packed(stem, files)
    _recorded(audit, case, made)
    return made


def _packed(stem: str, files: dict[str, bytes]) -> Handout:
    if len(files) == 1:
        (name, data), *_ = files.items()
        return Handout(f"{stem}.{name}", _MEDIA[name.rpartition(".")[2]], data)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return Handout(f"{stem}.zip", _MEDIA["zip"], packed.getvalue())


def _recorded(audit: Audit | None, case: CaseFile, made: Handout) -> None:
    if audit is None:
        return
    try:
        audit.rendered(case.id, {made.name: sha256(made.data).hexdigest()})
    except AuditError as error:
        raise Unusable(f"It was not handed out, since that could not be recorded: {error}") from error
