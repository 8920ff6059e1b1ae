from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from corpora import EncoderUnavailable, Hit, Passage, Provenance
from corpora.rerank import CrossEncoderReranker, rerank

SOURCE = Provenance(title="", issuer="", year=None, url="")


def hits(*texts: str) -> tuple[Hit, ...]:
    return tuple(
        Hit(
            passage=Passage(id=text, document="d", text=text, source=SOURCE),
            score=1 / place,
            ranks=(("sparse", place),),
        )
        for place, text in enumerate(texts, start=1)
    )


class ByLength:
    name = "rerank"

    def scores(self, question: str, texts: Sequence[str]) -> list[float]:
        return [float(len(text)) for text in texts]


def test_the_first_hits_are_ordered_again_and_keep_their_ranks() -> None:
    found = rerank("q", hits("a", "ccc", "bb", "dddd"), ByLength(), depth=3)
    assert [one.passage.id for one in found] == ["ccc", "bb", "a", "dddd"]
    assert found[0].ranks == (("sparse", 2), ("rerank", 1))
    assert found[0].score == 3.0
    assert found[3].ranks == (("sparse", 4),)


def test_ties_stay_as_they_came() -> None:
    assert [one.passage.id for one in rerank("q", hits("bb", "aa"), ByLength())] == ["bb", "aa"]


def test_nothing_is_read_at_depth_0() -> None:
    assert rerank("q", hits("a", "bb"), ByLength(), depth=0) == hits("a", "bb")


def test_a_folder_that_is_none_is_refused(tmp_path: Path) -> None:
    pytest.importorskip("sentence_transformers")
    with pytest.raises(EncoderUnavailable, match="not a cross-encoder"):
        CrossEncoderReranker.of(tmp_path)


def small_cross_encoder(folder: Path, labels: int) -> Path:
    """A cross-encoder of two layers with weights by chance, made on the spot."""
    transformers: Any = pytest.importorskip("transformers")
    pytest.importorskip("sentence_transformers")
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "fever", "cough", "lung", "heart"]
    folder.mkdir()
    (folder / "vocab.txt").write_text("\n".join(words), "utf-8")
    transformers.BertTokenizer(vocab=str(folder / "vocab.txt")).save_pretrained(folder)
    config = transformers.BertConfig(
        vocab_size=len(words),
        hidden_size=16,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=32,
        num_labels=labels,
    )
    transformers.BertForSequenceClassification(config).save_pretrained(folder)
    return folder


@pytest.mark.filterwarnings("ignore")
def test_a_cross_encoder_from_a_folder_orders_hits_by_its_scores(tmp_path: Path) -> None:
    reranker = CrossEncoderReranker.of(small_cross_encoder(tmp_path / "model", 1))
    texts = ["fever cough", "lung", "heart heart"]
    scores = reranker.scores("fever", texts)
    assert scores == reranker.scores("fever", texts)
    assert len(set(scores)) == 3
    found = rerank("fever", hits(*texts), reranker)
    assert [one.score for one in found] == sorted(scores, reverse=True)
    assert reranker.scores("fever", []) == []


@pytest.mark.filterwarnings("ignore")
def test_a_model_with_several_scores_a_pair_is_refused(tmp_path: Path) -> None:
    reranker = CrossEncoderReranker.of(small_cross_encoder(tmp_path / "model", 3))
    with pytest.raises(EncoderUnavailable, match="single output"):
        reranker.scores("fever", ["lung"])
