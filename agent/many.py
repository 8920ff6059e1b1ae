"""Many cases, a few at a time: a sliding window over an iterable that is read only as cases are needed."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from agent.case import Case
from agent.diagnosis import Diagnosis
from agent.errors import InputError

__all__ = ["work_through"]


async def work_through(
    cases: Iterable[Any],
    run: Callable[[Case], Awaitable[Diagnosis]],
    concurrency: int,
    on_result: Callable[[int, Diagnosis], None] | None,
) -> list[Diagnosis]:
    """Work cases, a few side by side; the results come in the order of the cases.

    Args:
        cases: As `Case.of` takes them.
        run: Works one case and never raises over what is wrong with it.
        concurrency: Cases worked on at once [1].
        on_result: Called with the number (from 0) and the diagnosis of each case as it ends.

    Raises:
        InputError: If the concurrency is below 1.
    """
    if concurrency < 1:
        raise InputError(f"concurrency must be at least 1, got {concurrency!r}.")
    waiting = enumerate(cases)
    done: dict[int, Diagnosis] = {}

    async def work() -> None:
        # One worker takes the next case when it has finished its last: a sliding window, order kept by number.
        for number, given in waiting:
            done[number] = await run(Case.of(given))
            if on_result is not None:
                on_result(number, done[number])

    async with asyncio.TaskGroup() as group:
        for _ in range(concurrency):
            group.create_task(work())
    return [done[number] for number in sorted(done)]
