"""Reading question and passage together: a cross-encoder from weights on this machine orders the first hits again."""

import importlib
import importlib.util
import threading
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol

from corpora.document import Hit
from corpora.errors import EncoderUnavailable

__all__ = ["CrossEncoderReranker", "Reranker", "rerank"]

_BATCH = 16
"""Pairs read at a time [1]; ours: 16 pairs of 512 tokens need some 100 MB."""


class Reranker(Protocol):
    """Scores pairs of a question and a text; a higher score is a better answer."""

    @property
    def name(self) -> str:
        """Name under which its ranks are reported."""

    def scores(self, question: str, texts: Sequence[str]) -> list[float]:
        """Score each text [1]; comparable for one question only."""


class CrossEncoderReranker:
    """A cross-encoder of sentence-transformers; never downloads, never runs code from a model folder."""

    def __init__(self, model: Any, *, name: str) -> None:
        """Wrap a model that is open; `of` opens one."""
        self.name = name
        self._model = model
        self._lock = threading.Lock()  # a tokeniser keeps state between calls

    @classmethod
    def of(cls, folder: str | Path) -> "CrossEncoderReranker":
        """Open the model in a folder, or one that the hub's client has on this machine by its name.

        Raises:
            EncoderUnavailable: If sentence-transformers is not installed, or there is no such model here.
        """
        if importlib.util.find_spec("sentence_transformers") is None:
            raise EncoderUnavailable(
                "Package sentence-transformers is not installed; install the extra 'dense', or search "
                "without reranking."
            )
        library = importlib.import_module("sentence_transformers")
        damaged: type[Exception] = importlib.import_module("safetensors").SafetensorError
        try:
            model = library.CrossEncoder(str(folder), local_files_only=True, trust_remote_code=False)
        except (OSError, ValueError, KeyError, RuntimeError, damaged) as error:
            raise EncoderUnavailable(
                f"{Path(folder).name!r} is not a cross-encoder on this machine: {type(error).__name__}. "
                "Name the folder of one, with config.json and the weights."
            ) from error
        return cls(model, name="rerank")

    def scores(self, question: str, texts: Sequence[str]) -> list[float]:
        """Score each text by reading it together with the question."""
        if not texts:
            return []
        with self._lock:
            found = self._model.predict(
                [(question, text) for text in texts], batch_size=_BATCH, show_progress_bar=False, convert_to_numpy=True
            )
        if getattr(found, "ndim", 1) != 1:
            raise EncoderUnavailable(
                "The cross-encoder gives several scores a pair; one with a single output is wanted."
            )
        return [float(one) for one in found]


def rerank(question: str, hits: Sequence[Hit], reranker: Reranker, *, depth: int = 50) -> tuple[Hit, ...]:
    """Order the first hits again by a reranker; the others follow as they were, and ties too.

    Args:
        question: What was asked.
        hits: Best first.
        reranker: Scores pairs.
        depth: Hits that are read again [1]; each costs one reading.

    Returns:
        The same hits; those read again carry their new score and their rank under the reranker's name.
    """
    first, rest = hits[: max(0, depth)], hits[max(0, depth) :]
    scores = reranker.scores(question, [hit.passage.text for hit in first])
    order = sorted(range(len(first)), key=lambda place: (-scores[place], place))
    again = tuple(
        replace(first[place], score=scores[place], ranks=(*first[place].ranks, (reranker.name, rank)))
        for rank, place in enumerate(order, start=1)
    )
    return (*again, *rest)
