"""What an agent is put together from, checked when it is put together rather than in the middle of a case."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from langchain_core.language_models import BaseChatModel

from agent.budget import Budget, Thresholds
from agent.calibration import Calibration
from agent.case import Case
from agent.context import Context
from agent.errors import ConfigurationError
from agent.models.profile import Profile
from agent.settings import Settings
from agent.store import ImageStore
from agent.switches import EVERYTHING_ON, Switches
from corpora import Corpus, CorpusError, KnowledgeGraph
from corpora.encoders import Encoder
from corpora.images import ImageIndex
from guidelines import GuidelineError, Library, Vocabulary
from guidelines.check import unknown_findings
from guidelines.contradictions import contradictions
from tools.deidentifying.options import TextPolicy
from tools.tool import Tool

__all__ = ["Parts", "check_parts", "index_shelf", "read_shelf"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What every case of an agent runs on."""

    profile: Profile
    model: BaseChatModel
    library: Library
    vocabulary: Vocabulary
    corpora: tuple[Corpus, ...]
    tools: Mapping[str, Tool]
    look_alikes: ImageIndex | None
    budget: Budget
    thresholds: Thresholds
    calibration: Calibration | None = None
    mask_text: TextPolicy = "auto"
    switches: Switches = EVERYTHING_ON
    graph: Callable[[], KnowledgeGraph] = field(init=False, repr=False)
    """Draws the knowledge graph of the library, once."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "graph", cache(lambda: KnowledgeGraph.of(self.library, self.vocabulary)))

    def context(self, case: Case, store: ImageStore, budget: Budget) -> Context:
        """What one case runs on.

        Args:
            case: As it was handed over.
            store: Where its pixels are kept.
            budget: What it may cost.
        """
        return Context(
            case=case,
            model=self.model,
            profile=self.profile,
            tools=self.tools,
            corpora=self.corpora,
            library=self.library,
            vocabulary=self.vocabulary,
            store=store,
            graph=self.graph,
            look_alikes=self.look_alikes,
            budget=budget,
            thresholds=self.thresholds,
            calibration=self.calibration,
            mask_text=self.mask_text,
            switches=self.switches,
        )


def read_shelf(library: Library | None, folders: Sequence[Path]) -> tuple[Library, Vocabulary]:
    """The guidelines to cite and the words that findings go by.

    Args:
        library: In place of the one that ships.
        folders: Guidelines of one's own (`*.md`), each perhaps with `findings/*.toml`.

    Raises:
        ConfigurationError: If a folder has no guideline, or one is broken or names a finding that nobody knows, or
            some contradict each other. They may contradict what ships: then both are shown.
    """
    try:
        shelf = library if library is not None else Library.load()
        shipped = {one.id for one in shelf}
        for folder in folders:
            before = len(shelf)
            shelf = shelf.with_folder(folder)
            if len(shelf) == before:
                raise ConfigurationError(f"The folder {folder.name!r} holds no guideline (*.md).")
        vocabulary = Vocabulary.load(*(folder / "findings" for folder in folders if (folder / "findings").is_dir()))
    except GuidelineError as error:
        raise ConfigurationError(str(error)) from error
    unknown = unknown_findings(shelf, vocabulary)
    if unknown:
        raise ConfigurationError(f"{unknown[0]} ({len(unknown)} in all; see docs/guidelines.md)")
    opposed = tuple(contradictions([one for one in shelf if one.id not in shipped]))
    if opposed:
        raise ConfigurationError(f"{opposed[0]} ({len(opposed)} in all; python -m guidelines check names them)")
    return shelf, vocabulary


def index_shelf(library: Library, vocabulary: Vocabulary, encoder: Encoder | str | None) -> Corpus:
    """Make the guidelines searchable.

    Raises:
        ConfigurationError: If no encoder goes by that name.
    """
    try:
        return Corpus.from_guidelines(library, vocabulary=vocabulary, encoder=encoder)
    except CorpusError as error:
        raise ConfigurationError(str(error)) from error


def check_parts(
    model: object,
    corpora: Sequence[object],
    budget: object,
    thresholds: object,
    settings: object = None,
    switches: object = EVERYTHING_ON,
) -> None:
    """Refuse parts of the wrong kind.

    Raises:
        ConfigurationError: Naming the argument, what it is, and what it should be.
    """
    expected: list[tuple[str, object, type]] = [("corpora", corpus, Corpus) for corpus in corpora]
    expected += [("model", model, BaseChatModel), ("budget", budget, Budget), ("thresholds", thresholds, Thresholds)]
    expected += [("settings", settings, Settings)]
    if switches is None:
        raise ConfigurationError("switches takes a Switches, not None; leave it out to have everything on.")
    expected += [("switches", switches, Switches)]
    for name, value, kind in expected:
        if value is not None and not isinstance(value, kind):
            raise ConfigurationError(f"{name} takes a {kind.__name__}, not {type(value).__name__}.")
