"""Calls through the API's own field: tools go with the request, calls come back in the message.

What a server's parser could not read it leaves in the text, so the text is read the Hermes way as well.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from agent.dialects import hermes
from agent.dialects.marked import MOST_CALLS, few, read_marked
from agent.dialects.reply import Call, Dialect, Problem, Reply, Tags
from agent.dialects.strict_json import NotJson, check_json, quoted
from agent.dialects.tool_call import asked, read_tool_call

__all__ = ["DIALECT", "with_native_calls"]

_FORM = "Call a function of those offered, with its arguments as one JSON object."


def with_native_calls(read: Reply, calls: Sequence[Mapping[str, Any]], turn: int) -> Reply:
    """Add the calls of an API's own field to a reply; a malformed one costs only itself.

    Args:
        read: What the text said.
        calls: `name` and `args` each, the arguments as an object or as the text that could not be decoded.
        turn: Number of the turn, from 1; makes the ids of its calls.
    """
    if not calls:
        return read
    good: list[Call] = list(read.calls)
    # What the text lacked, the field may have; a call in the text that could not be read stays a problem.
    problems = list(read.problems) if read.calls or read.answer is not None else []
    last = max((int(one.id.rpartition(".")[2]) for one in read.calls), default=0)
    for number, call in enumerate(calls, start=last + 1):
        one = _call(call, f"{turn}.{number}")
        if isinstance(one, Problem):
            problems.append(one)
        elif len(good) < MOST_CALLS:
            good.append(one)
    if len(calls) > MOST_CALLS:
        problems.append(Problem(message=f"{len(calls)} calls in one turn; the first {MOST_CALLS} were read."))
    answer = None if good else read.answer
    if read.answer is not None and good:
        problems.append(Problem(message="The answer beside the calls was set aside; see their results, then answer."))
    return Reply(thought=read.thought, calls=tuple(good), answer=answer, problems=few(problems), looked=read.looked)


def _call(call: Mapping[str, Any], call_id: str) -> Call | Problem:
    one = asked({"name": call.get("name"), "arguments": call.get("args")})
    if isinstance(one, Problem):
        return Problem(message=f"{one.message} {_FORM}")
    try:
        check_json(one[1])
    except NotJson as error:
        return Problem(message=f"The arguments of {quoted(one[0])} were not read: {error}. {_FORM}")
    return Call(id=call_id, name=one[0], arguments=one[1])


class _Native:
    def teach(self, schemas: Sequence[Mapping[str, Any]], tags: Tags) -> str:
        names = ", ".join(str(one.get("name")) for one in schemas)
        first = f"First think inside <{tags.think}></{tags.think}>. " if tags.think else ""
        return (
            f"{first}Then either call functions ({names}), several at once if useful, or give the final answer inside "
            f"<{tags.answer}></{tags.answer}>."
        )

    def parse(self, text: str, turn: int, tags: Tags) -> Reply:
        form = f"{_FORM} Or answer inside <{tags.answer}></{tags.answer}>."
        return read_marked(text, turn, tags, {"tool_call": read_tool_call}, form)

    def render(self, call: Call, tags: Tags) -> str:
        # The way chat templates of the Qwen family write a call of the field into the conversation.
        return hermes.render(call.name, call.arguments)

    def request(self, schemas: Sequence[Mapping[str, Any]], *, final: bool) -> Mapping[str, Any]:
        tools = [{"type": "function", "function": dict(one)} for one in schemas]
        return {"tools": tools, "tool_choice": "none" if final else "auto"}

    def constraint(self, schemas: Sequence[Mapping[str, Any]], tags: Tags, *, final: bool) -> Mapping[str, Any] | None:
        # A grammar over the text would keep the server from writing its own call syntax; only an answer can be held.
        return hermes.grammar((), tags, final=True) if final else None

    def respond(self, kind: Literal["results", "passages"], text: str) -> str:
        return text


DIALECT: Dialect = _Native()
