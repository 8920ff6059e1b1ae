"""The Ophiuchus dialect: `<think>`, then `Action: Zoom-in` and a fenced JSON array; `Action: Answer` and `<answer>`.

Source: Ophiuchus' environment and prompt (commit 2560233). Each entry of the array is a call. Its training samples also
wrap actions in `<tool_call>`, which its own environment refuses; both are read here. Boxes are in the profile's own
coordinates, not on the fixed 512 x 512 of its prompt.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

from agent.dialects.grammar import literal, turn_grammar
from agent.dialects.marked import Asked, answered, assembled, strings
from agent.dialects.reply import Answered, Call, Dialect, Problem, Reply, Tags
from agent.dialects.sections import outside, sections
from agent.dialects.strict_json import NotJson, read_first
from agent.dialects.tool_call import read_tool_call

__all__ = ["DIALECT"]

_ACTION = re.compile(r"Action:[ \t]{0,8}([\w-]{1,64})", re.IGNORECASE)
_OURS = {"zoom-in": "zoom", "biomedparse": "segment", "sam2": "segment"}
"""Its tools in our words: text-prompted and box-prompted segmentation are one tool with two targets."""
_KEYS = {"index": "image", "bbox_2d": "region"}
_THEIRS = {"image": "index", "region": "bbox_2d"}
_TARGETS = {"lung": "lungs", "left lung": "lungs", "right lung": "lungs", "opacity": "lung-opacity"}
"""Captions that name one of our targets otherwise; every other one is taken as it stands, for the tool to check."""
_FORM = (
    'Write Action: Zoom-in, then a fenced JSON array such as ```json\n[{"index": 1, "bbox_2d": [x1, y1, x2, y2]}]\n```'
)


def _actions(text: str) -> Iterator[Asked | Problem]:
    found = list(_ACTION.finditer(text))
    for number, match in enumerate(found):
        end = found[number + 1].start() if number + 1 < len(found) else len(text)
        if match.group(1).lower() != "answer":
            yield from _action(match.group(1), text[match.end() : end])


def _action(name: str, body: str) -> Iterator[Asked | Problem]:
    starts = [at for at in (body.find("["), body.find("{")) if at >= 0]
    if not starts:
        yield Problem(message=f"Action {name!r} has no JSON array behind it. {_FORM}")
        return
    try:
        data, _ = read_first(body, min(starts))
    except NotJson as error:
        yield Problem(message=f"The array of action {name!r} was not JSON: {error}. {_FORM}")
        return
    entries = data if isinstance(data, list) else [data]
    if not entries:
        yield Problem(message=f"The array of action {name!r} is empty. {_FORM}")
    for entry in entries:
        if isinstance(entry, Mapping):
            yield _ours(name, strings(entry))
        else:
            yield Problem(message=f"An entry of action {name!r} is not a JSON object. {_FORM}")


def _ours(name: str, entry: Mapping[str, Any]) -> Asked | Problem:
    twice = next((theirs for theirs, ours in _KEYS.items() if theirs in entry and ours in entry), None)
    if twice is not None:
        return Problem(message=f"An entry of action {name!r} has both {twice!r} and {_KEYS[twice]!r}; give one.")
    arguments = {_KEYS.get(key, key): value for key, value in entry.items()}
    match name.lower():
        case "biomedparse":
            caption = arguments.pop("captions", arguments.pop("caption", None))
            words = " ".join(caption.split()).lower() if isinstance(caption, str) else caption
            arguments["target"] = _TARGETS.get(words, words.replace(" ", "-")) if isinstance(words, str) else words
        case "sam2":
            arguments["target"] = "region"
    return _OURS.get(name.lower(), name), arguments


def _reads(found: Sequence[Any], text: str, bare: str) -> list[Asked | Problem]:
    """Calls inside `<tool_call>` and outside of it, in the order of the text."""
    out: list[tuple[int, list[Asked | Problem]]] = [(0, list(_actions(bare)))]
    for one in found:
        if one.name == "tool_call":
            body = text[one.start : one.end]
            out.append((one.start, list(_actions(body) if _ACTION.search(body) else read_tool_call(body))))
    return [read for _, several in sorted(out, key=lambda pair: pair[0]) for read in several]


class _Ophiuchus:
    def teach(self, schemas: Sequence[Mapping[str, Any]], tags: Tags) -> str:
        tools = "\n".join(json.dumps(schema, sort_keys=True, ensure_ascii=False) for schema in schemas)
        captions = next((_captions(one) for one in schemas if one.get("name") == "segment"), "")
        fence = "```"
        return (
            f"Tools, one JSON schema a line:\n<tools>\n{tools}\n</tools>\n"
            f"First think inside <{tags.think or 'think'}></{tags.think or 'think'}>. Then take one action:\n"
            f'Action: Zoom-in\n{fence}json\n[{{"index": 1, "bbox_2d": [x1, y1, x2, y2]}}]\n{fence}\n'
            f'Action: BiomedParse\n{fence}json\n[{{"index": 1, "captions": "lungs"}}]\n{fence}\n'
            f'Action: SAM2\n{fence}json\n[{{"index": 1, "bbox_2d": [x1, y1, x2, y2]}}]\n{fence}\n'
            f"Zoom-in is our zoom, BiomedParse and SAM2 are our segment{captions}. Any other tool is an action of its "
            f'name: Action: search_guidelines\n{fence}json\n[{{"query": "…"}}]\n{fence}\n'
            "Several entries of one array run side by side; index is the number of the image. To finish:\n"
            f"Action: Answer\n<{tags.answer}></{tags.answer}>"
        )

    def parse(self, text: str, turn: int, tags: Tags) -> Reply:
        think, answer = (tags.think or "think").lower(), tags.answer.lower()
        found = sections(text, (think,), (answer, "tool_call"))
        thought = " ".join(text[one.start : one.end].strip() for one in found if one.name == think).strip()
        bare = outside(text, found)
        answers: list[Answered | Problem] = [
            answered(text, one.start, one.end, closed=one.closed) for one in found if one.name == answer
        ]
        form = f"{_FORM}, or Action: Answer and <{tags.answer}>…</{tags.answer}>."
        return assembled(turn, thought or bare.strip(), _reads(found, text, bare), answers, form)

    def render(self, call: Call, tags: Tags) -> str:
        name, arguments = call.name, dict(call.arguments)
        if name == "zoom":
            name = "Zoom-in"
        elif name == "segment" and arguments.get("target") == "region":
            name = "SAM2"
            del arguments["target"]
        entry = {_THEIRS.get(key, key): value for key, value in arguments.items()}
        return f"Action: {name}\n```json\n[{json.dumps(entry, ensure_ascii=False)}]\n```"

    def request(self, schemas: Sequence[Mapping[str, Any]], *, final: bool) -> Mapping[str, Any]:
        return {}

    def constraint(self, schemas: Sequence[Mapping[str, Any]], tags: Tags, *, final: bool) -> Mapping[str, Any] | None:
        def write(name: str, arguments: str) -> str:
            # Our own keys are read as well as its own, so one grammar of arguments serves every action.
            opening = f"Action: {'Zoom-in' if name == 'zoom' else name}\n```json\n["
            return f"{literal(opening)} {arguments} {literal(']' + chr(10) + '```')}"

        return turn_grammar(schemas, tags, write, final=final, before_answer="Action: Answer\n")

    def respond(self, kind: Literal["results", "passages"], text: str) -> str:
        return text


def _captions(schema: Mapping[str, Any]) -> str:
    targets = schema.get("parameters", {}).get("properties", {}).get("target", {}).get("enum", ())
    return f" (captions: {', '.join(targets)})" if targets else ""


DIALECT: Dialect = _Ophiuchus()
