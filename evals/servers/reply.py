"""What a policy tells the server to answer: words, or a fault."""

import math
from dataclasses import dataclass, field
from typing import Literal

from evals.servers.tokenizer import split

__all__ = ["Fault", "FinishReason", "Kind", "Reply", "Token", "split"]

FinishReason = Literal["stop", "length"]
Kind = Literal[
    "status",
    "html",
    "cut",
    "no_choices",
    "drop",
    "silence",
    "half_stream",
    "error_in_stream",
    "refused",
    "drip",
    "length",
    "wrong_model",
    "garbage",
    "nan",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """One token of a reply with its probability."""

    text: str
    """The token as decoded."""
    logprob: float = 0.0
    """Natural logarithm of its probability, at most 0."""
    top: tuple[tuple[str, float], ...] = ()
    """Most probable tokens at this place with their logarithms, best first."""

    def __post_init__(self) -> None:
        """Refuse what is no probability."""
        for value in (self.logprob, *(logprob for _, logprob in self.top)):
            if not value <= 0:
                message = f"A log probability is at most 0, not {value!r}."
                raise ValueError(message)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """A whole reply."""

    text: str
    """What the model says."""
    tokens: tuple[Token, ...] = ()
    """Its tokens; their texts join to `text`. Empty: words, each with `probability`."""
    probability: float = 1.0
    """Probability of each word where no tokens are given, in (0, 1]."""
    finish_reason: FinishReason = "stop"
    """Why the reply ends; the server says `length` by itself when it cuts at `max_tokens`."""

    def __post_init__(self) -> None:
        """Check that tokens and text agree."""
        if self.tokens and "".join(token.text for token in self.tokens) != self.text:
            message = "The tokens of a reply must join to its text."
            raise ValueError(message)
        if not 0 < self.probability <= 1:
            message = f"A probability lies in (0, 1], not {self.probability!r}."
            raise ValueError(message)

    def spelled(self) -> tuple[Token, ...]:
        """The tokens, made from the words where none are given."""
        if self.tokens:
            return self.tokens
        logprob = math.log(self.probability)
        return tuple(Token(text=piece, logprob=logprob, top=((piece, logprob),)) for piece in split(self.text))


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A way to fail, as servers and the boxes before them do."""

    kind: Kind
    """status: an error status; html: a login page with 200; cut: JSON that stops; no_choices: an empty list of choices;
    drop: the connection closes without a word; silence: no answer while the server lives; half_stream: a few pieces,
    then the end; error_in_stream: a piece, an error, then `[DONE]`; refused: the server is gone from here on, this
    connection and every later one; drip: a body that comes a byte at a time and does not end; length: a reply cut at
    the token limit; wrong_model: a reply under the name of another model; garbage: bytes that are no text, with 200;
    nan: a reply whose log-probabilities are no numbers."""
    status: int = 500
    """HTTP status of a `status` fault."""
    message: str = "the engine failed"
    """What the error object says."""
    headers: dict[str, str] = field(default_factory=dict)
    """Further headers, such as Retry-After."""
    text: str = "No effusion"
    """The words of those faults that come with words."""
    pause: float = 0.05
    """Time between two bytes of a `drip` [s]."""
