"""The DeepEyes dialect: Hermes, with `image_zoom_in_tool` and its `bbox_2d` in place of our `zoom`.

Source: DeepEyes' visual toolbox (Visual-Agent, commit 6c5e796), which crops the first image only; ours takes any. Its
second tool, `image_rotate_tool`, is not offered: a turned film has its sides and its measurements wrong.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from agent.dialects import hermes
from agent.dialects.marked import Read, read_marked
from agent.dialects.reply import Call, Dialect, Problem, Reply, Tags
from agent.dialects.tool_call import read_tool_call

__all__ = ["DIALECT"]

_ZOOM = "image_zoom_in_tool"
_ROTATE = "image_rotate_tool"
_BOXES = ("bbox_2d", "bbox")
"""Its schema names one of them as the property and the other as required."""
_SCHEMA: Mapping[str, Any] = {
    "name": _ZOOM,
    "description": "Zoom in on a region of an image (our zoom).",
    "parameters": {
        "type": "object",
        "properties": {
            "bbox_2d": {
                "type": "array",
                "items": {"type": "number"},
                "minItems": 4,
                "maxItems": 4,
                "description": "The region to zoom in on, [x1, y1, x2, y2].",
            },
            "image": {
                "type": "integer",
                "minimum": 1,
                "description": "Number of the image, from 1; the first if not given.",
            },
            "label": {"type": "string", "maxLength": 80, "description": "What is looked for; not needed."},
        },
        "required": ["bbox_2d"],
        "additionalProperties": False,
    },
}
_FORM = (
    f'Zoom with <tool_call>{{"name": "{_ZOOM}", "arguments": {{"bbox_2d": [x1, y1, x2, y2], "image": 1}}}}</tool_call>.'
)
_NO_TURNING = f"There is no {_ROTATE} here: images cannot be turned, because sides and measurements would be wrong."


def _own(schemas: Sequence[Mapping[str, Any]]) -> tuple[Mapping[str, Any], ...]:
    return tuple(_SCHEMA if one.get("name") == "zoom" else one for one in schemas)


def _read(body: str) -> Read:
    out: list[Any] = []
    for one in read_tool_call(body):
        if isinstance(one, Problem):
            out.append(one)
        elif one[0] == _ROTATE:
            out.append(Problem(message=f"{_NO_TURNING} {_FORM}"))
        else:
            out.append(_ours(*one))
    return out


def _ours(name: str, arguments: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]] | Problem:
    if name != _ZOOM:
        return name, arguments
    there = [one for one in _BOXES if one in arguments]
    if len(there) != 1:
        return Problem(message=f"{_ZOOM} needs bbox_2d, once. {_FORM}")
    # The label is for the reader of the conversation; anything else that is unknown is left for the tool to refuse.
    kept = {key: value for key, value in arguments.items() if key not in (*_BOXES, "label")}
    return "zoom", {"image": 1, **kept, "region": arguments[there[0]]}


class _DeepEyes:
    def teach(self, schemas: Sequence[Mapping[str, Any]], tags: Tags) -> str:
        return f"{hermes.teach(_own(schemas), tags)}\n{_NO_TURNING}"

    def parse(self, text: str, turn: int, tags: Tags) -> Reply:
        return read_marked(text, turn, tags, {"tool_call": _read}, f"{hermes.form(tags)} {_FORM}")

    def render(self, call: Call, tags: Tags) -> str:
        if call.name != "zoom":
            return hermes.render(call.name, call.arguments)
        rest = {key: value for key, value in call.arguments.items() if key != "region"}
        return hermes.render(_ZOOM, {"bbox_2d": call.arguments.get("region"), **rest})

    def request(self, schemas: Sequence[Mapping[str, Any]], *, final: bool) -> Mapping[str, Any]:
        return {}

    def constraint(self, schemas: Sequence[Mapping[str, Any]], tags: Tags, *, final: bool) -> Mapping[str, Any] | None:
        return hermes.grammar(_own(schemas), tags, final=final)

    def respond(self, kind: Literal["results", "passages"], text: str) -> str:
        # Results come in a user turn inside <tool_response>, which they have already.
        return text if "<tool_response" in text else f"<tool_response>\n{text}\n</tool_response>"


DIALECT: Dialect = _DeepEyes()
