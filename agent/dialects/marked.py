"""What the dialects with tags share: reasoning in one tag, calls in others, the answer in its own.

A turn with a readable call is a turn of calls, wherever its answer stands: the model asked to see more, so what it said
beside that was not final. It is told so. Two different answers are none.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from agent.dialects.reply import Answered, Call, Looked, Problem, Reply, Tags
from agent.dialects.sections import outside, sections
from agent.dialects.strict_json import NotJson, read_json

__all__ = ["MOST_CALLS", "Asked", "Read", "answered", "assembled", "few", "read_marked", "strings"]

MOST_CALLS = 16
"""Most calls of one turn that are read [1]; the default budget of a whole case has as many."""
_MOST_PROBLEMS = 6
"""Most problems of one turn that the model is told about [1]."""

Asked = tuple[str, Mapping[str, Any]]
"""Name and arguments of a call, in our own words."""
Read = Sequence[Asked | Problem]
"""What one tag held."""


def read_marked(
    text: str,
    turn: int,
    tags: Tags,
    readers: Mapping[str, Callable[[str], Read]],
    form: str,
    more_thoughts: Sequence[str] = (),
) -> Reply:
    """Read a reply made of tags; never raises.

    Args:
        text: The model's text, untouched.
        turn: Number of the turn, from 1.
        tags: What the model puts around its reasoning and its answer.
        readers: What reads the body of each tag that holds calls.
        form: How to write a call and an answer, for the model.
        more_thoughts: Further tags around reasoning.
    """
    thinking = tuple(one.lower() for one in (tags.think, *more_thoughts) if one)
    found = sections(text, thinking, (*readers, tags.answer.lower()))
    thought = " ".join(text[one.start : one.end].strip() for one in found if one.name in thinking).strip()
    read: list[Asked | Problem] = []
    answers: list[Answered | Problem] = []
    for one in found:
        if one.name in thinking:
            continue
        if one.name == tags.answer.lower():
            answers.append(answered(text, one.start, one.end, closed=one.closed))
        else:
            read += readers[one.name](text[one.start : one.end])
    return assembled(turn, thought or outside(text, found).strip(), read, answers, form)


def assembled(
    turn: int, thought: str, read: Read, answers: Sequence[Answered | Problem], form: str, looked: Sequence[Looked] = ()
) -> Reply:
    """Put a reply together and decide between its calls and its answers.

    Args:
        turn: Number of the turn, from 1; makes the ids of its calls.
        thought: Its reasoning.
        read: Its calls and what could not be read of them, in order.
        answers: Its answers, in order.
        form: How to write a call and an answer, for the model.
        looked: Boxes named in the reasoning.
    """
    asked = [
        Call(id=f"{turn}.{number}", name=one[0], arguments=one[1])
        for number, one in enumerate(read, start=1)
        if not isinstance(one, Problem)
    ]
    problems = [one for one in read if isinstance(one, Problem)]
    if len(asked) > MOST_CALLS:
        problems.append(Problem(message=f"{len(asked)} calls in one turn; the first {MOST_CALLS} were read."))
    answer, more = _decided(answers, called=bool(asked))
    problems += more
    if not asked and answer is None and not problems:
        problems.append(Problem(message=f"The reply has neither a tool call nor an answer. {form}"))
    return Reply(
        thought=thought, calls=tuple(asked[:MOST_CALLS]), answer=answer, problems=few(problems), looked=tuple(looked)
    )


def few(problems: Sequence[Problem]) -> tuple[Problem, ...]:
    """As many problems as the model is told about, and how many there were beside them."""
    if len(problems) <= _MOST_PROBLEMS:
        return tuple(problems)
    left = len(problems) - _MOST_PROBLEMS
    return (*problems[:_MOST_PROBLEMS], Problem(message=f"{left} further parts could not be read either."))


def _decided(answers: Sequence[Answered | Problem], *, called: bool) -> tuple[Answered | None, list[Problem]]:
    """The answer that stands, and what is wrong with the others."""
    given = [one for one in answers if isinstance(one, Answered)]
    if called:
        aside = "The answer beside the calls was set aside; see their results, then answer without a call."
        return None, [Problem(message=aside)] if given else []
    if len({one.text for one in given}) > 1:
        return None, [Problem(message=f"{len(given)} different answers in one turn; give one.")]
    if given:
        return given[0], []
    return None, [one for one in answers if isinstance(one, Problem)]


def answered(text: str, start: int, end: int, *, closed: bool) -> Answered | Problem:
    """An answer between two offsets [characters]."""
    body = text[start:end]
    said = body.strip()
    if not said:
        return Problem(message="The answer is empty; write it between its tags.")
    return Answered(text=said, start=start + len(body) - len(body.lstrip()), record=_record(said), closed=closed)


def _record(text: str) -> Mapping[str, Any] | None:
    try:
        data = read_json(text)
    except NotJson:
        return None
    return strings(data) if isinstance(data, dict) else None


def strings(data: Mapping[Any, Any]) -> dict[str, Any]:
    """A JSON object with its keys as texts, which they are already; for the type checker."""
    return {str(key): value for key, value in data.items()}
