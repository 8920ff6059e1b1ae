"""`python -m agent diagnose PATH… --history TEXT`: work up one study."""

import hashlib
import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape

from agent.agent import Agent
from agent.audit import Audit, AuditError
from agent.auditing.opening import open_audit
from agent.case import HISTORY_LIMIT, Prior
from agent.commands.exits import EXIT_BAD_INPUT, EXIT_FAILED, EXIT_REFUSED, fail
from agent.console import show_diagnosis, show_step
from agent.diagnosis import Diagnosis
from agent.errors import AgentError, ConfigurationError, InputError
from agent.exporting import check_formats, export
from agent.models.profile import load_profile
from agent.report import as_page
from agent.settings import Settings
from corpora import DEFAULT_ENCODER
from tools import samples
from tools.errors import ToolError
from tools.left_out import printable
from tools.private_files import make_private_folder, write_private_file

__all__ = ["COMMAND", "diagnose"]


def diagnose(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(help="DICOM, PNG or JPEG files, or a folder with a series.", show_default=False),
    ] = None,
    prior: Annotated[
        list[Path] | None,
        typer.Option(help="Earlier study of the same patient, a file or a folder; oldest first.", show_default=False),
    ] = None,
    prior_days: Annotated[
        list[float] | None,
        typer.Option(
            help="How many days before the study it was made, one for each --prior, for pictures without dates."
        ),
    ] = None,
    history: Annotated[str, typer.Option(help="What is known, as text, or @FILE to read it from a file.")] = "",
    sample: Annotated[
        str | None, typer.Option(help=f"Use a study that ships, with its history: {', '.join(samples.names())}.")
    ] = None,
    no_image: Annotated[
        bool, typer.Option("--no-image", help="The case has no picture: work on the history and question alone.")
    ] = False,
    question: Annotated[str | None, typer.Option(help="Ask this instead of for a diagnosis.")] = None,
    option: Annotated[list[str] | None, typer.Option(help="An answer to choose from; repeat it for each.")] = None,
    profile: Annotated[
        str, typer.Option(help="Which model: a name that `profiles` lists, or the path of a .toml file of your own.")
    ] = "embedded",
    guidelines: Annotated[
        list[Path] | None, typer.Option(help="Folder with guidelines of your own; may be repeated.")
    ] = None,
    encoder: Annotated[
        str | None, typer.Option(help="Dense search beside BM25: minilm (extra), lsa, or a folder of a model.")
    ] = DEFAULT_ENCODER,
    checkpoints: Annotated[
        Path | None, typer.Option(help="Folder in which the case can be resumed; needs --case-id.")
    ] = None,
    audit: Annotated[
        Path | None, typer.Option(help="Folder of the audit log in which the case is recorded.", show_default=False)
    ] = None,
    case_id: Annotated[str | None, typer.Option(help="A name for the case, without patient data.")] = None,
    calibration: Annotated[
        Path | None, typer.Option(help="File of `calibrate`, to correct the confidence by.", show_default=False)
    ] = None,
    out: Annotated[Path, typer.Option(help="Folder for the report, the annotated image and the JSON.")] = Path("out"),
    exports: Annotated[
        str, typer.Option("--export", help="Also write it for the clinic: any of sr,seg,fhir,pdf.", show_default=False)
    ] = "",
    identify: Annotated[
        bool, typer.Option("--identify", help="File the exports under the patient of the DICOM study.")
    ] = False,
    salt_file: Annotated[
        Path | None,
        typer.Option(help="Key of `tools deidentify`, so that exports refer to its clean copy.", show_default=False),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")] = False,
) -> None:
    """Diagnose a study.

    Exit codes: 0 an answer or an honest abstention, 2 bad input, 3 refused, 4 failed (server, budget).

    Examples:
      python -m agent diagnose --sample chest_pneumonia
      python -m agent diagnose film.dcm --history "70-year-old man, fever and cough for three days"
      python -m agent diagnose film.dcm --prior old_film.dcm --history "cough for two weeks"
      python -m agent diagnose ct_folder/ --history @note.txt --question "Is there a bleed?" --json
    """
    console = Console(stderr=True) if json else Console()
    try:
        images, text = (None, _history(history)) if no_image else _given(paths or [], history, sample)
        if no_image and (paths or sample):
            raise InputError("--no-image and a study exclude each other; leave one out.")
        priors = _priors(prior or [], prior_days or [])
        formats = _formats(exports)
        load_profile(profile)
        if checkpoints is not None and case_id is None:
            raise InputError("--checkpoints needs a --case-id: it is how the case is found again.")
        _writable(out)
        _unused(out, case_id, checkpoints)
        log = open_audit(audit, Settings.from_environment(), interface="cli")
        agent = Agent(
            profile=profile,
            guidelines=guidelines or (),
            encoder=encoder,
            checkpoints=checkpoints,
            audit=log,
            calibration=calibration,
        )
        given = {"priors": priors, "case_id": case_id, "question": question, "options": tuple(option or ())}
        diagnosis = _run(agent, images, text, given, console, quiet=json)
        saved = _save(diagnosis, out)
        saved |= _exported(diagnosis, images, out, formats, console, identify=identify, salt_file=salt_file)
        _recorded(log, diagnosis, saved)
    except InputError as error:
        # The terminal is that of whoever typed the paths; of one file everybody knows which it was.
        several = len(paths or []) + len(prior or []) > 1
        fail(f"{printable(error.file)}: {error}" if several and error.file else str(error), EXIT_BAD_INPUT)
    except ConfigurationError as error:
        fail(str(error), EXIT_BAD_INPUT)
    except AgentError as error:
        fail(str(error), EXIT_FAILED)
    if json:
        sys.stdout.write(diagnosis.to_json() + "\n")
    else:
        show_diagnosis(console, diagnosis)
        for name, path in saved.items():
            console.print(f"[bold]{name}[/] {path}", soft_wrap=True)
    raise typer.Exit({"refused": EXIT_REFUSED, "failed": EXIT_FAILED}.get(diagnosis.status, 0))


