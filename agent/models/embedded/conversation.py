"""What the embedded reasoner gets out of the messages: the same ones that any other model reads."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from langchain_core.messages import AIMessage, BaseMessage, SystemMessage

from agent.dialects import hermes
from agent.evidence_text import Stated, read_stated
from agent.facts import Facts, Patient, gather
from agent.messages import text_of
from guidelines import Vocabulary
from tools.finding import Finding, Laterality, Measurement, Presence
from tools.image import ImageRef
from tools.notes import read_note

__all__ = ["Conversation", "Kept", "Sided", "Spot", "read_conversation"]

_HISTORY = re.compile(r"<history>\n(.*?)\n</history>", re.DOTALL)
_QUESTION = re.compile(r"^Question: (.*)$", re.MULTILINE)
_OPTION = re.compile(r"^([A-Z])\. (.*)$", re.MULTILINE)
_IMAGE = re.compile(r"^\[image (\d+)\] (\{.*\})$", re.MULTILINE)
_RESPONSE = re.compile(r'<tool_response id="([^"]*)" name="([^"]*)">\n(.*?)\n</tool_response>', re.DOTALL)
_EVIDENCE = re.compile(r'<evidence query="[^"]*">\n(.*?)\n</evidence>', re.DOTALL)
_PASSAGE = re.compile(r"^\[(E\d+)\] (\{.*\})$", re.MULTILINE)
_TOOLS = re.compile(r"<tools>\n(.*?)\n</tools>", re.DOTALL)
_OTHER_AGES = re.compile(r"(\d+) of them bear on these findings, but are for people of another age")
_AGO = re.compile(r"(\d+(?:\.\d+)?) days? before")
_LATERALITIES: Mapping[str, Laterality] = {"left": "left", "right": "right", "bilateral": "bilateral"}
_UNASKED = "what is the most likely diagnosis"
_PRESENCES: Mapping[str, Presence] = {
    "present": "present",
    "absent": "absent",
    "uncertain": "uncertain",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One passage of the evidence as it stands in the conversation."""

    label: str
    guideline: str
    stated: Stated


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """Where on which image something was found."""

    code: str
    image: int
    box: tuple[float, float, float, float]
    certainty: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Sided:
    """What a tool reported of a finding on a side of the patient."""

    code: str
    presence: Presence
    laterality: Laterality | None


@dataclass(slots=True, kw_only=True)
class Conversation:
    """Everything said so far, as data."""

    history: str = ""
    question: str | None = None
    options: tuple[str, ...] = ()
    tools: frozenset[str] = frozenset()
    images: dict[int, Mapping[str, Any]] = field(default_factory=dict)
    results: list[tuple[str, Mapping[str, Any]]] = field(default_factory=list)
    """Names and results of tool calls, in order."""
    called: list[tuple[str, Mapping[str, Any]]] = field(default_factory=list)
    """Calls made, in order."""
    kept: list[Kept] = field(default_factory=list)
    spots: list[Spot] = field(default_factory=list)
    sided: list[Sided] = field(default_factory=list)
    not_judged: dict[str, None] = field(default_factory=dict)
    """What the tools that looked do not look for, in their words."""
    other_ages: int = 0
    """Passages that bear on the findings but are for people of another age."""
    facts: Facts = field(default_factory=lambda: Facts(patient=Patient()))

    @property
    def kinds(self) -> frozenset[str]:
        """What the study was found to be by the tools that looked (`frontal chest film`)."""
        values = (body.get("values") for name, body in self.results if name == "survey")
        return frozenset(str(one["kind"]) for one in values if isinstance(one, Mapping) and "kind" in one)

    @property
    def study(self) -> tuple[int, ...]:
        """Numbers of the study's own images."""
        own = ((number, about) for number, about in sorted(self.images.items()) if "made_by" not in about)
        return tuple(number for number, about in own if "study" not in about)

    @property
    def earlier(self) -> tuple[tuple[int, float | None], ...]:
        """Numbers of the images of earlier studies, each with its age [d] where that is stated."""
        found = ((number, about["study"]) for number, about in sorted(self.images.items()) if "study" in about)
        return tuple((number, _days(str(words))) for number, words in found)


