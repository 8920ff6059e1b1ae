"""What the embedded reasoner does next: look, look closer, look up, and only then answer."""

from collections.abc import Mapping
from typing import Any

from agent.models.embedded.conversation import Conversation
from agent.shortening import shortened
from guidelines import Vocabulary

__all__ = ["plan"]

_LOOKED_AT = 4
"""Most images of a study that are surveyed [1]; each costs a tool call."""
_CLOSER = 2
"""Most spots that are looked at again under magnification [1]."""
_COMPARED = 2
"""Most images of earlier studies that are looked at [1]; each costs three tool calls."""
_QUERY = 190
"""Longest query [characters]; cut between words."""
_WORDS = 14
"""Most findings named in a query [1]."""


def plan(said: Conversation, vocabulary: Vocabulary) -> list[dict[str, Any]]:
    """The next tool calls, or none when it is time to answer."""
    if not said.called:
        looked_at = [*said.study[:_LOOKED_AT], *(number for number, _ in said.earlier[:_COMPARED])]
        first = [_call("survey", image=number) for number in looked_at]
        return [call for call in [*first, *_search(said, vocabulary)] if call["name"] in said.tools]
    calls = [*_closer(said), *_compared(said), *_search(said, vocabulary)]
    return [call for call in calls if call["name"] in said.tools]


def _closer(said: Conversation) -> list[dict[str, Any]]:
    """The surest spots, magnified."""
    if any(name == "zoom" for name, _ in said.called):
        return []
    boxes: dict[tuple[int, tuple[float, float, float, float]], float] = {}
    for spot in said.spots:
        key = (spot.image, spot.box)
        boxes[key] = max(boxes.get(key, 0.0), spot.certainty)
    surest = sorted(boxes, key=lambda key: (-boxes[key], key))[:_CLOSER]
    return [_call("zoom", image=image, region=list(box), factor=2.0) for image, box in surest]


def _compared(said: Conversation) -> list[dict[str, Any]]:
    """The first image laid on the newest earlier ones, and what is opaque outlined on both, once."""
    if not said.study or any(name == "compare_prior" for name, _ in said.called):
        return []
    now, calls = said.study[0], []
    for number, days in said.earlier[:_COMPARED]:
        known = {"days": days} if days is not None else {}
        calls.append(_call("compare_prior", image=now, prior=number, **known))
    if calls and "frontal chest film" in said.kinds:
        calls += [
            _call("segment", image=number, target="lung-opacity")
            for number in (now, *(number for number, _ in said.earlier[:_COMPARED]))
        ]
    return calls


def _search(said: Conversation, vocabulary: Vocabulary) -> list[dict[str, Any]]:
    """A query in the field's words, when there is something new to ask about; never the options."""
    facts = said.facts
    names = [vocabulary.term(code).name for code in facts.present if code in vocabulary]
    names += [
        vocabulary.term(code).name
        for code in sorted(facts.quantities)
        if code in vocabulary and code != "age" and code not in facts.findings
    ]
    asked = [str(arguments.get("query", "")) for name, arguments in said.called if name == "search_guidelines"]
    parts = ([said.question] if said.question else []) + names[:_WORDS]
    query = shortened(", ".join(parts), _QUERY, mark="")
    return [_call("search_guidelines", query=query)] if query and query not in asked else []


def _call(name: str, **arguments: Any) -> dict[str, Any]:
    values: Mapping[str, Any] = arguments
    return {"name": name, "arguments": dict(values)}
