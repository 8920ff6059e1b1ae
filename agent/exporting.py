"""A diagnosis, written in the clinic's formats: DICOM SR and SEG, FHIR R4, PDF."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal, get_args

from agent.audit import Audit
from agent.auditing.system import git_commit, package_version
from agent.diagnosis import Claim, Diagnosis, Hypothesis
from agent.errors import ConfigurationError, InputError
from agent.evidence import Citation
from agent.outlines import outlined_again
from agent.report import annotated_png, not_judged_line, pictured, status_words
from guidelines import Vocabulary
from tools.deidentifying.pseudonyms import salt_of
from tools.errors import ToolError
from tools.exports.codes import Code, own
from tools.exports.errors import MissingExtra, NothingToRefer, require
from tools.exports.files import write_private
from tools.exports.filing import Filing
from tools.exports.report import (
    Advice,
    Danger,
    Observer,
    Picture,
    Report,
    Segment,
    Statement,
    Suggestion,
    Support,
    Sureness,
)
from tools.exports.sources import SourceImage, find_sources
from tools.private_files import make_private_folder

__all__ = ["FORMATS", "Exported", "Format", "as_report", "check_formats", "export"]

Format = Literal["sr", "seg", "fhir", "pdf"]
FORMATS: tuple[Format, ...] = get_args(Format)
_LIBRARIES: Mapping[str, str] = {"sr": "highdicom", "seg": "highdicom", "fhir": "fhir", "pdf": "reportlab"}
NAME = "MMedExpert Agent"
"""What the software calls itself where it is the observer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """What was written, and what was not."""

    files: Mapping[str, Path]
    """By file name."""
    left_out: Mapping[str, str]
    """Formats that were not written, and why, as sentences."""


def export(
    diagnosis: Diagnosis,
    source: Any,
    folder: str | Path,
    formats: Collection[str] = FORMATS,
    *,
    identify: bool = False,
    salt_file: Path | None = None,
    segments: Sequence[Segment] | None = None,
    audit: Audit | None = None,
) -> Exported:
    """Write a diagnosis in the clinic's formats; each is preliminary, observed by a device, and for research only.

    Args:
        diagnosis: What to write; from a run or from `Diagnosis.from_json`.
        source: The study that the case was worked on, as it was handed over; its images are found by their content.
            None: no study is at hand, so no SR, no SEG, and only the picture that the diagnosis holds.
        folder: Where to write; made if it is not there. Files are readable by their owner only.
        formats: Any of `sr`, `seg`, `fhir`, `pdf`.
        identify: True files the exports under the patient of the DICOM source, with its UIDs. Otherwise the patient is
            the case id and UIDs are replaced, unless the source says that it was de-identified before.
        salt_file: Key of the new UIDs; that of `python -m tools deidentify` makes the references of SR and SEG fit its
            clean copy of the study. None: a random one, and they fit no study.
        segments: Outlines for SEG; None makes those of the case again.
        audit: Where to record the hashes of what was written; it must hold the case.

    Raises:
        InputError: If a format is unknown, the study is not that of the case, or a file cannot be written.
        ConfigurationError: If the extra `exports` is not installed.
        AuditError: If the audit log does not hold the case.
    """
    check_formats(formats)
    try:
        filing = Filing(identify=identify, salt=salt_of(salt_file))
        sources = {} if source is None else find_sources(source, diagnosis.images)
        _same_study(diagnosis, source, sources)
        report = as_report(diagnosis, sources, segments=segments if "seg" in formats else ())
        place = Path(folder)
        files: dict[str, Path] = {}
        left_out: dict[str, str] = {}
        for one in (known for known in FORMATS if known in formats):
            try:
                made = _written(one, report, sources, filing)
            except NothingToRefer as error:
                left_out[one] = str(error)
                continue
            _prepare(place)
            for name, data in made.items():
                write_private(place / name, data)
                files[name] = place / name
    except ToolError as error:
        raise InputError(str(error)) from error
    if audit is not None and files:
        audit.rendered(diagnosis.case_id, {name: sha256(path.read_bytes()).hexdigest() for name, path in files.items()})
    return Exported(files=files, left_out=left_out)


def check_formats(formats: Collection[str]) -> None:
    """See that formats are known and can be written here.

    Raises:
        InputError: If one is unknown, or none is asked for.
        ConfigurationError: If the extra `exports` is not installed.
    """
    unknown = sorted(set(formats) - set(FORMATS))
    if unknown or not formats:
        named = f"not {unknown[0]!r}" if unknown else "and at least one of them"
        raise InputError(f"A diagnosis is exported as {', '.join(FORMATS)}, {named}.")
    try:
        for one in formats:
            require(_LIBRARIES[one], f"The format {one}")
    except MissingExtra as error:
        raise ConfigurationError(str(error)) from error


def _prepare(place: Path) -> None:
    try:
        make_private_folder(place)
    except OSError as error:
        raise InputError(f"The exports cannot be written to {str(place)!r}: {error.strerror}.") from error


def _written(one: str, report: Report, sources: Mapping[str, SourceImage], filing: Filing) -> dict[str, bytes]:
    """The files of one format, by name; the libraries are imported only for what is asked."""
    match one:
        case "sr":
            from tools.exports.sr import sr_bytes

            return {"report.sr.dcm": sr_bytes(report, sources, filing)}
        case "seg":
            from tools.exports.seg import seg_bytes

            made = seg_bytes(report, sources, filing)
            return {f"outlines-{number}.seg.dcm": data for number, data in enumerate(made, start=1)}
        case "fhir":
            from tools.exports.fhir import fhir_bytes

            return {"report.fhir.json": fhir_bytes(report, sources, filing)}
        case _:
            from tools.exports.pdf import pdf_bytes

            return {"report.pdf": pdf_bytes(report)}


