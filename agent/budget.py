"""How much a case may cost, and how sure an answer must be."""

from dataclasses import dataclass

__all__ = ["Budget", "Spent", "Thresholds"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """What one case may use; the agent stops at the first limit it reaches and says so."""

    steps: int = 12
    """Model turns [1]. Published image agents train with 4-6 and evaluate with up to 11; ours searches as well."""
    retrievals: int = 3
    """Re-retrievals after a low confidence [1]; Med-RwR allows three."""
    calls: int = 16
    """Tool calls [1]."""
    images: int = 32
    """Images the model may have been shown, originals included [1]."""
    tokens: int = 200_000
    """Tokens in and out, where the model counts them [1]."""
    seconds: float = 300.0
    """Wall clock of a case [s]."""
    call_seconds: float = 60.0
    """Wall clock of one tool call [s]."""

    def __post_init__(self) -> None:
        for name in ("steps", "calls", "images", "tokens", "seconds", "call_seconds"):
            if getattr(self, name) <= 0:
                raise ValueError(f"Budget.{name} must be positive, got {getattr(self, name)!r}.")
        if self.retrievals < 0:
            raise ValueError(f"Budget.retrievals must not be negative, got {self.retrievals!r}.")

    @property
    def recursion_limit(self) -> int:
        """LangGraph's own limit, set so that ours always strikes first."""
        return 4 * (self.steps + 3 * (self.retrievals + 1)) + 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """What a case has used so far; adds up over the nodes."""

    steps: int = 0
    retrievals: int = 0
    calls: int = 0
    tokens: int = 0
    complaints: int = 0
    """Malformed replies that the model was told about [1]."""

    def __add__(self, other: "Spent") -> "Spent":
        return Spent(
            steps=self.steps + other.steps,
            retrievals=self.retrievals + other.retrievals,
            calls=self.calls + other.calls,
            tokens=self.tokens + other.tokens,
            complaints=self.complaints + other.complaints,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """The numbers that decide; a profile sets the first one for its model."""

    answer: float = 0.8
    """Confidence [0-1] from which on an answer stands. Med-RwR's paper uses 0.8 for a token probability."""
    gain: float = 0.02
    """A second answer replaces the first only if it is surer by this much [0-1]; below it, the change is noise."""
    relevance: float = 0.10
    """Least relevance [0-1] of a passage to be kept; see `agent/appraisal/relevance.py`."""
    passages: int = 16
    """Passages asked of a search [1]; the rationale-query paper retrieves 16."""
    kept: int = 8
    """Most passages of one search that are put before the model [1]."""
    asked_about: int = 0
    """Passages of one search that a served model judges one by one with Yes or No [1]; 0 asks nobody. Each costs a
    request of one token; `agent/appraisal/asked.py`."""
    complaints: int = 2
    """Malformed replies that are answered with an explanation before the case degrades [1]."""
