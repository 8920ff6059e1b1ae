"""Image encoders of transformers (MedSigLIP, SigLIP, CLIP), from weights that are on this machine already."""

import importlib
import importlib.util
import json
import threading
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpora.encoders.fingerprint import fingerprint_of
from corpora.errors import EncoderUnavailable

__all__ = ["VisionEncoder"]

_KINDS = ("clip", "siglip", "siglip2")
"""Values of `model_type` in `config.json` whose models give image features. MedSigLIP is a `siglip`; BiomedCLIP is
published for open_clip, whose package needs torchvision: convert it to the CLIP layout first."""


class VisionEncoder:
    """A dual encoder's picture side; never downloads, never runs code from a model folder, reads safetensors only."""

    def __init__(self, model: Any, processor: Any, *, name: str, fingerprint: str) -> None:
        """Wrap a model that is open; `of` opens one."""
        self.name = name
        self.fingerprint = fingerprint
        """Hash over the settings and weights [64 hex digits]; an index made with another one does not fit."""
        self._model = model
        self._processor = processor
        self._lock = threading.Lock()
        # Asked of a vector: the setting that names it differs between the kinds.
        self.dimension = int(self._features(np.zeros((8, 8, 3), np.uint8)).size)

    @classmethod
    def of(cls, folder: str | Path, *, name: str | None = None) -> "VisionEncoder":
        """Open the model in a folder, in the layout that `save_pretrained` writes.

        Args:
            folder: Holds `config.json`, `preprocessor_config.json` and `model.safetensors`.
            name: What the encoder is called; the folder's name where not given.

        Raises:
            EncoderUnavailable: If transformers is not installed or the folder holds no such model.
        """
        place = Path(folder)
        if importlib.util.find_spec("transformers") is None or importlib.util.find_spec("torch") is None:
            raise EncoderUnavailable("Package transformers is not installed; install torch, then the extra 'dense'.")
        _check_kind(place)
        library = importlib.import_module("transformers")
        messages = importlib.import_module("transformers.utils.logging")
        damaged: type[Exception] = importlib.import_module("safetensors").SafetensorError
        shown = messages.is_progress_bar_enabled()
        messages.disable_progress_bar()  # a library draws nothing on its caller's terminal
        try:
            model = library.AutoModel.from_pretrained(
                str(place), local_files_only=True, trust_remote_code=False, use_safetensors=True
            )
            processor = library.AutoImageProcessor.from_pretrained(
                str(place), local_files_only=True, trust_remote_code=False, backend="pil"
            )
        except (OSError, ValueError, KeyError, RuntimeError, damaged) as error:
            raise EncoderUnavailable(
                f"{place.name!r} is not the folder of an image encoder: {type(error).__name__}. Name one that holds "
                "config.json, preprocessor_config.json and model.safetensors."
            ) from error
        finally:
            if shown:
                messages.enable_progress_bar()
        return cls(model.eval(), processor, name=name or place.name, fingerprint=fingerprint_of(place))

    def encode(self, image: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Encode an image, uint8 of shape (H, W) or (H, W, 3): float32, shape (dimension,), of length 1."""
        colour = image if image.ndim == 3 else np.repeat(image[:, :, None], 3, axis=2)
        vector = self._features(colour)
        length = float(np.linalg.norm(vector))
        return vector if length == 0.0 else (vector / np.float32(length))

    def _features(self, image: NDArray[np.uint8]) -> NDArray[np.float32]:
        torch = importlib.import_module("torch")
        with self._lock, torch.inference_mode():
            # The sides say which axis is colour: an image of three rows would be taken for channels first.
            pixels = self._processor(images=image, return_tensors="pt", input_data_format="channels_last")
            features = self._model.get_image_features(pixel_values=pixels["pixel_values"])
            features = getattr(features, "pooler_output", features)
        return np.ascontiguousarray(features[0].float().cpu().numpy(), dtype=np.float32)


def _check_kind(folder: Path) -> None:
    try:
        said = json.loads((folder / "config.json").read_text("utf-8"))
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise EncoderUnavailable(
            f"{folder.name!r} has no config.json that can be read; name a model's folder."
        ) from error
    kind = said.get("model_type") if isinstance(said, dict) else None
    if kind not in _KINDS:
        raise EncoderUnavailable(
            f"{folder.name!r} holds a model of type {kind!r}; image encoders are of {', '.join(_KINDS)}."
        )
