"""What may stand in an audit record: codes, numbers and names that we know; every other text becomes a digest.

An allow-list, since a name can hide in any text: in a query, in a tool's argument, in the model's thoughts, in a key.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, get_args

from agent.evidence import RejectedReason
from guidelines import Library, Vocabulary
from tools.notes import neutralise, scrub
from tools.tool import Tool

__all__ = ["Redaction", "sha256_of"]

_CODES = frozenset(
    {"adapter", "backend", "citations", "expert", "fault", "finish", "finish_reason", "flag", "id", "image", "images"}
    | {"kind", "label", "labels", "method", "model", "node", "outcome", "passage", "passages", "red_flags", "rule"}
    | {"rules", "served_model", "specialty", "stance", "status"}
)
"""Keys of a step's detail whose values are drawn from our own files and enumerations."""
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:#~/+-]{0,127}")
_KEY = re.compile(r"[a-z][a-z0-9_]{0,31}")
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"|«[^»]*»|“[^”]*”")
_FOREIGN = frozenset({"result", "values", "body"})
"""Keys under which a tool's whole result stands: kept as one digest."""
_LARGEST_NUMBER = 1_000_000
"""From here on a whole number may be somebody's number rather than a pixel, a count or a dose."""


def sha256_of(value: object) -> str:
    """SHA-256 of a text's UTF-8 bytes, or of a JSON value's canonical form [64 hex digits]."""
    text = value if isinstance(value, str) else json.dumps(value, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Redaction:
    """What is known by name in this case, and whether texts are kept."""

    texts: bool
    """True keeps texts, with identifiers and control tokens taken out."""
    tools: Mapping[str, Tool]
    library: Library
    vocabulary: Vocabulary

    def text(self, text: str | None) -> Any:
        """A text as its digest, with the words only where they are asked for."""
        if not text:
            return text
        said: dict[str, Any] = {"sha256": sha256_of(text), "characters": len(text)}
        return {**said, "text": neutralise(scrub(text).text)} if self.texts else said

    def sentence(self, sentence: str) -> str:
        """A sentence of our own, without what it quotes."""
        return neutralise(scrub(_QUOTED.sub("…", sentence)).text)

    def condition(self, condition: str) -> Any:
        """A condition's id, where the library has it."""
        return condition if condition in self.library.conditions else self.text(condition)

    def finding(self, code: str) -> Any:
        """A finding's or quantity's code, where the vocabulary has it."""
        return code if code in self.vocabulary else self.text(code)

    def tool(self, name: str) -> Any:
        """A tool's name, where there is such a tool."""
        return name if name in self.tools else self.text(name)

    def arguments(self, name: object, given: Mapping[str, Any]) -> dict[str, Any]:
        """A call's arguments: names of the tool's own parameters, numbers as they are, texts as digests."""
        tool = self.tools.get(str(name))
        known = {one.name for one in tool.parameters} if tool is not None else set[str]()
        return {
            key if key in known else f"sha256:{sha256_of(str(key))}": self.detail(value, "")
            for key, value in given.items()
        }

    def detail(self, value: Any, key: str) -> Any:
        """A JSON value of a step's detail, as far as it may be kept."""
        match value:
            case None | bool() | float():
                return value
            case int():
                return value if abs(value) < _LARGEST_NUMBER else {"sha256": sha256_of(str(value))}
            case str():
                return self._string(value, key)
            case Mapping():
                return {self._key(str(name)): self._member(name, one, value) for name, one in value.items()}
            case list() | tuple():
                return [self.detail(one, key) for one in value]
            case _:
                return self.text(str(value))

    def _key(self, name: str) -> str:
        return name if _KEY.fullmatch(name) else f"sha256:{sha256_of(name)}"

    def _member(self, name: object, value: Any, within: Mapping[Any, Any]) -> Any:
        if name == "arguments" and isinstance(value, Mapping):
            return self.arguments(within.get("name"), value)
        if name in _FOREIGN:
            return {"sha256": sha256_of(value)}
        return self.detail(value, str(name))

    def _string(self, text: str, key: str) -> Any:
        known = (
            (key in _CODES and _CODE.fullmatch(text) is not None)
            or (key == "name" and text in self.tools)
            or (key == "reason" and text in get_args(RejectedReason))
            or (key == "differential" and text in self.library.conditions)
            or (key == "findings" and text.partition(":")[0] in self.vocabulary)
        )
        return text if known else self.text(text)
