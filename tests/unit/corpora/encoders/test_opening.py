from pathlib import Path

import pytest

from corpora.encoders import DEFAULT_ENCODER, ENCODERS, open_encoder
from corpora.encoders.lsa import LsaEncoder
from corpora.errors import UnknownEncoder


def test_a_saved_lsa_encoder_is_opened_by_its_folder(tmp_path: Path) -> None:
    encoder = LsaEncoder.fit(["one two", "two three"])
    encoder.save(tmp_path)
    assert open_encoder(str(tmp_path)).fingerprint == encoder.fingerprint


def test_an_unknown_name_is_refused_and_names_the_nearest() -> None:
    with pytest.raises(UnknownEncoder, match=r"No encoder 'minilmm'\. Did you mean 'minilm'\?"):
        open_encoder("minilmm")


def test_the_default_is_a_known_encoder_or_none() -> None:
    assert DEFAULT_ENCODER is None or DEFAULT_ENCODER in ENCODERS
