"""The agent: the doors through which a case goes in and a diagnosis comes out."""

from collections.abc import AsyncGenerator, Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Self

from langchain_core.language_models import BaseChatModel

from agent import background
from agent.audit import Audit
from agent.auditing.opening import open_audit
from agent.budget import Budget, Thresholds
from agent.calibration import Calibration, opened
from agent.case import Case, HistoryLike, checked_case_id
from agent.checkpoints import Checkpoints
from agent.diagnosis import Diagnosis
from agent.errors import InputError
from agent.many import work_through
from agent.models.build import build_model
from agent.models.profile import Profile, load_profile
from agent.parts import Parts, check_parts, index_shelf, read_shelf
from agent.running import Runner
from agent.settings import Settings, silence_tracing
from agent.switches import EVERYTHING_ON, Switches
from agent.toolbox import collect
from agent.trace import Step
from corpora import DEFAULT_ENCODER, Corpus, distinct
from corpora.encoders import Encoder
from corpora.images import ImageIndex
from guidelines import Library
from tools.deidentifying.options import TextPolicy
from tools.image import Image
from tools.segmentation.learned.description import Segmenter
from tools.tool import Tool

__all__ = ["Agent"]


class Agent:
    """A clinical assistant that thinks with medical images. Research and education only.

    ```python
    from agent import Agent

    diagnosis = Agent.from_profile("embedded").diagnose("study.dcm", "70-year-old man with fever and cough")
    ```
    """

    def __init__(
        self,
        *,
        profile: str | Path | Profile = "embedded",
        model: BaseChatModel | None = None,
        guidelines: Sequence[str | Path] = (),
        library: Library | None = None,
        corpora: Sequence[Corpus] = (),
        encoder: Encoder | str | None = DEFAULT_ENCODER,
        tools: Sequence[Tool | Callable[..., Any]] = (),
        segmenters: Sequence[str | Path | Segmenter] = (),
        look_alikes: ImageIndex | None = None,
        checkpoints: str | Path | None = None,
        audit: Audit | str | Path | None = None,
        budget: Budget | None = None,
        thresholds: Thresholds | None = None,
        calibration: str | Path | Calibration | None = None,
        mask_text: TextPolicy = "auto",
        switches: Switches = EVERYTHING_ON,
        settings: Settings | None = None,
    ) -> None:
        """Put an agent together.

        Args:
            profile: Name of a model profile; or one of your own, as a `Profile` or the path of its `.toml` file.
            model: Any LangChain chat model; None builds the profile's.
            guidelines: Folders with guidelines of your own, added to the library (docs/guideline_format.md).
            library: A library in place of the one that ships.
            corpora: Further corpora to search.
            encoder: Dense search of the guidelines beside BM25: `"minilm"`, `"lsa"`, a folder, an `Encoder`, or None.
            tools: Further tools: typed functions, or `Tool`s.
            segmenters: Segmentation models of your own, each described by a `.toml` file (docs/segmentation.md).
            look_alikes: Index of images with known captions, for re-retrieval by likeness.
            checkpoints: Folder for resumable cases; None keeps nothing.
            audit: Folder of an audit log, or an `Audit`; None takes `settings.audit`. Every case that ends is recorded.
            budget: What one case may cost.
            thresholds: How sure an answer must be; None takes the profile's.
            calibration: What `python -m agent calibrate` wrote, to correct confidences by; None reads the environment.
            mask_text: When text burned into pixels is masked: `"auto"`, `"always"`, `"never"` (docs/deidentify.md).
            switches: What to do without, to measure what it is worth: `Switches.without("zoom")`.
            settings: Where a served model is; None reads the environment.

        Raises:
            ConfigurationError: If the profile is unknown, a guideline is broken, or two tools share a name.
            AuditError: If the audit log cannot be written to.
        """
        silence_tracing()
        self.profile = profile if isinstance(profile, Profile) else load_profile(profile)
        shelf, vocabulary = read_shelf(library, tuple(Path(folder) for folder in guidelines))
        check_parts(model, corpora, budget, thresholds, settings, switches)
        settings = settings or Settings.from_environment()
        parts = Parts(
            profile=self.profile,
            model=model if model is not None else build_model(self.profile, settings, vocabulary),
            library=shelf,
            vocabulary=vocabulary,
            corpora=distinct((index_shelf(shelf, vocabulary, encoder), *corpora)),
            tools=switches.left(collect(tools, segmenters)),
            look_alikes=look_alikes,
            budget=budget or Budget(),
            thresholds=thresholds or Thresholds(answer=self.profile.answer_threshold),
            mask_text=mask_text,
            calibration=opened(calibration if calibration is not None else settings.calibration, self.profile.name),
            switches=switches,
        )
        kept = Checkpoints(Path(checkpoints)) if checkpoints is not None else None
        self._runner = Runner(parts, kept, open_audit(audit, settings))

    @classmethod
    def from_profile(cls, name: str = "embedded", **more: Any) -> Self:
        """Make an agent with the model of a profile; `more` goes to the constructor."""
        return cls(profile=name, **more)

    @property
    def library(self) -> Library:
        """The guidelines it may cite."""
        return self._runner.parts.library

    def diagnose(
        self,
        image: Any,
        history: HistoryLike = None,
        *,
        priors: Sequence[Any] = (),
        case_id: str | None = None,
        budget: Budget | None = None,
    ) -> Diagnosis:
        """Diagnose a case.

        Args:
            image: A path, a list of paths, a folder (a DICOM series), a PIL or NumPy image, an `Image` or a `Study`.
            history: Text, a `History`, or a mapping such as `{"age": 70, "sex": "female", "complaint": "cough"}`.
            priors: Earlier studies of the same patient, oldest first.
            case_id: A name without patient data; with `checkpoints`, a case of that name that was cut off goes on.
            budget: What this case may cost; None takes the agent's.

        Returns:
            A ranked differential, or an honest abstention (see `Diagnosis.status`).

        Raises:
            InputError: If the image or the history cannot be used.
        """
        return background.run(self.adiagnose(image, history, priors=priors, case_id=case_id, budget=budget))

    async def adiagnose(
        self,
        image: Any,
        history: HistoryLike = None,
        *,
        priors: Sequence[Any] = (),
        case_id: str | None = None,
        budget: Budget | None = None,
    ) -> Diagnosis:
        """Diagnose a case; see `diagnose`."""
        case = Case(images=image, history=history, priors=tuple(priors), case_id=checked_case_id(case_id))
        return await self._runner.run(case, budget)

    def answer(
        self,
        image: Any,
        question: str,
        *,
        options: Sequence[str] = (),
        history: HistoryLike = None,
        case_id: str | None = None,
        budget: Budget | None = None,
    ) -> Diagnosis:
        """Answer a question about a study, with or without options to choose from; see `diagnose`."""
        return background.run(
            self.aanswer(image, question, options=options, history=history, case_id=case_id, budget=budget)
        )

    async def aanswer(
        self,
        image: Any,
        question: str,
        *,
        options: Sequence[str] = (),
        history: HistoryLike = None,
        case_id: str | None = None,
        budget: Budget | None = None,
        remember: bool = True,
    ) -> Diagnosis:
        """Answer a question about a study; see `answer`.

        `remember=False` is for many cases in a row: nothing of the case is kept for follow-up questions, and no
        annotated picture is drawn.
        """
        if isinstance(options, str):
            raise InputError(f"options are several texts, not one: write [{options!r}, …].")
        case = Case(
            images=image, history=history, question=question, options=tuple(options), case_id=checked_case_id(case_id)
        )
        return await self._runner.run(case, budget, remember=remember)

    def diagnose_many(
        self,
        cases: Iterable[Case | tuple[Any, HistoryLike]],
        *,
        concurrency: int = 4,
        on_result: Callable[[int, Diagnosis], None] | None = None,
    ) -> list[Diagnosis]:
        """Diagnose many cases, a few at a time.

        Args:
            cases: `Case`s, pairs `(image, history)`, or images alone; taken from the iterable only as they are needed.
            concurrency: Cases worked on at once [1].
            on_result: Called with the number (from 0) and the diagnosis of each case as it ends, for progress.

        Returns:
            One diagnosis a case, in their order. A case that cannot be read is one with status `failed`; it does not
            end the batch. Annotated pictures are left out, to keep memory flat.
        """
        return background.run(self.adiagnose_many(cases, concurrency=concurrency, on_result=on_result))

    answer_many = diagnose_many

    async def adiagnose_many(
        self,
        cases: Iterable[Case | tuple[Any, HistoryLike]],
        *,
        concurrency: int = 4,
        on_result: Callable[[int, Diagnosis], None] | None = None,
    ) -> list[Diagnosis]:
        """Diagnose many cases; see `diagnose_many`."""
        return await work_through(cases, self._runner.run_safely, concurrency, on_result)

    aanswer_many = adiagnose_many

    def stream(self, image: Any, history: HistoryLike = None, **more: Any) -> Iterator[Step | Diagnosis]:
        """Work a case and yield each step as it happens, the diagnosis last.

        `more` is what `astream` takes: `question`, `options`, `priors`, `case_id`, `budget`, `remember`.
        """
        return background.iterate(self.astream(image, history, **more))

    def astream(
        self,
        image: Any,
        history: HistoryLike = None,
        *,
        question: str | None = None,
        options: Sequence[str] = (),
        priors: Sequence[Any] = (),
        case_id: str | None = None,
        budget: Budget | None = None,
        remember: bool = True,
    ) -> AsyncGenerator[Step | Diagnosis, None]:
        """Work a case and yield each step as it happens; the arguments are those of `diagnose` and `aanswer`."""
        name = checked_case_id(case_id)
        case = Case(
            images=image, history=history, question=question, options=tuple(options), priors=tuple(priors), case_id=name
        )
        return self._runner.stream(case, budget, remember=remember)

    def follow_up(self, case_id: str, question: str, *, history: HistoryLike = None) -> Diagnosis:
        """Ask further about a case that has ended; `history` adds what is new.

        Raises:
            InputError: If no such case is at hand (one of the last few of this agent, or one in its checkpoints).
        """
        return background.run(self.afollow_up(case_id, question, history=history))

    async def afollow_up(self, case_id: str, question: str, *, history: HistoryLike = None) -> Diagnosis:
        """Ask further about a case; see `follow_up`."""
        return await self._runner.follow_up(checked_case_id(case_id) or "", question, history)

    def cancel(self, case_id: str) -> bool:
        """Stop a case that is being worked on; whoever waits for it gets a `CancelledError`.

        It is that of `asyncio` from the coroutines, and that of `concurrent.futures` from the plain methods. Gives
        False if no such case is running.
        """
        return self._runner.cancel(case_id)

    def image(self, case_id: str, digest: str) -> Image | None:
        """An image that the model was shown in a case, by the digest that `Diagnosis` and its steps name it by.

        None if the case is not at hand (as for `follow_up`), or has no such image.
        """
        return self._runner.image(case_id, digest)

    def forget(self, case_id: str) -> None:
        """Erase what is kept of a case, in memory, checkpoints and the audit log, where a tombstone stays."""
        background.run(self._runner.forget(case_id))

    def replay(self, case_id: str) -> tuple[str, ...]:
        """Say what of an ended case's prompts and evidence is not as its audit record says; nothing: all of it is."""
        return background.run(self._runner.replay(case_id))