def _given(paths: list[Path], history: str, sample: str | None) -> tuple[list[Path], str]:
    """The images and the history that were asked for."""
    if sample is not None:
        if paths:
            raise InputError("Give either paths or --sample, not both.")
        try:
            return [samples.path(sample)], _history(history) or samples.history(sample)
        except ToolError as error:
            raise InputError(str(error)) from error
    if not paths:
        raise InputError("Name a study (a file or a folder), use --sample, or say --no-image for a case without one.")
    for path in paths:
        if not path.exists():
            raise InputError(f"There is no file or folder {str(path)!r}.")
    return paths, _history(history)


def _priors(paths: list[Path], days: list[float]) -> tuple[Prior, ...]:
    """The earlier studies, each with its age where that was stated."""
    if days and len(days) != len(paths):
        raise InputError(f"--prior-days is given {len(days)} times and --prior {len(paths)} times; give one for each.")
    for path in paths:
        if not path.exists():
            raise InputError(f"There is no file or folder {str(path)!r}.")
    ages: list[float | None] = [*days] if days else [None] * len(paths)
    return tuple(Prior(images=path, days=ago) for path, ago in zip(paths, ages, strict=True))


def _history(history: str) -> str:
    if not history.startswith("@"):
        return history
    path = Path(history[1:])
    try:
        if path.stat().st_size > 4 * HISTORY_LIMIT:
            raise InputError(f"The history file is larger than {4 * HISTORY_LIMIT:,} bytes; shorten it.")
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise InputError(f"The history file {history[1:]!r} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise InputError(f"The history file {history[1:]!r} is not UTF-8 text.") from error


def _run(
    agent: Agent,
    images: list[Path] | None,
    history: str,
    given: dict[str, Any],
    console: Console,
    *,
    quiet: bool,
) -> Diagnosis:
    """Work the case; steps are shown as they happen."""
    source = images[0] if images is not None and len(images) == 1 else images
    if given["options"] and given["question"] is None:
        raise InputError("--option needs a --question.")
    result: Diagnosis | None = None
    number = 0
    with console.status("reading the study …") as status:
        for item in agent.stream(source, history, **given):
            if isinstance(item, Diagnosis):
                result = item
                continue
            number += 1
            if not quiet:
                show_step(console, number, item)
            status.update(f"after {item.node} …")
    if result is None:
        raise AgentError("The case ended without a diagnosis; this is a bug.")
    return result


def _writable(out: Path) -> None:
    """Find out before the case is worked on whether its report can be kept."""
    try:
        make_private_folder(out)
        probe = out / ".mmedexpert"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise InputError(f"The report cannot be written to {str(out)!r}: {error.strerror}.") from error


def _unused(out: Path, case_id: str | None, checkpoints: Path | None) -> None:
    """Keep an earlier report, and pictures of it from standing beside another case's."""
    if case_id is not None and checkpoints is None and (out / case_id / "diagnosis.json").exists():
        raise InputError(
            f"Case {case_id!r} has a report already in {str(out)!r}; name another --case-id or --out, or go on with "
            "the same case by --checkpoints."
        )


def _save(diagnosis: Diagnosis, out: Path) -> dict[str, Path]:
    """Write the report, the JSON and the annotated image."""
    folder = out / diagnosis.case_id
    try:
        make_private_folder(folder)
        saved = {"Report": folder / "report.html", "JSON": folder / "diagnosis.json"}
        write_private_file(saved["Report"], as_page(diagnosis).encode())
        write_private_file(saved["JSON"], f"{diagnosis.to_json()}\n".encode())
        if diagnosis.annotated is not None:
            saved["Annotated image"] = folder / "annotated.png"
            write_private_file(saved["Annotated image"], diagnosis.annotated)
    except OSError as error:
        raise InputError(f"The report cannot be written to {str(out)!r}: {error.strerror}.") from error
    return saved


def _formats(exports: str) -> tuple[str, ...]:
    """The formats asked for; that they can be written is seen before the case is worked on."""
    formats = tuple(one.strip() for one in exports.split(",") if one.strip())
    if formats:
        check_formats(formats)
    return formats


def _exported(
    diagnosis: Diagnosis, images: list[Path] | None, out: Path, formats: tuple[str, ...], console: Console, **more: Any
) -> dict[str, Path]:
    """Write the exports beside the report; what cannot be written is said."""
    if not formats:
        return {}
    made = export(diagnosis, images, out / diagnosis.case_id, formats, **more)
    for one, reason in made.left_out.items():
        console.print(f"[yellow]note[/] {one} was not written: {escape(reason)}")
    return {f"Export {name}": path for name, path in made.files.items()}


def _recorded(log: Audit | None, diagnosis: Diagnosis, saved: dict[str, Path]) -> None:
    """Record the bytes of what was handed out; a case without a record says so itself already."""
    if log is None:
        return
    surfaces = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in saved.values()}
    try:
        log.rendered(diagnosis.case_id, surfaces)
    except AuditError as error:
        Console(stderr=True).print(f"[yellow]note[/] What was handed out is not in the audit log: {escape(str(error))}")


COMMAND = diagnose
