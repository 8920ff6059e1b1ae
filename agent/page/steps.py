"""A step of the agent as the timeline shows it."""

from typing import Any

import orjson

from agent.trace import Step

__all__ = ["step_data"]


def step_data(number: int, step: Step) -> dict[str, Any]:
    """A step as JSON values, the images that a tool made named by their digests.

    Args:
        number: Of the step in its run, from 1.
        step: What was done.
    """
    detail: dict[str, Any] = orjson.loads(orjson.dumps(dict(step.detail), default=str, option=orjson.OPT_NON_STR_KEYS))
    return {
        "number": number,
        "node": step.node,
        "kind": step.kind,
        "summary": step.summary,
        "seconds": round(step.seconds, 3),
        "detail": detail,
    }