def read_conversation(messages: Sequence[BaseMessage], vocabulary: Vocabulary) -> Conversation:
    """Read all messages of a case."""
    out = Conversation()
    findings: list[Finding] = []
    measurements: list[Measurement] = []
    for turn, message in enumerate(messages):
        text = text_of(message)
        if isinstance(message, SystemMessage):
            out.tools = _tool_names(text)
        elif isinstance(message, AIMessage):
            out.called += [(call.name, call.arguments) for call in hermes.parse(text, turn).calls]
        else:
            _read_user(text, out, findings, measurements)
    note = read_note(out.history, vocabulary)
    header = out.images[min(out.images)] if out.images else {}
    patient = Patient.of(note.age.value if note.age else None, note.sex, note.pregnant, header)
    out.facts = gather((*note.findings, *findings), (*note.measurements, *measurements), patient, vocabulary)
    return out


def _read_user(text: str, out: Conversation, findings: list[Finding], measurements: list[Measurement]) -> None:
    outside = _read_words(text, out)
    for match in _IMAGE.finditer(outside):
        about = _json(match.group(2))
        if about is not None:
            out.images[int(match.group(1))] = about
    for match in _RESPONSE.finditer(outside):
        body = _json(match.group(3))
        if body is not None:
            if "prior" in body:
                continue  # found on an earlier image, so not of the present
            out.results.append((match.group(2), body))
            _read_result(body, out, findings, measurements)
    for match in _EVIDENCE.finditer(outside):
        out.kept += _read_evidence(match.group(1))
    out.other_ages += sum(int(match.group(1)) for match in _OTHER_AGES.finditer(_EVIDENCE.sub("", outside)))


def _read_words(text: str, out: Conversation) -> str:
    """History, question and options; returns what is left."""
    for match in _HISTORY.finditer(text):
        if match.group(1) not in ("(none given)", "(nothing new)"):
            out.history = f"{out.history}\n{match.group(1)}".strip()
    outside = _HISTORY.sub("", text)
    for match in _QUESTION.finditer(outside):
        out.question = None if match.group(1).startswith(_UNASKED) else match.group(1)
        out.options = tuple(found.group(2) for found in _OPTION.finditer(outside[match.end() :]))
    return outside


def _read_result(
    body: Mapping[str, Any], out: Conversation, findings: list[Finding], measurements: list[Measurement]
) -> None:
    for one in body.get("findings") or ():
        presence = _PRESENCES.get(str(one.get("presence")), "uncertain")
        certainty = float(one.get("certainty", 1.0))
        code = str(one.get("code"))
        findings.append(
            Finding(
                code=code,
                name=str(one.get("name")),
                presence=presence,
                source="image",
                certainty=certainty,
                image=_numbered(one.get("image"), out),
            )
        )
        side = _LATERALITIES.get(str(one.get("laterality")))
        out.sided.append(Sided(code=code, presence=presence, laterality=side))
        box = one.get("box")
        if presence == "present" and isinstance(box, list) and len(box) == 4 and "image" in one:
            corners = (float(box[0]), float(box[1]), float(box[2]), float(box[3]))
            out.spots.append(Spot(code=code, image=int(one["image"]), box=corners, certainty=certainty))
    out.not_judged |= dict.fromkeys(str(one) for one in body.get("not_judged") or ())
    for one in body.get("measurements") or ():
        measurements.append(
            Measurement(
                code=str(one["code"]),
                name=str(one.get("name", one["code"])),
                value=float(one["value"]),
                unit=str(one["unit"]),
                uncertainty=one.get("uncertainty"),
                image=_numbered(one.get("image"), out),
            )
        )


def _numbered(number: object, out: Conversation) -> ImageRef | None:
    """An image of the conversation, by its number: that is all that tells images apart here."""
    about = out.images.get(number) if isinstance(number, int) else None
    if about is None:
        return None
    return ImageRef(digest=f"image {number}", width=int(about.get("width", 0)), height=int(about.get("height", 0)))


def _read_evidence(block: str) -> list[Kept]:
    out: list[Kept] = []
    for match in _PASSAGE.finditer(block):
        about = _json(match.group(2))
        if about is None:
            continue
        stated = read_stated(about)
        if stated.criteria or stated.rules:
            guideline = str(about.get("passage", "")).partition("#")[0]
            out.append(Kept(label=match.group(1), guideline=guideline, stated=stated))
    return out


def _days(words: str) -> float | None:
    found = _AGO.search(words)
    return 0.0 if "same day" in words else float(found.group(1)) if found else None


def _tool_names(system: str) -> frozenset[str]:
    found = _TOOLS.search(system)
    if found is None:
        return frozenset()
    records = (_json(line) for line in found.group(1).splitlines())
    return frozenset(str(record["name"]) for record in records if record is not None)


def _json(text: str) -> dict[str, Any] | None:
    try:
        data = json.loads(text)
    except ValueError:
        return None
    return data if isinstance(data, dict) else None
