"""The kinds of fault by name, and a policy that strikes at one place of a conversation."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from evals.servers.reply import Fault, Reply
from evals.servers.request import ChatMessage

__all__ = ["FAULTS", "FaultKind", "faulty"]

_Policy = Callable[[list[ChatMessage]], str | Reply | Fault]


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultKind:
    """A kind of fault and whether it goes by."""

    fault: Fault
    """What goes wrong."""
    passing: bool = False
    """True: only one request is struck; False: that one and every later one."""


def _status(status: int, *, passing: bool = False, **headers: str) -> FaultKind:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return FaultKind(fault=Fault(kind="status", status=status, headers=named), passing=passing)


FAULTS: Mapping[str, FaultKind] = MappingProxyType(
    {
        "refused": FaultKind(fault=Fault(kind="refused")),
        "hang": FaultKind(fault=Fault(kind="silence")),
        "slow_drip": FaultKind(fault=Fault(kind="drip")),
        "429": _status(429),
        "429_then_ok": _status(429, passing=True),
        "429_retry_after": _status(429, Retry_After="3600"),
        "429_retry_after_then_ok": _status(429, passing=True, Retry_After="0"),
        "500": _status(500),
        "502": _status(502),
        "503_then_ok": _status(503, passing=True),
        "html_200": FaultKind(fault=Fault(kind="html")),
        "empty_choices": FaultKind(fault=Fault(kind="no_choices")),
        "cut_json": FaultKind(fault=Fault(kind="cut")),
        "cut_stream": FaultKind(fault=Fault(kind="half_stream")),
        "error_in_stream": FaultKind(fault=Fault(kind="error_in_stream")),
        "finish_length": FaultKind(fault=Fault(kind="length")),
        "wrong_model": FaultKind(fault=Fault(kind="wrong_model")),
        "garbage": FaultKind(fault=Fault(kind="garbage")),
        "nan_logprob": FaultKind(fault=Fault(kind="nan")),
        "drop": FaultKind(fault=Fault(kind="drop")),
        "drop_then_ok": FaultKind(fault=Fault(kind="drop"), passing=True),
    }
)
"""Every kind by name; those that end in `_then_ok` go by."""


def faulty(policy: _Policy, kind: str, position: int, *, text: str | None = None) -> _Policy:
    """Strike at one request of a conversation.

    Args:
        policy: Answers all the others.
        kind: A key of `FAULTS`.
        position: Which request is struck, from 1, counted as the server sees them; with a kind that does not go by,
            every later one is struck too.
        text: Words that the fault carries where it carries some; None leaves them as they are.

    Returns:
        A policy for one server and one case.

    Raises:
        ValueError: If there is no such kind, or the position is not positive.
    """
    if kind not in FAULTS or position < 1:
        message = f"No fault {kind!r} at position {position!r}; positions count from 1, kinds: {', '.join(FAULTS)}."
        raise ValueError(message)
    struck = FAULTS[kind]
    fault = struck.fault if text is None else replace(struck.fault, text=text)
    seen = 0

    def strike(messages: list[ChatMessage]) -> str | Reply | Fault:
        nonlocal seen
        seen += 1
        if seen == position or (seen > position and not struck.passing):
            return fault
        return policy(messages)

    return strike
