"""Server-sent events: what happens to a case, as it happens. Source of the format: WHATWG HTML, section 9.2."""

import asyncio
import json
from collections.abc import AsyncIterator

from agent.page.cases import CaseFile, Event

__all__ = ["event_stream", "written"]


async def event_stream(case: CaseFile, after: int, heartbeat: float) -> AsyncIterator[bytes]:
    """All events of a case from a number on, until nothing more is to come.

    Args:
        case: The case.
        after: Events that the listener has already [1].
        heartbeat: Silence after which a comment is sent [s].
    """
    at = max(0, after)
    while True:
        while at < len(case.events):
            at += 1
            yield written(at, case.events[at - 1])
        if case.is_settled:
            return
        try:
            await asyncio.wait_for(case.changed.wait(), heartbeat)
        except TimeoutError:
            yield b": still at it\n\n"


def written(number: int, event: Event) -> bytes:
    """One event; JSON holds no line break, so that no text can begin another field."""
    data = json.dumps(event.data, ensure_ascii=False, separators=(",", ":"))
    return f"id: {number}\nevent: {event.kind}\ndata: {data}\n\n".encode("utf-8", "replace")
