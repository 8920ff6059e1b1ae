"""A model in TorchScript. Its file is a program: run only if the user vouched for it, and only in a child process.

What stands between such a file and this machine: the description must say `runs_code = true`, the checksum is compared
before a byte is parsed, the process has no network and limits on memory and time, and programs that name an operator
for files are refused. That is less than ONNX gives, whose files cannot name a file at all: prefer ONNX.
"""

import io
import zipfile

import numpy as np
from numpy.typing import NDArray

from tools.errors import ModelFailed, ModelMismatch, RuntimeMissing
from tools.isolation.confinement import is_confined
from tools.segmentation.learned.runtime import Arrays

__all__ = ["TorchScriptModel"]

_FILE_OPERATORS = (b"from_file", b"torch.save", b"torch.load", b"fromfile")
"""Operators that open files by name, as they are spelt in the code of an archive. Source: PyTorch, native_functions."""
_MOST_CODE = 16 * 1024**2
"""Code of an archive that is looked through [bytes]; ours, a hundred times that of a U-Net."""


class TorchScriptModel:
    """A scripted module on the processor, with one input and one output."""

    inputs = ("input",)
    outputs = ("output",)

    def __init__(self, data: bytes) -> None:
        """Load a module.

        Args:
            data: The content of its file, checked.

        Raises:
            RuntimeMissing: If PyTorch is not installed, or this is no confined process.
            ModelMismatch: If it is no TorchScript module, or one that opens files.
            ModelFailed: If it needs more memory than there is.
        """
        if not is_confined():
            raise RuntimeMissing(
                "TorchScript files are programs and run in a confined child process only: use the agent, "
                "`python -m tools call`, or tools.isolation.running.run_isolated; or export the model to ONNX."
            )
        _look_through(data)
        try:
            import torch
        except ImportError as error:
            raise RuntimeMissing("TorchScript models need PyTorch; install it, or export the model to ONNX.") from error
        torch.set_num_threads(1)
        self._torch = torch
        try:
            self._module = torch.jit.load(io.BytesIO(data), map_location="cpu").eval()
        except (RuntimeError, ValueError) as error:
            raise _explained(error, ModelMismatch("The file is no TorchScript module that can be run here.")) from error

    def run(self, inputs: Arrays) -> dict[str, NDArray[np.generic]]:
        """Give the output; see `Model`."""
        if set(inputs) != set(self.inputs):
            raise ModelMismatch("A TorchScript model has one input without a name; leave input.name out.")
        torch = self._torch
        try:
            with torch.inference_mode():
                found = self._module(torch.from_numpy(np.array(inputs["input"], np.float32)))
        except (RuntimeError, ValueError) as error:
            words = "The model broke down while it ran; its input may not be as described."
            raise _explained(error, ModelFailed(words)) from error
        if isinstance(found, list | tuple) and found:
            found = found[0]
        if not isinstance(found, torch.Tensor):
            raise ModelMismatch("The model gives something else than a tensor.")
        return {"output": found.detach().to(torch.float32).numpy()}


def _look_through(data: bytes) -> None:
    """Refuse what is no archive of code, and code that opens files."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            code = [one for one in archive.infolist() if "/code/" in one.filename]
            if not code:
                raise ModelMismatch("The file holds no TorchScript code; a checkpoint of weights alone cannot be run.")
            if sum(one.file_size for one in code) > _MOST_CODE:
                raise ModelMismatch("The file holds more code than is looked through.")
            texts = [archive.read(one) for one in code]
    except (zipfile.BadZipFile, NotImplementedError, EOFError) as error:
        raise ModelMismatch("The file is no TorchScript archive.") from error
    named = next((one.decode() for one in _FILE_OPERATORS if any(one in text for text in texts)), None)
    if named is not None:
        raise ModelMismatch(f"The program in the file opens files ({named}) and is not run.")


def _explained(error: Exception, otherwise: ModelMismatch | ModelFailed) -> ModelMismatch | ModelFailed:
    if "alloc" in str(error) or "memory" in str(error):
        return ModelFailed("The model needs more memory than it may take; raise memory_gib in its description.")
    return otherwise
