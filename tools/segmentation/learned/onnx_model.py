"""A model in ONNX, run by ONNX Runtime on the processor: a graph of known operators, never a program."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from tools.errors import ModelFailed, ModelMismatch, RuntimeMissing
from tools.segmentation.learned.runtime import Arrays

__all__ = ["OnnxModel"]

_FATAL = 4
"""ONNX Runtime's log level at which it keeps silent: its lines would name files."""
_NO_FOLDER = "/dev/null/none"
"""A folder that cannot exist: weights beside the model are refused, which could be any file of this machine."""
_OUT_OF_MEMORY = ("bad_alloc", "bad allocation", "Failed to allocate", "out of memory")
"""By what ONNX Runtime says that memory ran out; it has no error of its own for that."""


class OnnxModel:
    """A session on one thread, which gives the same result every time."""

    def __init__(self, data: bytes) -> None:
        """Load a model.

        Args:
            data: The content of its file, checked.

        Raises:
            RuntimeMissing: If ONNX Runtime is not installed.
            ModelMismatch: If it is no ONNX model, or one that cannot be run here.
            ModelFailed: If it needs more memory than there is.
        """
        try:
            import onnxruntime
            from onnxruntime.capi import onnxruntime_pybind11_state as state
        except ImportError as error:
            raise RuntimeMissing(
                "ONNX models need ONNX Runtime; install it: pip install 'mmedexpert-agent[onnx]'."
            ) from error
        self._errors: tuple[type[Exception], ...] = tuple(
            one for one in vars(state).values() if isinstance(one, type) and issubclass(one, Exception)
        )
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.use_deterministic_compute = True
        # The arena takes memory by doubling, of which a limited process has none to spare.
        options.enable_cpu_mem_arena = False
        options.log_severity_level = _FATAL
        options.add_session_config_entry("session.model_external_initializers_file_folder_path", _NO_FOLDER)
        try:
            self._session = onnxruntime.InferenceSession(data, options, providers=["CPUExecutionProvider"])
        except MemoryError as error:
            raise _no_memory() from error
        except self._errors as error:
            if _is_memory(error):
                raise _no_memory() from error
            raise ModelMismatch(
                "The file is no ONNX model that can be run here: it is another kind of file, needs operators that ONNX "
                "Runtime does not have, or keeps its weights in a file beside it; export it as one file."
            ) from error
        self.inputs: tuple[str, ...] = tuple(one.name for one in self._session.get_inputs())
        self.outputs: tuple[str, ...] = tuple(one.name for one in self._session.get_outputs())

    def run(self, inputs: Arrays) -> dict[str, NDArray[np.generic]]:
        """Give all outputs; see `Model`."""
        self._check(inputs)
        try:
            found: list[Any] = self._session.run(None, dict(inputs))
        except MemoryError as error:
            raise _no_memory() from error
        except self._errors as error:
            if _is_memory(error):
                raise _no_memory() from error
            raise ModelFailed("The model broke down while it ran; its inputs may not be as described.") from error
        if any(not isinstance(one, np.ndarray) for one in found):
            raise ModelMismatch("The model gives something else than arrays.")
        return dict(zip(self.outputs, found, strict=True))

    def _check(self, inputs: Arrays) -> None:
        """Compare names and shapes with what the model says it takes."""
        if set(inputs) != set(self.inputs):
            raise ModelMismatch(
                f"The model takes the inputs {', '.join(self.inputs)}, and {', '.join(inputs)} would be given; put the "
                "names in the description right."
            )
        for one in self._session.get_inputs():
            given = inputs[one.name].shape
            fits = len(given) == len(one.shape) and all(
                side == asked for side, asked in zip(given, one.shape, strict=True) if isinstance(asked, int)
            )
            if not fits:
                raise ModelMismatch(
                    f"The model takes {one.name} as {list(one.shape)}, and {list(given)} would be given; put width, "
                    "height, channels or layout in the description right."
                )


def _is_memory(error: Exception) -> bool:
    return any(one in str(error) for one in _OUT_OF_MEMORY)


def _no_memory() -> ModelFailed:
    return ModelFailed("The model needs more memory than it may take; raise memory_gib in its description.")
