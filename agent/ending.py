"""The diagnosis at the end of a run."""

from collections.abc import AsyncGenerator
from contextlib import aclosing

from agent.diagnosis import Diagnosis
from agent.errors import AgentError
from agent.trace import Step

__all__ = ["last_of"]


async def last_of(items: AsyncGenerator[Step | Diagnosis, None]) -> Diagnosis:
    """Go through the steps of a run and return its diagnosis."""
    diagnosis: Diagnosis | None = None
    async with aclosing(items):
        async for item in items:
            if isinstance(item, Diagnosis):
                diagnosis = item
    if diagnosis is None:
        raise AgentError("The graph ended without a diagnosis; this is a bug.")
    return diagnosis
