"""How long a model server takes: continuous batching after a fixed law, in place of a GPU.

The law is the one that all comparisons of this project use. A step of `b` running requests takes
`7 ms · (1 + 0.012 (b - 1))` (7 ms for one, 12.3 ms for 64), plus what it computes of prompts at 20,000 tokens/s, at
most 2,048 tokens a step; every running request whose prompt is computed gains one token a step; at most 64 run at
once, the others wait in order; prompt blocks that the prefix cache holds cost nothing.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

__all__ = ["Scheduler", "StepLaw"]


@dataclass(frozen=True, slots=True, kw_only=True)
class StepLaw:
    """The law and its constants."""

    base: float = 0.007
    """A step of one request [s]."""
    slope: float = 0.012
    """What each further request adds, as a part of `base` [1]."""
    prefill: float = 20_000.0
    """Prompt tokens computed in a second [1/s]."""
    chunk: int = 2_048
    """Most prompt tokens of a step [1]."""
    slots: int = 64
    """Requests that run at once [1]: vLLM's `max_num_seqs`."""
    speed: float = 1.0
    """How much faster than the law everything is [1]."""

    def step(self, running: int, computed: int = 0) -> float:
        """How long a step takes [s].

        Args:
            running: Requests in it, at least 1.
            computed: Prompt tokens computed in it.
        """
        return (self.base * (1 + self.slope * (running - 1)) + computed / self.prefill) / self.speed

    def maximum(self, requests: Iterable[tuple[int, int]]) -> float:
        """The most requests a second that this server can do of a kind [1/s].

        With every slot taken at every step, a request that writes `d` tokens takes `d / slots` of the steps at
        `b = slots`, and its uncached prompt tokens add their own time to some step: so its share of the server's time
        is `d / slots · step(slots) + p / prefill`, and the maximum is the inverse of the mean of that. No client can
        do better, since a step with fewer requests takes more time a token.

        Args:
            requests: For each request the prompt tokens that the prefix cache does not hold, and the tokens written.
        """
        shares = [
            written / self.slots * self.step(self.slots) + computed / self.prefill / self.speed
            for computed, written in requests
        ]
        return len(shares) / sum(shares)


@dataclass(slots=True, kw_only=True)
class _Running:
    uncomputed: int
    unwritten: int
    heard: Callable[[], None] | None
    done: asyncio.Future[None]


@dataclass(slots=True)
class Scheduler:
    """Keeps requests waiting as long as the law says; one task on the server's loop.

    Steps follow each other on the clock of the law: a step that the machine carries out late does not make the next
    one later, so that a busy machine does not make the simulated server slower than its law.
    """

    law: StepLaw = field(default_factory=StepLaw)
    running: list[_Running] = field(default_factory=list)
    """Requests that have a slot."""
    waiting: deque[_Running] = field(default_factory=deque)
    """Requests that have none yet."""
    computed: int = 0
    """Prompt tokens computed so far [1]."""
    written: int = 0
    """Tokens written so far [1]."""
    steps: int = 0
    """Steps so far [1]."""
    busy: float = 0.0
    """Time of the law with at least one request running [s]."""
    late: float = 0.0
    """Sum over all steps of how late each ended on the machine's clock [s]."""
    _task: asyncio.Task[None] | None = None

    async def work(self, uncached: int, tokens: int, heard: Callable[[], None] | None = None) -> None:
        """Wait until a request is done.

        Args:
            uncached: Prompt tokens to compute [1].
            tokens: Tokens to write [1].
            heard: Called for each token when it is written.
        """
        done = asyncio.get_running_loop().create_future()
        one = _Running(uncomputed=max(uncached, 1), unwritten=max(tokens, 1), heard=heard, done=done)
        self.waiting.append(one)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run())
        try:
            await done
        finally:
            # A client that hangs up frees its slot, as in vLLM.
            if one in self.running:
                self.running.remove(one)
            elif one in self.waiting:
                self.waiting.remove(one)

    async def _run(self) -> None:
        clock = asyncio.get_running_loop().time
        ends = clock()
        while self.running or self.waiting:
            while self.waiting and len(self.running) < self.law.slots:
                self.running.append(self.waiting.popleft())
            step = list(self.running)
            ready, computed = self._plan(step)
            length = self.law.step(len(step), computed)
            ends += length
            await asyncio.sleep(max(0.0, ends - clock()))
            self.late += max(0.0, clock() - ends)
            self.steps += 1
            self.busy += length
            self.computed += computed
            self._write(ready)

    def _plan(self, step: list[_Running]) -> tuple[list[_Running], int]:
        """Compute prompts in order of arrival; return who writes a token at the end of the step, and the tokens."""
        left = self.law.chunk
        ready: list[_Running] = []
        for one in step:
            share = min(one.uncomputed, left)
            one.uncomputed -= share
            left -= share
            if not one.uncomputed:
                ready.append(one)
        return ready, self.law.chunk - left

    def _write(self, ready: list[_Running]) -> None:
        for one in ready:
            if one.done.done():
                continue
            one.unwritten -= 1
            self.written += 1
            if one.heard is not None:
                one.heard()
            if not one.unwritten:
                self.running.remove(one)
                one.done.set_result(None)
