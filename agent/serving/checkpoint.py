"""What may be handed to a model server: weights that are data, never code (RELIABILITY S5).

PyTorch's own files are pickles and run code when they are read; `auto_map` names Python files that a loader imports.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from agent.serving.errors import UnsafeCheckpoint, UnusableCheckpoint
from agent.serving.safetensors import check_weights

__all__ = ["CODE", "adapter_rank", "check_adapter", "check_checkpoint", "downloaded"]

CODE = frozenset({".bin", ".ckpt", ".joblib", ".msgpack", ".npy", ".pickle", ".pkl", ".pt", ".pth", ".py", ".so"})
"""Endings of files that a loader may run or unpickle. Source: `torch.load`; `transformers`' loading of custom code."""
_INDEX = "model.safetensors.index.json"
"""Says which file holds which tensor, where there are several. Source: `transformers`, SAFE_WEIGHTS_INDEX_NAME."""
_LARGEST = 16 << 20
"""Longest JSON file of a checkpoint that is read [bytes]; tokenizer.json, the longest, has some 12 MB in Qwen2.5."""


def check_checkpoint(folder: Path) -> None:
    """Refuse a base model that is not whole or could run code.

    Raises:
        UnusableCheckpoint: Naming the file and what to do; `UnsafeCheckpoint` where it could run code.
    """
    _check(folder, "checkpoint", needs="config.json", weights="*.safetensors")


def check_adapter(specialty: str, folder: Path) -> None:
    """Refuse an adapter that is not whole or could run code.

    Raises:
        UnusableCheckpoint: Naming the file and what to do; `UnsafeCheckpoint` where it could run code.
    """
    _check(folder, f"adapter {specialty!r}", needs="adapter_config.json", weights="adapter_model.safetensors")
    adapter_rank(specialty, folder)


def downloaded(name: str, revision: str | None, cache: Path) -> Path | None:
    """The folder in which the hub's client keeps a checkpoint; None where it has not downloaded it.

    Args:
        name: As the hub names it, `organisation/model`.
        revision: Commit, branch or tag; None is `main`.
        cache: The client's folder. Source of its layout: huggingface_hub documentation, "Understand caching".
    """
    place = cache / f"models--{name.replace('/', '--')}"
    wanted = revision or "main"
    named = place / "refs" / wanted
    commit = named.read_text(encoding="ascii").strip() if named.is_file() else wanted
    folder = place / "snapshots" / commit
    return folder if folder.is_dir() else None


def adapter_rank(specialty: str, folder: Path) -> int:
    """Rank of a LoRA adapter [1], the largest where layers differ.

    Raises:
        UnusableCheckpoint: If its configuration does not say.
    """
    said = _read(folder / "adapter_config.json", f"adapter {specialty!r}")
    if said.get("peft_type") != "LORA":
        raise UnusableCheckpoint(
            f"The adapter {specialty!r} is of kind {said.get('peft_type')!r}; only LORA is served."
        )
    pattern = said.get("rank_pattern") or {}
    ranks = [said.get("r"), *(pattern.values() if isinstance(pattern, dict) else [pattern])]
    if not all(isinstance(rank, int) and not isinstance(rank, bool) and rank > 0 for rank in ranks):
        raise UnusableCheckpoint(f"The adapter {specialty!r} does not say its rank (`r` in adapter_config.json).")
    return max(rank for rank in ranks if isinstance(rank, int))


def _check(folder: Path, what: str, *, needs: str, weights: str) -> None:
    if not folder.is_dir():
        raise UnusableCheckpoint(f"The {what} must be a folder on this machine; {str(folder)!r} is none.")
    if not (folder / needs).is_file():
        raise UnusableCheckpoint(f"The {what} has no {needs}; download it again, whole.")
    _check_code(folder, what)
    files = sorted(folder.glob(weights))
    if not files:
        raise UnusableCheckpoint(f"The {what} has no weights in {weights}; convert them to safetensors.")
    for path in files:
        check_weights(path, what)
    index = folder / _INDEX
    if index.is_file():
        places = _read(index, what).get("weight_map")
        wanted = {str(one) for one in places.values()} if isinstance(places, dict) else set()
        if missing := sorted(wanted - {path.name for path in files}):
            raise UnusableCheckpoint(
                f"The {what} has no {missing[0]!r}, which its index names; download it again, whole."
            )


def _check_code(folder: Path, what: str) -> None:
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() in CODE and path.is_file():
            raise UnsafeCheckpoint(
                f"The {what} holds {str(path.relative_to(folder))!r}, which may run code when it is read; "
                "remove it and serve safetensors only."
            )
    for path in sorted(folder.rglob("*.json")):
        if _names_code(_read(path, what)):
            raise UnsafeCheckpoint(
                f"The {what} asks in {str(path.relative_to(folder))!r} for Python code of its own (auto_map); "
                "only architectures that vLLM itself knows are served."
            )


def _names_code(value: Any) -> bool:
    """Whether a JSON value maps a class to a Python file anywhere in it."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            if "auto_map" in one or "custom_pipelines" in one:
                return True
            waiting.extend(one.values())
        elif isinstance(one, list):
            waiting.extend(one)
    return False


def _read(path: Path, what: str) -> Mapping[str, Any]:
    try:
        if path.stat().st_size > _LARGEST:
            raise UnusableCheckpoint(f"{path.name!r} of the {what} is larger than {_LARGEST:,} bytes.")
        said = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise UnusableCheckpoint(f"{path.name!r} of the {what} cannot be read as JSON; download it again.") from error
    return said if isinstance(said, dict) else {"": said}