def _same_study(diagnosis: Diagnosis, source: Any, sources: Mapping[str, SourceImage]) -> None:
    if source is not None and diagnosis.images and not any(one.digest in sources for one in diagnosis.images):
        raise InputError(
            "None of the case's images is in the study handed over; export it with the study that was diagnosed, "
            "or with None for a report without references."
        )


def as_report(
    diagnosis: Diagnosis,
    sources: Mapping[str, SourceImage],
    *,
    segments: Sequence[Segment] | None = None,
    created: datetime | None = None,
) -> Report:
    """Turn a diagnosis into the neutral report that every format writes.

    Args:
        diagnosis: The case.
        sources: The images of its study, by the digest of their content; may be empty.
        segments: Outlines; None makes those of the case again.
        created: When the report was made; None: now.
    """
    again, lost = outlined_again(diagnosis, sources) if segments is None else (tuple(segments), ())
    sure = diagnosis.confidence
    commit = git_commit()
    version = (package_version() or "development version") + (f" ({commit[:12]})" if commit else "")
    names = {one.condition: one.name for one in diagnosis.differential}
    return Report(
        case_id=diagnosis.case_id,
        status=diagnosis.status,
        outcome=status_words(diagnosis),
        reason=diagnosis.reason,
        notice=diagnosis.notice,
        observer=Observer(name=NAME, version=version, model=diagnosis.model),
        created=created or datetime.now(UTC),
        confidence=Sureness(value=sure.value, calibrated=sure.calibrated, method=sure.method, meaning=sure.meaning),
        question=diagnosis.question,
        answer=diagnosis.answer,
        basis=_statements(diagnosis.basis),
        red_flags=tuple(Danger(message=one.message, source=one.source) for one in diagnosis.red_flags),
        differential=tuple(_suggestion(one) for one in diagnosis.differential),
        images=diagnosis.images,
        findings=diagnosis.findings,
        measurements=diagnosis.measurements,
        citations=tuple(_support(one) for one in diagnosis.citations),
        next_tests=tuple(
            Advice(name=one.name, condition=names.get(one.condition, one.condition), citations=one.citations)
            for one in diagnosis.next_tests
        ),
        missing=diagnosis.missing,
        remarks=(*_remarks(diagnosis, sources), *lost),
        codes=_codes(diagnosis),
        segments=again,
        pictures=_pictures(diagnosis, sources),
    )


def _statements(claims: Sequence[Claim]) -> tuple[Statement, ...]:
    return tuple(Statement(text=one.text, citations=one.citations) for one in claims)


def _suggestion(one: Hypothesis) -> Suggestion:
    codes: list[Code] = []
    if one.icd10:
        codes.append(Code(value=one.icd10, scheme="I10", meaning=one.name))
    if one.snomed:
        codes.append(Code(value=one.snomed, scheme="SCT", meaning=one.name))
    return Suggestion(
        name=one.name,
        code=own("-".join(one.condition.split()), one.name),
        codes=tuple(codes),
        probability=one.probability,
        urgent=one.urgent,
        supports=_statements(one.supports),
        refutes=_statements(one.refutes),
    )


def _support(one: Citation) -> Support:
    graded = [word for word in (one.strength, one.certainty) if word and word != "not graded"]
    return Support(
        label=one.label,
        title=one.title,
        issuer=one.issuer,
        year=one.year,
        section=one.section,
        url=one.url,
        wording="summary" if one.wording == "summary" else "quote",
        text=one.text,
        grade=", ".join(graded),
    )


def _remarks(diagnosis: Diagnosis, sources: Mapping[str, SourceImage]) -> tuple[str, ...]:
    limits = not_judged_line(diagnosis)
    said = [*([limits] if limits else []), *diagnosis.notes, *diagnosis.degraded, *diagnosis.dropped]
    if diagnosis.rejected:
        said.append(f"The evidence filter rejected {len(diagnosis.rejected)} passages; the JSON says which and why.")
    for number, ref in enumerate(diagnosis.images, start=1):
        if sources and ref.digest not in sources:
            said.append(f"Image {number} is not in the study handed over for the export.")
    return tuple(said)


def _codes(diagnosis: Diagnosis) -> dict[str, Code]:
    """SNOMED CT codes of findings and quantities, where the vocabulary is sure of them."""
    wanted = {one.code for one in diagnosis.findings} | {one.code for one in diagnosis.measurements}
    return {
        term.code: Code(value=term.snomed, scheme="SCT", meaning=term.name)
        for term in Vocabulary.load().terms
        if term.snomed and term.code in wanted
    }


def _pictures(diagnosis: Diagnosis, sources: Mapping[str, SourceImage]) -> tuple[Picture, ...]:
    """Every image with something found on it, or the first; from the study, or the one that the diagnosis holds."""
    if not diagnosis.images:
        return ()
    first = pictured(diagnosis)
    found = {one.image for one in diagnosis.findings if one.presence == "present" and one.region is not None}
    made: list[Picture] = []
    for number, ref in enumerate(diagnosis.images, start=1):
        caption = f"Image {number} of {len(diagnosis.images)}, with what was found on it."
        if ref.digest in sources and (ref in found or ref == first):
            made.append(Picture(caption=caption, png=annotated_png(sources[ref.digest].image, ref, diagnosis)))
        elif ref == first and diagnosis.annotated is not None:
            made.append(Picture(caption=caption, png=diagnosis.annotated))
    return tuple(made)
