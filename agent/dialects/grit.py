"""The GRIT dialect: boxes inside the reasoning, `<rethink>`, then the answer.

Source: GRIT (commit 44699c9). It has no tools of its own: a box in its reasoning says where it looked, which is kept
with the step. Our tools are taught the Hermes way beside it. Whether boxes are pixels of the processed image (Qwen) or
thousandths (InternVL) is the profile's to say.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal

from agent.dialects import hermes
from agent.dialects.marked import read_marked
from agent.dialects.reply import Call, Dialect, Looked, Reply, Tags
from agent.dialects.tool_call import read_tool_call

__all__ = ["DIALECT"]

_RETHINK = "rethink"
_SIDE = r"\s{0,4}(-?\d{1,6}(?:\.\d{1,6})?)\s{0,4}"
_BOX = re.compile(rf"\[{_SIDE},{_SIDE},{_SIDE},{_SIDE}\]")
_MOST_LOOKED = 32
"""Most boxes of one turn that are kept [1]."""


def _looked(thought: str) -> Iterator[Looked]:
    for match, _ in zip(_BOX.finditer(thought), range(_MOST_LOOKED), strict=False):
        left, top, right, bottom = (float(one) for one in match.groups())
        yield Looked(box=(left, top, right, bottom))


class _Grit:
    def teach(self, schemas: Sequence[Mapping[str, Any]], tags: Tags) -> str:
        boxes = (
            f"While thinking, name what you look at as a box [x1, y1, x2, y2] of image 1. Then check yourself inside "
            f"<{_RETHINK}></{_RETHINK}> before the call or the answer."
        )
        return f"{hermes.teach(schemas, tags)}\n{boxes}"

    def parse(self, text: str, turn: int, tags: Tags) -> Reply:
        read = read_marked(text, turn, tags, {"tool_call": read_tool_call}, hermes.form(tags), (_RETHINK,))
        return replace(read, looked=tuple(_looked(read.thought)))

    def render(self, call: Call, tags: Tags) -> str:
        return hermes.render(call.name, call.arguments)

    def request(self, schemas: Sequence[Mapping[str, Any]], *, final: bool) -> Mapping[str, Any]:
        return {}

    def constraint(self, schemas: Sequence[Mapping[str, Any]], tags: Tags, *, final: bool) -> Mapping[str, Any] | None:
        return hermes.grammar(schemas, tags, final=final)

    def respond(self, kind: Literal["results", "passages"], text: str) -> str:
        return text


DIALECT: Dialect = _Grit()
