from pathlib import Path

import numpy as np
import pytest

from corpora.encoders import Encoder
from corpora.encoders.lsa import LsaEncoder
from corpora.errors import IndexMismatch

TEXTS = [
    "heart failure with oedema and breathlessness",
    "breathlessness and raised natriuretic peptide in cardiac failure",
    "natriuretic peptide of the heart",
    "fracture of the wrist after a fall",
    "a fall on the hand breaks the scaphoid",
    "scaphoid fracture seen on the wrist radiograph",
]


def test_words_that_share_company_are_alike() -> None:
    encoder = LsaEncoder.fit(TEXTS, dimension=2)
    assert isinstance(encoder, Encoder)
    query = encoder.encode_queries(["cardiac"])[0]
    scores = encoder.encode_passages(TEXTS) @ query
    assert min(scores[:3]) > 0.9  # "cardiac" stands in one of them only
    assert max(scores[3:]) < 0.1


def test_rows_have_length_one_or_are_zero() -> None:
    vectors = LsaEncoder.fit(TEXTS).encode_queries(["wrist", "zebra", ""])
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), [1, 0, 0], atol=1e-6)


def test_the_same_texts_give_the_same_encoder() -> None:
    assert LsaEncoder.fit(TEXTS).fingerprint == LsaEncoder.fit(list(TEXTS)).fingerprint
    assert LsaEncoder.fit(TEXTS).fingerprint != LsaEncoder.fit(TEXTS[:5]).fingerprint


@pytest.mark.parametrize("texts", [[], [""], ["one"]])
def test_few_texts_are_enough(texts: list[str]) -> None:
    assert LsaEncoder.fit(texts).encode_queries(["one"]).shape[0] == 1


def test_saved_weights_come_back(tmp_path: Path) -> None:
    encoder = LsaEncoder.fit(TEXTS)
    encoder.save(tmp_path)
    again = LsaEncoder.load(tmp_path)
    assert again.fingerprint == encoder.fingerprint
    np.testing.assert_array_equal(again.encode_queries(["wrist fall"]), encoder.encode_queries(["wrist fall"]))


def test_weights_that_were_changed_are_refused(tmp_path: Path) -> None:
    LsaEncoder.fit(TEXTS).save(tmp_path)
    text = (tmp_path / "lsa.json").read_text(encoding="utf-8")
    (tmp_path / "lsa.json").write_text(text.replace('"wrist"', '"wrest"'), encoding="utf-8")
    with pytest.raises(IndexMismatch, match="not what was saved"):
        LsaEncoder.load(tmp_path)
    (tmp_path / "lsa.npz").write_bytes(b"PK\x03\x04 cut short")
    with pytest.raises(IndexMismatch, match="cannot be read"):
        LsaEncoder.load(tmp_path)


def test_pickled_weights_are_refused(tmp_path: Path) -> None:
    LsaEncoder.fit(TEXTS).save(tmp_path)
    np.savez(tmp_path / "lsa.npz", idf=np.array([{"a": 1}], dtype=object), projection=np.zeros((1, 1)))
    with pytest.raises(IndexMismatch, match="cannot be read"):
        LsaEncoder.load(tmp_path)


def test_a_dimension_below_one_is_refused() -> None:
    with pytest.raises(ValueError, match="dimension is 0"):
        LsaEncoder.fit(TEXTS, dimension=0)
