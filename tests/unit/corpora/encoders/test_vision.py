import importlib.util
import json
from pathlib import Path

import numpy as np
import pytest

from corpora import EncoderUnavailable
from corpora.encoders.vision import VisionEncoder
from corpora.images import ImageIndex

INSTALLED = all(importlib.util.find_spec(name) for name in ("torch", "transformers"))
needs_transformers = pytest.mark.skipif(not INSTALLED, reason="extra 'dense' is not installed")
PICTURE = np.random.default_rng(2).integers(0, 255, (60, 48), dtype=np.uint8)
SMALL = {"hidden_size": 32, "intermediate_size": 64, "num_hidden_layers": 1, "num_attention_heads": 2}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SigLIP of random weights in the layout that MedSigLIP is published in."""
    import torch
    import transformers

    torch.manual_seed(0)
    place = tmp_path_factory.mktemp("model") / "tiny-siglip"
    configuration = transformers.SiglipConfig(
        vision_config={**SMALL, "image_size": 32, "patch_size": 8},
        text_config={**SMALL, "vocab_size": 50, "max_position_embeddings": 8},
    )
    transformers.SiglipModel(configuration).save_pretrained(place)
    settings = {
        "image_processor_type": "SiglipImageProcessor",
        "size": {"height": 32, "width": 32},
        "image_mean": [0.5] * 3,
        "image_std": [0.5] * 3,
        "resample": 3,
    }
    (place / "preprocessor_config.json").write_text(json.dumps(settings))
    return place


@needs_transformers
@pytest.mark.filterwarnings("default")
def test_a_model_folder_gives_vectors_that_tell_images_apart(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    encoder = VisionEncoder.of(folder)
    index = ImageIndex(encoder)
    index.add(PICTURE, "the picture", "a", "made here")
    index.add(255 - PICTURE[::-1], "another", "b", "made here")

    assert (encoder.name, encoder.dimension) == ("tiny-siglip", 32)
    assert np.linalg.norm(encoder.encode(PICTURE)) == pytest.approx(1.0, abs=1e-5)
    assert index.search(PICTURE, 1)[0].record.id == "a"
    colour = np.repeat(PICTURE[:, :, None], 3, axis=2)
    np.testing.assert_allclose(encoder.encode(colour), encoder.encode(PICTURE), atol=1e-6)
    assert encoder.encode(PICTURE[:3]).shape == (32,)
    assert capfd.readouterr().out == ""


@needs_transformers
@pytest.mark.filterwarnings("default")
def test_the_vector_is_that_of_the_model_by_hand(folder: Path) -> None:
    import cv2
    import torch
    import transformers

    encoder = VisionEncoder.of(folder)
    square = np.repeat(cv2.resize(PICTURE, (32, 32))[:, :, None], 3, axis=2)
    model = transformers.AutoModel.from_pretrained(folder, use_safetensors=True)
    with torch.inference_mode():
        pixels = torch.from_numpy((square / 255.0 - 0.5) / 0.5).float().permute(2, 0, 1)[None]
        expected = model.get_image_features(pixel_values=pixels).pooler_output[0].numpy()

    np.testing.assert_allclose(encoder.encode(square), expected / np.linalg.norm(expected), atol=1e-4)


@needs_transformers
@pytest.mark.filterwarnings("default")
def test_other_weights_have_another_fingerprint_and_damaged_ones_are_refused(folder: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    copy.mkdir()
    for path in folder.iterdir():
        (copy / path.name).write_bytes(path.read_bytes())
    weights = bytearray((copy / "model.safetensors").read_bytes())
    weights[-1] ^= 1
    (copy / "model.safetensors").write_bytes(weights)
    assert VisionEncoder.of(copy).fingerprint != VisionEncoder.of(folder).fingerprint

    (copy / "model.safetensors").write_bytes(weights[:500])
    with pytest.raises(EncoderUnavailable, match="is not the folder of an image encoder"):
        VisionEncoder.of(copy)


@needs_transformers
@pytest.mark.parametrize(
    ("config", "says"),
    [
        (None, "has no config.json"),
        ("{", "has no config.json that can be read"),
        ('{"model_type": "bert"}', "of type 'bert'"),
        ('{"model_type": "siglip"}', "is not the folder of an image encoder"),
    ],
)
@pytest.mark.filterwarnings("default")
def test_other_folders_are_refused(tmp_path: Path, config: str | None, says: str) -> None:
    if config is not None:
        (tmp_path / "config.json").write_text(config)

    with pytest.raises(EncoderUnavailable, match=says):
        VisionEncoder.of(tmp_path)
