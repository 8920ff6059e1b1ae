"""Resumable cases: SQLite checkpoints in the user's own folder, which only known types can be read back from."""

import asyncio
import hashlib
import shutil
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, fields, is_dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

import aiosqlite
from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import CheckpointTuple
from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer
from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver

from agent import budget, diagnosis, evidence, facts, state, trace
from agent.dialects import reply
from agent.errors import ConfigurationError
from agent.store import ImageStore
from corpora import document
from tools import finding, image, region

__all__ = ["TYPES", "Checkpoints"]

TYPES: tuple[type, ...] = (
    budget.Spent,
    diagnosis.Claim,
    diagnosis.Confidence,
    diagnosis.Diagnosis,
    diagnosis.Hypothesis,
    diagnosis.NextTest,
    diagnosis.RedFlagRaised,
    diagnosis.Usage,
    document.Passage,
    document.Provenance,
    evidence.Citation,
    evidence.Evidence,
    evidence.Rejected,
    facts.Patient,
    finding.Finding,
    finding.Measurement,
    image.ImageRef,
    region.BoundingBox,
    reply.Answered,
    reply.Call,
    state.Attempt,
    state.Found,
    state.Token,
    state.Turn,
    trace.Step,
    trace.Trace,
)
"""Every type a state is made of. Nothing else is built from a checkpoint file, whatever it says."""

T = TypeVar("T")

_BUSY_MILLISECONDS = 30_000
"""How long a writer waits for another one [ms]."""


class _Serializer(JsonPlusSerializer):
    """Reads back what was written: the wire format knows no tuples, a state has nothing else."""

    def loads_typed(self, data: tuple[str, bytes]) -> Any:
        loaded = super().loads_typed(data)
        if isinstance(loaded, dict) and isinstance(loaded.get("channel_values"), dict):
            loaded["channel_values"] = {name: _tupled(value) for name, value in loaded["channel_values"].items()}
            return loaded
        return _tupled(loaded)


class _Saver(AsyncSqliteSaver):
    """Finishes what it began: a node that fails cancels its neighbours, but not their writes.

    A write cancelled half-way leaves its transaction open, and so the file locked for the next run.
    """

    def __init__(self, connection: aiosqlite.Connection, serde: JsonPlusSerializer) -> None:
        super().__init__(connection, serde=serde)
        self._begun: set[asyncio.Task[Any]] = set()

    async def aput(self, *args: Any, **kwargs: Any) -> RunnableConfig:
        result: RunnableConfig = await self._whole(super().aput(*args, **kwargs))
        return result

    async def aput_writes(self, *args: Any, **kwargs: Any) -> None:
        await self._whole(super().aput_writes(*args, **kwargs))

    async def aget_tuple(self, config: RunnableConfig) -> CheckpointTuple | None:
        result: CheckpointTuple | None = await self._whole(super().aget_tuple(config))
        return result

    async def settle(self) -> None:
        """Wait for everything that was begun."""
        while self._begun:
            await asyncio.wait(self._begun)

    async def _whole(self, work: Coroutine[Any, Any, T]) -> T:
        task = asyncio.ensure_future(work)
        self._begun.add(task)
        task.add_done_callback(self._begun.discard)
        return await asyncio.shield(task)


def _tupled(value: Any) -> Any:
    """Lists become tuples, also inside our own types; mappings hold JSON and stay as they are."""
    if isinstance(value, list):
        return tuple(_tupled(one) for one in value)
    if is_dataclass(value) and not isinstance(value, type) and isinstance(value, TYPES):
        old = {one.name: getattr(value, one.name) for one in fields(value)}
        new = {name: _tupled(item) for name, item in old.items()}
        changed = {name: item for name, item in new.items() if item is not old[name]}
        return replace(value, **changed) if changed else value
    return value


@dataclass(frozen=True, slots=True)
class Checkpoints:
    """A folder that holds what resuming needs: `cases.sqlite` and each case's images."""

    folder: Path

    def prepare(self) -> None:
        """Create the folder, readable by its owner only."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self.folder.chmod(0o700)
            # SQLite gives its journals the mode of the database.
            (self.folder / "cases.sqlite").touch(mode=0o600)
        except OSError as error:
            raise ConfigurationError(
                f"The folder for checkpoints cannot be used ({error.strerror}); name one that you may write to."
            ) from error

    def images(self, case_id: str) -> ImageStore:
        """Where the pixels of a case are kept."""
        self.prepare()
        return ImageStore(self._image_folder(case_id))

    @asynccontextmanager
    async def saver(self) -> AsyncIterator["_Saver"]:
        """Open the database for one run; WAL, so that readers and a killed writer do no harm."""
        self.prepare()
        async with aiosqlite.connect(self.folder / "cases.sqlite") as connection:
            await connection.execute(f"PRAGMA busy_timeout={_BUSY_MILLISECONDS}")
            await connection.execute("PRAGMA journal_mode=WAL")
            await connection.execute("PRAGMA synchronous=FULL")
            allowed = [(one.__module__, one.__name__) for one in TYPES]
            saver = _Saver(connection, serde=_Serializer(allowed_msgpack_modules=allowed))
            try:
                yield saver
            finally:
                await saver.settle()

    async def threads(self, case_id: str, saver: AsyncSqliteSaver) -> tuple[str, ...]:
        """The case and its follow-ups (`<case>~<n>`) as they are stored, newest first."""
        await saver.setup()
        rows = await saver.conn.execute_fetchall(
            "SELECT DISTINCT thread_id FROM checkpoints WHERE thread_id = ? OR substr(thread_id, 1, length(?)) = ?",
            (case_id, f"{case_id}~", f"{case_id}~"),
        )
        return tuple(sorted((str(row[0]) for row in rows), key=lambda one: -int(one.partition("~")[2] or 0)))

    async def forget(self, case_id: str) -> None:
        """Erase everything kept of a case and its follow-ups."""
        async with self.saver() as saver:
            await saver.setup()
            for thread in await self.threads(case_id, saver):
                await saver.adelete_thread(thread)
        # Deleted rows stay in the file until it is rewritten; erased means gone from the bytes as well.
        async with aiosqlite.connect(self.folder / "cases.sqlite", isolation_level=None) as connection:
            for statement in ("VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"):
                async with connection.execute(statement) as cursor:
                    await cursor.fetchall()
        shutil.rmtree(self._image_folder(case_id), ignore_errors=True)

    def _image_folder(self, case_id: str) -> Path:
        return self.folder / "images" / hashlib.sha256(case_id.encode()).hexdigest()[:24]
