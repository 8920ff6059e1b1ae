"""What a case runs on: everything that is not checkpointed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from time import monotonic

from langchain_core.language_models import BaseChatModel

from agent.budget import Budget, Thresholds
from agent.calibration import Calibration
from agent.case import Case
from agent.models.profile import Profile
from agent.store import ImageStore
from agent.switches import EVERYTHING_ON, Switches
from corpora import Corpus, KnowledgeGraph
from corpora.images import ImageIndex
from guidelines import Library, Vocabulary
from tools.deidentifying.options import TextPolicy
from tools.tool import Tool

__all__ = ["Context"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """The case as handed over, and the parts that work on it."""

    case: Case
    model: BaseChatModel
    profile: Profile
    tools: Mapping[str, Tool]
    corpora: tuple[Corpus, ...]
    library: Library
    vocabulary: Vocabulary
    store: ImageStore
    graph: Callable[[], KnowledgeGraph]
    """Draws the knowledge graph of the library when it is first asked for; most cases never ask."""
    look_alikes: ImageIndex | None = None
    """Images with known captions for re-retrieval by likeness; None where there are none."""
    budget: Budget = field(default_factory=Budget)
    thresholds: Thresholds = field(default_factory=Thresholds)
    calibration: Calibration | None = None
    """What confidences are corrected by; None leaves them as they are."""
    mask_text: TextPolicy = "auto"
    """When text burned into the pixels is masked before the model sees an image."""
    switches: Switches = EVERYTHING_ON
    """What is done without."""
    started: float = field(default_factory=monotonic)
    """Reading of the monotonic clock when the case began [s]."""

    @property
    def seconds_left(self) -> float:
        """Wall clock left to this case [s]."""
        return self.budget.seconds - (monotonic() - self.started)
