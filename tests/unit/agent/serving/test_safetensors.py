import json
from pathlib import Path

import numpy as np
import pytest

from agent.serving import UnusableCheckpoint
from agent.serving.safetensors import check_weights


def written(path: Path, tensors: dict[str, np.ndarray]) -> Path:
    """A file as the format's description says."""
    header: dict[str, object] = {"__metadata__": {"format": "pt"}}
    at = 0
    for name, one in tensors.items():
        header[name] = {"dtype": "F32", "shape": list(one.shape), "data_offsets": [at, at + one.nbytes]}
        at += one.nbytes
    text = json.dumps(header).encode()
    path.write_bytes(len(text).to_bytes(8, "little") + text + b"".join(one.tobytes() for one in tensors.values()))
    return path


@pytest.fixture
def file(tmp_path: Path) -> Path:
    eye = np.eye(4, dtype=np.float32)
    return written(tmp_path / "model-00001-of-00002.safetensors", {"a": eye, "b": eye[:2]})


def test_a_whole_file_passes(file: Path) -> None:
    check_weights(file, "checkpoint")


@pytest.mark.parametrize("kept", [0, 7, 8, 60, -1])
def test_a_file_that_was_cut_short_is_named(file: Path, kept: int) -> None:
    file.write_bytes(file.read_bytes()[:kept])

    with pytest.raises(UnusableCheckpoint, match=r"model-00001-of-00002\.safetensors.*download it again"):
        check_weights(file, "checkpoint")


def test_more_than_the_header_says_is_not_whole_either(file: Path) -> None:
    file.write_bytes(file.read_bytes() + b"\0")

    with pytest.raises(UnusableCheckpoint, match="where its header says"):
        check_weights(file, "checkpoint")


@pytest.mark.parametrize("header", [b"[1]", b"3", b"[[[", b'{"a": 1}', b'{"a": {"data_offsets": [0]}}', b"\xff\xff"])
def test_a_header_that_is_none_is_said_so(tmp_path: Path, header: bytes) -> None:
    path = tmp_path / "model.safetensors"
    path.write_bytes(len(header).to_bytes(8, "little") + header)

    with pytest.raises(UnusableCheckpoint, match="no safetensors header"):
        check_weights(path, "checkpoint")


def test_a_header_of_absurd_length_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "model.safetensors"
    path.write_bytes(b"\xff" * 64)

    with pytest.raises(UnusableCheckpoint, match="no safetensors header"):
        check_weights(path, "checkpoint")
