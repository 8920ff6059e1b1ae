"""The errors of this package.

AgentError
├── InputError               bad input from the caller: a missing file, not an image, an empty question
│   └── SeveralPatients      images of different patients were handed over as one study
├── ConfigurationError       an unknown profile, a setting out of range, a missing extra
├── ModelError               the language model could not be used
│   ├── ModelUnreachable     nobody answers at the address, or the server refuses or keeps failing
│   ├── ModelTimeout         the server answered too slowly
│   ├── MalformedReply       the server's reply is not a whole chat completion
│   └── ContextOverflow      the conversation does not fit into the model's context
└── BudgetExhausted          steps, tokens, images, retrievals or seconds are spent

An abstention is a `Diagnosis`, not an error. Messages never contain a conversation, a header value or a key.
"""

from pathlib import Path

__all__ = [
    "AgentError",
    "BudgetExhausted",
    "ConfigurationError",
    "ContextOverflow",
    "InputError",
    "MalformedReply",
    "ModelError",
    "ModelTimeout",
    "ModelUnreachable",
    "SeveralPatients",
]


class AgentError(Exception):
    """Anything foreseen that keeps a case from being worked up."""


class InputError(AgentError):
    """The caller's input cannot be used; the command ends with exit code 2."""

    file: Path | None = None
    """Which of several files it was, for whoever handed them over; never in the message, which may be kept."""


class SeveralPatients(InputError):
    """Images of different patients were handed over as one study."""


class ConfigurationError(AgentError):
    """A profile, setting or extra is unknown, out of range or missing."""


class ModelError(AgentError):
    """The language model could not be used."""


class ModelUnreachable(ModelError):
    """Nobody answers at the model's address, or the server there refuses or keeps failing."""


class ModelTimeout(ModelError):
    """The model's server did not answer within the time allowed."""


class MalformedReply(ModelError):
    """The server's reply is not a whole chat completion."""


class ContextOverflow(ModelError):
    """The conversation does not fit into the model's context."""


class BudgetExhausted(AgentError):
    """Steps, tokens, images, retrievals or seconds of this case are spent."""
