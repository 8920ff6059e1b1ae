import json
from collections.abc import Callable
from pathlib import Path

import pytest

from agent.serving import UnusableCheckpoint
from agent.serving.checkpoint import adapter_rank, check_adapter, check_checkpoint


def test_a_whole_checkpoint_passes(weights: Path, adapter: Callable[..., Path]) -> None:
    check_checkpoint(weights)
    check_adapter("chest", adapter())


@pytest.mark.parametrize(
    "name",
    ["pytorch_model.bin", "model.pt", "consolidated.00.pth", "old/weights.PKL", "modeling_custom.py", "kernel.so"],
)
def test_a_file_that_could_run_is_refused_by_name(weights: Path, name: str) -> None:
    (weights / name).parent.mkdir(exist_ok=True)
    (weights / name).write_bytes(b"")

    with pytest.raises(UnusableCheckpoint, match=name.replace(".", r"\.")):
        check_checkpoint(weights)


@pytest.mark.parametrize("file", ["config.json", "tokenizer_config.json", "preprocessor_config.json"])
@pytest.mark.parametrize("wrap", [lambda asked: asked, lambda asked: {"text_config": {"inner": [asked]}}])
def test_code_of_its_own_is_refused_wherever_it_is_asked_for(
    weights: Path, file: str, wrap: Callable[[object], object]
) -> None:
    (weights / file).write_text(json.dumps(wrap({"auto_map": {"AutoModel": "modeling.Model"}})))

    with pytest.raises(UnusableCheckpoint, match="auto_map"):
        check_checkpoint(weights)


def test_what_is_missing_is_named(weights: Path, tmp_path: Path) -> None:
    with pytest.raises(UnusableCheckpoint, match="must be a folder"):
        check_checkpoint(tmp_path / "nowhere")
    (weights / "model.safetensors").unlink()
    with pytest.raises(UnusableCheckpoint, match=r"no weights in \*\.safetensors"):
        check_checkpoint(weights)
    (weights / "config.json").unlink()
    with pytest.raises(UnusableCheckpoint, match=r"no config\.json"):
        check_checkpoint(weights)


def test_a_file_that_the_index_names_must_be_there(weights: Path) -> None:
    index = weights / "model.safetensors.index.json"
    index.write_text('{"weight_map": {"a": "model.safetensors"}}')
    check_checkpoint(weights)
    index.write_text('{"weight_map": {"a": "model.safetensors", "b": "model-00002-of-00002.safetensors"}}')
    with pytest.raises(UnusableCheckpoint, match="model-00002-of-00002"):
        check_checkpoint(weights)


def test_a_file_that_was_cut_short_is_found(weights: Path) -> None:
    (weights / "model.safetensors").write_bytes(b"\x02\0")
    with pytest.raises(UnusableCheckpoint, match=r"model\.safetensors"):
        check_checkpoint(weights)


@pytest.mark.parametrize("text", ["{", "\xff", "[" * 100_000])
def test_a_broken_configuration_is_said_so(weights: Path, text: str) -> None:
    (weights / "config.json").write_bytes(text.encode("latin-1"))

    with pytest.raises(UnusableCheckpoint, match="cannot be read as JSON"):
        check_checkpoint(weights)


def test_the_rank_is_the_largest_of_all_layers(adapter: Callable[..., Path]) -> None:
    assert adapter_rank("chest", adapter(r=8)) == 8
    assert adapter_rank("chest", adapter(r=8, rank_pattern={"q_proj": 32, "v_proj": 4})) == 32


@pytest.mark.parametrize("about", [{"r": 0}, {"r": "8"}, {"r": None}, {"r": True}, {"peft_type": "IA3"}])
def test_an_adapter_that_is_no_lora_is_refused(adapter: Callable[..., Path], about: dict[str, object]) -> None:
    with pytest.raises(UnusableCheckpoint):
        check_adapter("chest", adapter(**about))
