"""Running one case through the graph: fresh, resumed, or as a follow-up."""

import asyncio
import uuid
from collections import OrderedDict
from collections.abc import AsyncGenerator, Iterator
from contextlib import AbstractAsyncContextManager, aclosing, contextmanager, nullcontext
from dataclasses import fields, replace
from typing import Any, cast

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.graph.state import CompiledStateGraph

from agent.audit import Audit
from agent.auditing.recorder import Recording
from agent.budget import Budget, Spent
from agent.case import Case, checked_case_id
from agent.checkpoints import Checkpoints
from agent.context import Context
from agent.diagnosis import Diagnosis
from agent.ending import last_of
from agent.errors import AgentError, InputError
from agent.fingerprint import fingerprint
from agent.graph import build
from agent.intake import covered_studies, read_case
from agent.parts import Parts
from agent.report import annotated_png, pictured
from agent.state import State
from agent.store import ImageStore
from agent.trace import Step
from tools.image import Image
from tools.volumes import Volumes

__all__ = ["Runner"]

_REMEMBERED = 8
"""Ended cases kept in memory for follow-up questions, where there are no checkpoints."""


def _as_state(values: object) -> State:
    return values if isinstance(values, State) else State(**cast("dict[str, Any]", values))


class Runner:
    """Runs cases and remembers the last few."""

    def __init__(self, parts: Parts, checkpoints: Checkpoints | None, audit: Audit | None = None) -> None:
        self.parts = parts
        self.audit = audit
        self._checkpoints = checkpoints
        self._plain = build()
        self._ended: OrderedDict[str, tuple[State, ImageStore]] = OrderedDict()
        self._stores: dict[str, ImageStore] = {}
        self._tasks: dict[str, tuple[asyncio.AbstractEventLoop, asyncio.Task[Any]]] = {}

    async def run(self, case: Case, budget: Budget | None, *, remember: bool = True) -> Diagnosis:
        """Work a case to its end."""
        return await last_of(self.stream(case, budget, remember=remember))

    def stream(
        self, case: Case, budget: Budget | None, *, remember: bool = True
    ) -> AsyncGenerator[Step | Diagnosis, None]:
        """Work a case and yield its steps as they happen, then the diagnosis."""
        case = replace(case, case_id=case.case_id or uuid.uuid4().hex)
        start = State(case_id=str(case.case_id), fingerprint=fingerprint(case, self.parts))
        return self._go(case, start, str(case.case_id), budget, remember=remember)

    async def follow_up(self, case_id: str, question: str, history: Any) -> Diagnosis:
        """Continue an ended case with a question."""
        return await last_of(await self.stream_follow_up(case_id, question, history))

    async def stream_follow_up(
        self, case_id: str, question: str, history: Any
    ) -> AsyncGenerator[Step | Diagnosis, None]:
        """Continue an ended case with a question, step by step, the diagnosis last."""
        state, store = await self._recall(case_id)
        case = Case(images=(), history=history, question=question, case_id=case_id)
        kept = {one.name: getattr(state, one.name) for one in fields(State)}
        again = {"turn": None, "queries": (), "found": (), "attempts": (), "spent": Spent(), "diagnosis": None}
        start = State(**{**kept, **again, "steps": (), "rejected": (), "asked": state.asked + 1})
        start = replace(start, fingerprint=fingerprint(case, self.parts))
        thread = f"{case_id}~{state.asked + 1}"
        return self._go(case, start, thread, None, remember=True, store=store)

    def image(self, case_id: str, digest: str) -> Image | None:
        """An image of a case that is being worked on or at hand, by its digest."""
        store = self._stores.get(case_id)
        if store is None and case_id in self._ended:
            store = self._ended[case_id][1]
        if store is None and self._checkpoints is not None:
            store = self._checkpoints.images(case_id)
        return store.find(digest) if store is not None else None

    def cancel(self, case_id: str) -> bool:
        """Cancel the task of a running case."""
        running = self._tasks.get(case_id)
        if running is not None:
            loop, task = running
            loop.call_soon_threadsafe(task.cancel)
        return running is not None

    async def forget(self, case_id: str) -> None:
        """Drop a case from memory, from the checkpoints and from the audit record, where a tombstone stays."""
        self._ended.pop(case_id, None)
        if self.audit is not None:
            await asyncio.to_thread(self.audit.forget, case_id)
        if self._checkpoints is not None:
            await self._checkpoints.forget(case_id)

    async def replay(self, case_id: str) -> tuple[str, ...]:
        """What of an ended case is not as its audit record says."""
        if self.audit is None:
            raise InputError("This agent keeps no audit log; give it one: Agent(audit=FOLDER).")
        state, _ = await self._recall(case_id)
        return await asyncio.to_thread(self.audit.replay, case_id, state)

    async def run_safely(self, case: Case) -> Diagnosis:
        """Work a case of a batch: whatever goes wrong with it is its own outcome, not the batch's end."""
        working = asyncio.ensure_future(self._run_checked(case))
        try:
            await asyncio.wait({working})
        finally:
            working.cancel()
        error = working.exception()
        if error is None:
            return working.result()
        if isinstance(error, AgentError):
            return self._failed(case, str(error))
        kind = type(error).__name__
        return self._failed(case, f"A bug in a tool or a model ({kind}); run this case alone to see where.")

    async def _run_checked(self, case: Case) -> Diagnosis:
        checked_case_id(case.case_id)
        return await self.run(case, None, remember=False)

    def _failed(self, case: Case, reason: str) -> Diagnosis:
        """A case that could not be worked on, as a diagnosis."""
        return Diagnosis(
            case_id=case.case_id or "unnamed",
            status="failed",
            reason=reason,
            model=f"{self.parts.profile.name}: {self.parts.profile.title}",
            question=case.question,
        )

    async def _go(
        self,
        case: Case,
        start: State,
        thread: str,
        budget: Budget | None,
        *,
        remember: bool,
        store: ImageStore | None = None,
    ) -> AsyncGenerator[Step | Diagnosis, None]:
        case_id = str(case.case_id)
        images = store or (self._checkpoints.images(case_id) if self._checkpoints else ImageStore())
        if store is None:
            images.volumes = Volumes(lambda: covered_studies(case, self.parts.mask_text))
        context = self.parts.context(case, images, budget or self.parts.budget)
        config: RunnableConfig = {
            "configurable": {"thread_id": thread},
            "recursion_limit": context.budget.recursion_limit,
        }
        with self._claimed(case_id):
            record = Recording(self.audit, context, thread, resumable=self._checkpoints is not None)
            last: State | None = None
            self._stores[case_id] = images
            try:
                await record.begin()
                async with aclosing(self._states(config, start, context)) as states:
                    async for state in states:
                        shown = len(last.steps) if last is not None else 0
                        last = state
                        for step in last.steps[shown:]:
                            yield step
                if last is None or last.diagnosis is None:
                    raise AgentError("The graph ended without a diagnosis; this is a bug.")
            except BaseException as error:
                await record.broke(error, last)
                raise
            if remember:
                self._remember(case_id, last, images)
            diagnosis = await record.end(last, self._with_picture(last, context, remember=remember))
            if not remember:
                images.clear()
            yield diagnosis

    async def _states(self, config: RunnableConfig, start: State, context: Context) -> AsyncGenerator[State, None]:
        """The case as it was cut off, if it was, and as each step leaves it."""
        async with self._saver() as saver:
            graph = build(saver) if saver is not None else self._plain
            earlier = await self._earlier(graph, config, start, context) if saver is not None else None
            if earlier is not None:
                yield earlier
            if earlier is None or earlier.diagnosis is None:
                durability: Any = {"durability": "sync"} if saver is not None else {}
                given = start if earlier is None else None
                async for values in graph.astream(given, config, context=context, stream_mode="values", **durability):
                    yield _as_state(values)

    @contextmanager
    def _claimed(self, case_id: str) -> Iterator[None]:
        """One run at a time under a case id; `cancel` finds its task here."""
        if case_id in self._tasks:
            raise InputError(f"The case {case_id!r} is being worked on already; wait for it or choose another case id.")
        task = asyncio.current_task()
        if task is not None:
            self._tasks[case_id] = (asyncio.get_running_loop(), task)
        try:
            yield
        finally:
            self._tasks.pop(case_id, None)
            self._stores.pop(case_id, None)

    async def _earlier(
        self,
        graph: "CompiledStateGraph[State, Context, State, State]",
        config: RunnableConfig,
        start: State,
        context: Context,
    ) -> State | None:
        """What a checkpoint holds of this case, if it is this case."""
        known = await graph.aget_state(config)
        # A run killed before its first step has left channels with their defaults only: it begins anew.
        if "case_id" not in known.values:
            return None
        earlier = _as_state(known.values)
        await self._same_case(earlier, start, context)
        return earlier

    async def _same_case(self, earlier: State, start: State, context: Context) -> None:
        """A case id stands for one case: other images, words or settings under it are refused, not mixed up."""
        if earlier.fingerprint != start.fingerprint:
            raise InputError(
                f"The case id {start.case_id!r} belongs to a case with another history, question, model or library; "
                "choose another id, or forget that case first."
            )
        if earlier.asked or not earlier.images:
            return
        intake = await asyncio.to_thread(read_case, context)
        refs = tuple(context.store.put(image) for image in intake.shown)
        if refs != earlier.images[: earlier.studied]:
            raise InputError(
                f"The case id {start.case_id!r} belongs to a case with other images; "
                "choose another id, or forget that case first."
            )

    def _saver(self) -> AbstractAsyncContextManager[BaseCheckpointSaver[Any] | None]:
        return self._checkpoints.saver() if self._checkpoints is not None else nullcontext()

    def _with_picture(self, state: State, context: Context, *, remember: bool) -> Diagnosis:
        diagnosis = state.diagnosis
        if diagnosis is None:
            raise AgentError("The graph ended without a diagnosis; this is a bug.")
        if not remember or not diagnosis.images:
            return diagnosis
        ref = pictured(diagnosis)
        return replace(diagnosis, annotated=annotated_png(context.store.get(ref), ref, diagnosis))

    def _remember(self, case_id: str, state: State, store: ImageStore) -> None:
        store.rest()
        self._ended[case_id] = (state, store)
        self._ended.move_to_end(case_id)
        while len(self._ended) > _REMEMBERED:
            self._ended.popitem(last=False)

    async def _recall(self, case_id: str) -> tuple[State, ImageStore]:
        if case_id in self._ended:
            return self._ended[case_id]
        if self._checkpoints is not None:
            async with self._checkpoints.saver() as saver:
                for thread in await self._checkpoints.threads(case_id, saver):
                    known = await build(saver).aget_state({"configurable": {"thread_id": thread}})
                    if "case_id" in known.values and not known.next:
                        return _as_state(known.values), self._checkpoints.images(case_id)
        raise InputError(f"No ended case {case_id!r} is at hand; diagnose it first, or give the agent its checkpoints.")
