from pathlib import Path

from corpora.encoders.lsa import LsaEncoder
from corpora.encoders.train_lsa import main


def test_training_writes_an_encoder_of_our_library(tmp_path: Path) -> None:
    main(tmp_path, dimension=8)
    encoder = LsaEncoder.load(tmp_path)
    assert encoder.dimension == 8
    assert encoder.encode_queries(["pneumonia"]).any()
