"""What runs a model: its file is read and checked once, and the same bytes are run, so that no other can slip in."""

import hashlib
import os
import stat
from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from tools.errors import ModelChanged
from tools.segmentation.learned.description import ModelFile, Runtime

__all__ = ["MOST_MODEL_BYTES", "Model", "open_model", "read_model"]

MOST_MODEL_BYTES = 2 * 1024**3
"""Largest model file [bytes]. Source: the limit of a protobuf message, in which an ONNX model is kept."""
_KEPT = 2
"""Models that stay loaded in one process (ours): an encoder and its decoder."""

Arrays = Mapping[str, NDArray[Any]]


class Model(Protocol):
    """A loaded model."""

    @property
    def inputs(self) -> tuple[str, ...]:
        """Names of its inputs."""
        ...

    @property
    def outputs(self) -> tuple[str, ...]:
        """Names of its outputs."""
        ...

    def run(self, inputs: Arrays) -> dict[str, NDArray[np.generic]]:
        """Give all outputs.

        Raises:
            ModelMismatch: If the inputs do not fit.
            ModelFailed: If it broke down.
        """
        ...


_LOADED: OrderedDict[tuple[str, str], Model] = OrderedDict()
"""The last models of this process by runtime and checksum."""


def read_model(file: ModelFile) -> bytes:
    """Read a model's file and check that it is the one that was described.

    Raises:
        ModelChanged: If it is not there, too large, or its checksum is another.
    """
    try:
        # Opened before it is looked at: a pipe would be waited for without an end.
        descriptor = os.open(file.file, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0))
    except OSError as error:
        raise ModelChanged("The model's file is not there or cannot be read; put file right.") from error
    with os.fdopen(descriptor, "rb") as opened:
        facts = os.fstat(descriptor)
        if not stat.S_ISREG(facts.st_mode):
            raise ModelChanged("The model's file is no regular file.")
        if facts.st_size > MOST_MODEL_BYTES:
            raise ModelChanged(f"The model's file has {facts.st_size:,} bytes; at most {MOST_MODEL_BYTES:,} are read.")
        data = opened.read(facts.st_size + 1)
    if hashlib.sha256(data).hexdigest() != file.sha256:
        raise ModelChanged(
            "The model's file is not the one that was described: its SHA-256 is another. Fetch it again, or check the "
            "new one and put its checksum into the description."
        )
    return data


def open_model(file: ModelFile, runtime: Runtime) -> Model:
    """Load a model, or take it from the last ones.

    Raises:
        ModelUnusable: If it cannot be used; the kind of error says why.
    """
    key = (runtime, file.sha256)
    if key not in _LOADED:
        # The file is checked before anything of it is parsed.
        _LOADED[key] = _opener(runtime)(read_model(file))
        while len(_LOADED) > _KEPT:
            _LOADED.popitem(last=False)
    _LOADED.move_to_end(key)
    return _LOADED[key]


def _opener(runtime: Runtime) -> Callable[[bytes], Model]:
    if runtime == "torchscript":
        from tools.segmentation.learned.torchscript import TorchScriptModel

        return TorchScriptModel
    from tools.segmentation.learned.onnx_model import OnnxModel

    return OnnxModel
