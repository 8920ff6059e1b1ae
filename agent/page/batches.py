"""Batches: many cases of one upload, one after another through the same queue, and a table of what came out."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from time import monotonic
from typing import Any, NamedTuple

from agent.page.cases import CaseFile, new_id
from agent.page.desk import Desk
from agent.page.errors import NotThere, TooLarge, Unusable
from agent.page.studies import Studies
from agent.page.tables import Row, read_table, write_table
from agent.page.uploads import Form, Received

__all__ = ["Batch", "Batches", "Planned", "plan"]

_TABLE = "cases.csv"
_HISTORY = "history.txt"
_HEADINGS = (
    "case",
    "question",
    "status",
    "leading condition",
    "probability",
    "confidence",
    "red flags",
    "answer",
    "reason",
    "id",
)


class Planned(NamedTuple):
    """One case of a batch, before it is worked on."""

    row: Row
    files: tuple[Received, ...]


@dataclass(slots=True, kw_only=True, eq=False)
class Batch:
    """Many cases of one person."""

    id: str
    owner: str
    cases: list[CaseFile]
    stopped: bool = False
    used: float = field(default_factory=monotonic)
    task: "asyncio.Task[None] | None" = None

    def data(self) -> dict[str, Any]:
        """How far it is, as JSON values."""
        done = sum(case.is_settled for case in self.cases)
        return {
            "id": self.id,
            "done": done,
            "total": len(self.cases),
            "stopped": self.stopped,
            "cases": [case.summary() | {"red_flags": _flags(case)} for case in self.cases],
        }

    def table(self) -> str:
        """The results as CSV."""
        return write_table(_HEADINGS, [_line(case) for case in self.cases])


class Batches:
    """All batches of all people."""

    def __init__(self, desk: Desk, studies: Studies) -> None:
        self._desk, self._studies = desk, studies
        self._all: dict[str, Batch] = {}

    def of(self, owner: str, batch_id: str) -> Batch:
        """A batch of somebody's own.

        Raises:
            NotThere: If there is none of that id, or it is somebody else's.
        """
        batch = self._all.get(batch_id)
        if batch is None or batch.owner != owner:
            raise NotThere("There is no such batch of yours; it was forgotten, or never there.")
        batch.used = monotonic()
        for case in batch.cases:
            case.used = batch.used
        return batch

    def start(self, owner: str, form: Form, profile: str) -> Batch:
        """Begin with the cases of an upload.

        Raises:
            Unusable: If it holds no cases, or a batch is going already.
        """
        if any(one.owner == owner and one.task is not None and not one.task.done() for one in self._all.values()):
            raise Unusable("A batch of yours is going already; wait for its end, or stop it.")
        planned = plan(form, self._desk.limits.batch_cases)
        batch = Batch(id=new_id(), owner=owner, cases=[])
        folder = form.folder
        for number, one in enumerate(planned, start=1):
            place = folder / f"case-{number:04d}"
            place.mkdir(mode=0o700)
            for file in one.files:
                # A file may belong to several cases; it lies in the folder of each, stored once.
                (place / file.path.name).hardlink_to(file.path)
            names = {file.path.name: file.name for file in one.files}
            study = self._studies.add(owner, place, place, f"Case {number} of a batch", names=names)
            batch.cases.append(
                CaseFile(
                    id=new_id(),
                    owner=owner,
                    study=study,
                    history=one.row.history,
                    question=one.row.question or None,
                    profile=profile,
                    title=one.row.name,
                    batch=batch.id,
                )
            )
        self._all[batch.id] = batch
        batch.task = asyncio.create_task(self._work(batch))
        return batch

    def stop(self, batch: Batch) -> None:
        """Stop a batch: the case that is worked on is cancelled, the others are not begun."""
        batch.stopped = True
        for case in batch.cases:
            self._desk.cancel(case)

    async def _work(self, batch: Batch) -> None:
        for case in batch.cases:
            if batch.stopped:
                case.stage = "cancelled"
                case.say("cancelled")
                continue
            self._desk.accept(case, in_batch=True)
            if case.task is not None:
                await asyncio.wait({case.task})
                await asyncio.sleep(0)  # its end is noted right after the task's


def plan(form: Form, most: int) -> list[Planned]:
    """The cases of an upload: the lines of its table, or else its folders and single files.

    Raises:
        Unusable: If there is none, or a line names files that did not come.
        TooLarge: If there are too many.
    """
    files = form.sent("files")
    tables = [one for one in [*form.sent("table"), *files] if one.field == "table" or _last(one.name) == _TABLE]
    if tables:
        text = tables[0].path.read_text(encoding="utf-8-sig", errors="replace")
        images = [one for one in files if one not in tables]
        return [Planned(row, _named(row, images, number)) for number, row in enumerate(read_table(text, most), start=1)]
    cases: dict[str, list[Received]] = {}
    depth = _common(files)
    for one in files:
        parts = _parts(one.name)[depth:]
        cases.setdefault(parts[0] if parts else one.name, []).append(one)
    if len(cases) > most:
        raise TooLarge(f"A batch has at most {most} cases; send fewer folders or files.")
    if not cases:
        raise Unusable("The batch has no case; send a table and its files, or a folder with one folder a case.")
    return [_folder(name, sent) for name, sent in cases.items()]


def _folder(name: str, sent: Sequence[Received]) -> Planned:
    notes = [one for one in sent if _last(one.name) == _HISTORY]
    history = notes[0].path.read_text(encoding="utf-8", errors="replace") if notes else ""
    images = tuple(one for one in sent if one not in notes)
    if not images:
        raise Unusable("A folder of the batch holds no images.")
    return Planned(Row(name, "", history, ""), images)


def _named(row: Row, files: Sequence[Received], number: int) -> tuple[Received, ...]:
    """The files that a line names: by name, or by the folder that they are in; matched as text only."""
    found: list[Received] = []
    for name in (one.strip() for one in row.images.split(";") if one.strip()):
        wanted = _parts(name)
        hits = [one for one in files if _ends(_parts(one.name), wanted)]
        if not wanted or not hits:
            raise Unusable(f"Line {number} of the table names images that did not come with it.")
        found += hits
    return tuple(dict.fromkeys(found))


def _ends(parts: tuple[str, ...], wanted: tuple[str, ...]) -> bool:
    """Whether a file is called that, or lies in a folder that is."""
    size = len(wanted)
    return any(parts[at : at + size] == wanted for at in range(len(parts) - size + 1))


def _common(files: Sequence[Received]) -> int:
    """How many folders all files share: the one that was chosen."""
    folders = [_parts(one.name)[:-1] for one in files]
    shortest = min(map(len, folders), default=0)
    depth = 0
    while depth < shortest and len({one[depth] for one in folders}) == 1 and depth < 1:
        depth += 1
    return depth


def _parts(name: str) -> tuple[str, ...]:
    return tuple(part for part in PurePosixPath(name.replace("\\", "/")).parts if part not in ("/", ".", ".."))


def _last(name: str) -> str:
    parts = _parts(name)
    return parts[-1].casefold() if parts else ""


def _flags(case: CaseFile) -> int:
    return len(case.diagnosis.red_flags) if case.diagnosis else 0


def _line(case: CaseFile) -> tuple[object, ...]:
    shown = case.diagnosis
    if shown is None:
        reason = case.error["message"] if case.error else ""
        return (case.title, case.question, case.stage, "", "", "", "", "", reason, case.id)
    leading = shown.differential[0] if shown.differential else None
    return (
        case.title,
        case.question,
        shown.status,
        leading.name if leading else "",
        leading.probability if leading else "",
        round(shown.confidence.value, 3),
        "; ".join(one.message for one in shown.red_flags),
        shown.answer or "",
        shown.reason,
        case.id,
    )
