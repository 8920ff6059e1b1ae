"""Did the model read then what a checkpoint holds now? The conversation's digest before each of its turns, compared."""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

from langchain_core.messages import AIMessage, AnyMessage

from agent.auditing.chain import canonical
from agent.auditing.redaction import sha256_of
from agent.state import State

__all__ = ["compare", "conversation"]


def conversation(messages: Sequence[AnyMessage]) -> dict[str, Any]:
    """Digest a conversation: what the model had read before each of its turns, and the whole.

    Pictures stand in it by the digest of their content, as they do in the messages; history is append-only, so each
    digest covers all that came before.
    """
    running, before = sha256(), []
    for message in messages:
        if isinstance(message, AIMessage):
            before.append(running.copy().hexdigest())
        running.update(canonical([message.type, message.content]).encode("utf-8", "surrogatepass"))
        running.update(b"\n")
    return {"before_turn": before, "whole": running.hexdigest(), "messages": len(messages)}


def compare(body: Mapping[str, Any], state: State) -> tuple[str, ...]:
    """Compare a record with the case that a checkpoint holds.

    Returns:
        What differs, as sentences; nothing where prompts and evidence are the same.
    """
    recorded, held = body["replay"], conversation(state.messages)
    differs: list[str] = []
    if len(recorded["before_turn"]) != len(held["before_turn"]):
        differs.append(f"{len(recorded['before_turn'])} turns were recorded; {len(held['before_turn'])} are held.")
    for number, (then, now) in enumerate(zip(recorded["before_turn"], held["before_turn"], strict=False), start=1):
        if then != now:
            differs.append(f"What the model had read before turn {number} is not what was recorded.")
    if recorded["whole"] != held["whole"]:
        differs.append("The whole conversation is not what was recorded.")
    then_kept = [(one["label"], one["passage"], one["sha256"]) for one in body["evidence"]["kept"]]
    now_kept = [(one.label, one.passage.id, sha256_of(one.passage.text)) for one in state.evidence]
    if then_kept != now_kept:
        differs.append("The evidence kept is not what was recorded.")
    return tuple(differs)
