"""What a model's turn comes to, whatever dialect it was written in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from pydantic import BaseModel, ConfigDict

__all__ = ["Answered", "Call", "Dialect", "Looked", "Problem", "Reply", "Tags"]


class Tags(BaseModel):
    """Names of the tags that a model puts around its reasoning and its answer, without angle brackets."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    think: str = "think"
    answer: str = "answer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One tool call that could be read; its arguments are still unchecked."""

    id: str
    """Unique in its case: `<turn>.<number>`."""
    name: str
    arguments: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """A final answer that could be read."""

    text: str
    """What stands between the answer tags."""
    start: int
    """Offset of `text` in the reply [characters]; token probabilities are aligned by it."""
    record: Mapping[str, Any] | None = None
    """The answer as JSON, where it is JSON."""
    closed: bool = True
    """False where nothing in the text ends it: whole only if the model, not its length limit, stopped there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A part of the reply that could not be read; costs that part, not the turn."""

    message: str
    """What was wrong and how to write it, for the model."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """A box that the model names in its reasoning without calling a tool (GRIT)."""

    box: tuple[float, float, float, float]
    """`(left, top, right, bottom)` in the model's own coordinates, still unchecked."""
    image: int = 1
    """Number of the image, from 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """A turn, read: reasoning, then calls or an answer."""

    thought: str
    calls: tuple[Call, ...] = ()
    answer: Answered | None = None
    problems: tuple[Problem, ...] = ()
    looked: tuple[Looked, ...] = ()


class Dialect(Protocol):
    """One way of writing tool calls; a file of this folder each, whose `DIALECT` is one."""

    def teach(self, schemas: Sequence[Mapping[str, Any]], tags: Tags) -> str:
        """The part of the system prompt that says how to call tools and how to answer.

        Args:
            schemas: One JSON schema a tool: `name`, `description`, `parameters`.
            tags: What the model puts around its reasoning and its answer.
        """
        ...

    def parse(self, text: str, turn: int, tags: Tags) -> Reply:
        """Read one reply, whatever it is; never raises.

        Args:
            text: The model's text, untouched.
            turn: Number of the turn from 1; makes the ids of its calls, `<turn>.<number>`.
            tags: What the model puts around its reasoning and its answer.

        Returns:
            Calls in the words of our own tools (`zoom`, `search_guidelines`, …), whatever the dialect calls them; one
            `Problem` for each part that could not be read. A turn with a readable call is a turn of calls: an answer
            beside it is set aside and the model is told. Two different answers are a problem.
        """
        ...

    def render(self, call: Call, tags: Tags) -> str:
        """Write a call the way a model of this dialect writes it; `parse` reads it back."""
        ...

    def request(self, schemas: Sequence[Mapping[str, Any]], *, final: bool) -> Mapping[str, Any]:
        """Fields of the request beside its messages, such as the API's own `tools`; mostly none.

        Args:
            schemas: As in `teach`.
            final: As in `constraint`.
        """
        ...

    def constraint(self, schemas: Sequence[Mapping[str, Any]], tags: Tags, *, final: bool) -> Mapping[str, Any] | None:
        """What a server's guided decoding is to hold a turn to (`structured_outputs`), or None where it cannot.

        Args:
            schemas: As in `teach`.
            tags: As in `teach`.
            final: True where the turn must be an answer, because the budget leaves no other.
        """
        ...

    def respond(self, kind: Literal["results", "passages"], text: str) -> str:
        """Frame what comes back in a user turn the way the model was trained to read it."""
        ...
