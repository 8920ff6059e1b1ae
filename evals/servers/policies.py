"""Policies for the protocol server: a fixed list, and one that walks through a case in the Hermes dialect."""

import json
from collections.abc import Callable, Sequence

from evals.servers.reply import Fault, Reply
from evals.servers.request import ChatMessage

__all__ = ["hermes_walk", "long_walk", "scripted"]


def scripted(replies: Sequence[str | Reply | Fault]) -> Callable[[list[ChatMessage]], str | Reply | Fault]:
    """Answer request after request from a list.

    Args:
        replies: What to say, in order.

    Returns:
        A policy; a request past the end is answered with an error that says so (status 400, which is not retried).
    """
    left = list(replies)

    def policy(_: list[ChatMessage]) -> str | Reply | Fault:
        if not left:
            return Fault(kind="status", status=400, message=f"the script of {len(replies)} replies is used up")
        return left.pop(0)

    return policy


def hermes_walk(
    *,
    answer: dict[str, object],
    query: str,
    image: int = 1,
    region: Sequence[float] = (0, 0, 64, 64),
    probability: float = 0.95,
) -> Callable[[list[ChatMessage]], Reply]:
    """Look closer, then look it up, then answer: one whole case in the Hermes dialect.

    The step follows from the conversation alone (how many turns the assistant has had), so that one policy serves any
    number of cases at once and a repeated request gets the same reply.

    Args:
        answer: The object inside `<answer>`.
        query: What is searched for.
        image: Number of the picture to zoom into, from 1.
        region: `[left, top, right, bottom]` in the coordinates the prompt asks for.
        probability: Probability of every word of the replies, in (0, 1].

    Returns:
        A policy.
    """
    turns = (
        "<think>A closer look comes first.</think>" + _call("zoom", {"image": image, "region": list(region)}),
        "<think>What do guidelines say?</think>" + _call("search_guidelines", {"query": query}),
        f"<think>That decides it.</think><answer>{json.dumps(answer)}</answer>",
    )

    def policy(messages: list[ChatMessage]) -> Reply:
        turn = sum(message.role == "assistant" for message in messages)
        return Reply(text=turns[min(turn, len(turns) - 1)], probability=probability)

    return policy


def long_walk(
    *, turns: int, answer: str, size: tuple[int, int], unsure: bool = False
) -> Callable[[list[ChatMessage]], Reply]:
    """Zoom, measure and search by turns, never twice the same, then answer: a long case in the Hermes dialect.

    Args:
        turns: Requests of the whole walk, the one that is answered included [1].
        answer: What stands inside `<answer>`.
        size: Columns and rows of the first picture in the coordinates the prompt asks for.
        unsure: True: it answers one request earlier, with a probability of a half, and is sure only at the last.

    Returns:
        A policy that goes by the conversation alone.
    """
    wide, high = size

    def policy(messages: list[ChatMessage]) -> Reply:
        turn = sum(message.role == "assistant" for message in messages)
        if turn >= turns - 1 - unsure:
            sure = 0.95 if turn >= turns - 1 else 0.5
            return Reply(text=f"<think>That decides it.</think><answer>{answer}</answer>", probability=sure)
        left, top = turn % (wide // 2), turn % (high // 2)
        match turn % 3:
            case 0:
                said = _call("zoom", {"image": 1, "region": [left, top, left + wide // 2, top + high // 2]})
            case 1:
                points = [[left, top], [left + wide // 2, top + high // 2]]
                said = _call("measure", {"image": 1, "kind": "length", "points": points})
            case _:
                said = _call("search_guidelines", {"query": f"fever and cough, question {turn}", "k": 2})
        return Reply(text=f"<think>Step {turn + 1}.</think>{said}", probability=0.95)

    return policy


def _call(name: str, arguments: dict[str, object]) -> str:
    return f"<tool_call>{json.dumps({'name': name, 'arguments': arguments})}</tool_call>"
