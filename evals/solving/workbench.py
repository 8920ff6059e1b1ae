"""What all samples of a run are solved with: the agent, the corpus of the set, the judge. Made once, when needed."""

from functools import cached_property
from pathlib import Path
from typing import Any

from langchain_core.language_models import BaseChatModel

from agent import Agent, Budget, ConfigurationError, Thresholds
from agent.models.build import build_model
from agent.models.profile import Profile, load_profile
from agent.settings import Settings
from corpora import Corpus, CorpusError
from corpora.ingest import read_folder
from corpora.loaders import beir
from evals.configuration import Configuration
from evals.errors import RunError
from guidelines import Vocabulary

__all__ = ["Workbench"]


class Workbench:
    """The parts of a run.

    Args:
        configuration: What is asked for.
        model: In place of the profile's own, for tests and for a model of one's own.
        settings: Where a served model is; None reads the environment.
    """

    def __init__(
        self, configuration: Configuration, *, model: BaseChatModel | None = None, settings: Settings | None = None
    ) -> None:
        self.configuration = configuration
        self.model = model
        """What was handed over in place of the profile's own model."""
        self._settings = settings

    @cached_property
    def profile(self) -> Profile:
        """The profile of the model.

        Raises:
            RunError: If there is none of that name.
        """
        try:
            return load_profile(self.configuration.profile)
        except ConfigurationError as error:
            raise RunError(str(error)) from error

    @property
    def model_class(self) -> str:
        """Class of a model that was handed over; empty where the profile's own is used."""
        return "" if self.model is None else f"{type(self.model).__module__}.{type(self.model).__qualname__}"

    @cached_property
    def settings(self) -> Settings:
        """Where things are."""
        return self._settings or Settings.from_environment()

    @cached_property
    def agent(self) -> Agent:
        """The agent, with what is switched off switched off.

        Raises:
            RunError: If it cannot be put together.
        """
        asked = self.configuration
        more: dict[str, Any] = {}
        if asked.without:
            from agent.switches import Switches

        try:
            if asked.without:
                more["switches"] = Switches.without(*asked.without)
            if asked.steps is not None:
                more["budget"] = Budget(steps=asked.steps)
            if asked.threshold is not None:
                more["thresholds"] = Thresholds(answer=asked.threshold)
            return Agent(profile=self.profile, model=self.model, settings=self.settings, **more)
        except ConfigurationError as error:
            raise RunError(str(error)) from error

    @cached_property
    def corpus(self) -> Corpus:
        """The documents that the set is searched in: `corpus.jsonl` in the layout of BEIR, else its text files.

        Raises:
            RunError: If the folder holds neither.
        """
        folder = Path(self.configuration.data)
        try:
            if (folder / "corpus.jsonl").is_file():
                return Corpus.of(beir.read(folder / "corpus.jsonl", self.corpus_name), name=self.corpus_name)
            return Corpus.of(read_folder(folder, self.corpus_name), name=self.corpus_name)
        except CorpusError as error:
            raise RunError(f"The documents of {self.configuration.benchmark} cannot be searched: {error}") from error

    corpus_name = "set"
    """What the corpus of a set is called; document ids begin with it."""

    @cached_property
    def judge(self) -> BaseChatModel:
        """The model that judges open answers.

        Raises:
            RunError: If no judge was named, or there is no such profile.
        """
        if self.configuration.judge is None:
            raise RunError("No judge was named; give --judge PROFILE, or read the judge-free figures.")
        return self._model_of(self.configuration.judge)

    @cached_property
    def patient(self) -> BaseChatModel | None:
        """The model that plays the patient of a dialogue; None where none was named.

        Raises:
            RunError: If there is no such profile.
        """
        named = self.configuration.patient
        return None if named is None else self._model_of(named)

    def _model_of(self, profile: str) -> BaseChatModel:
        try:
            return build_model(load_profile(profile), self.settings, Vocabulary.load())
        except ConfigurationError as error:
            raise RunError(str(error)) from error

    @property
    def by_rules(self) -> bool:
        """Whether numbers and stances are worked out without a model."""
        chosen = self.configuration.solver
        return chosen == "rules" or (chosen == "auto" and self.profile.kind == "embedded")
