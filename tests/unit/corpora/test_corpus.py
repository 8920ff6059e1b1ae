import random
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from corpora import Corpus, CorpusError, Document, Passage, Provenance, UnknownEncoder, UnknownPassage
from corpora.encoders import open_encoder
from corpora.sparse import ENGINES, Engine
from guidelines import Library

SOURCE = Provenance(title="Manual", issuer="Us", year=2026, url="https://example.org")
TEXTS = {
    "m#oedema": "Pulmonary oedema widens the vascular pedicle.",
    "m#scaphoid": "A scaphoid fracture hurts in the snuffbox.",
    "m#stroke": "A stroke needs imaging at once.",
    "m#wrist": "The wrist hurts after a fracture.",
}
QUERIES = ("pulmonary edema", "fracture of the wrist", "stroke", "zebra", "")


def passages() -> list[Passage]:
    return [Passage(id=key, document="m", text=text, source=SOURCE) for key, text in TEXTS.items()]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("encoder", [None, "lsa"])
def test_the_answer_comes_first_and_says_who_found_it(engine: Engine, encoder: str | None) -> None:
    result = Corpus.of(passages(), name="m", encoder=encoder, sparse=engine).search("pulmonary edema")
    assert result.query == "pulmonary edema"
    assert result.hits[0].passage.id == "m#oedema"
    assert dict(result.hits[0].ranks) == ({"sparse": 1} if encoder is None else {"sparse": 1, "dense": 1})
    assert result.degraded == ()


@pytest.mark.parametrize("query", ["", " ", "?!", "\ud800", "\x00", "the of", "zebra", "«»" * 10_000, "1" * 300_000])
@pytest.mark.parametrize("encoder", [None, "lsa"])
def test_odd_queries_have_no_hits(query: str, encoder: str | None) -> None:
    result = Corpus.of(passages(), name="m", encoder=encoder).search(query)
    assert (result.query, result.hits) == (query, ())


def test_the_order_of_the_passages_does_not_matter() -> None:
    shuffled = passages()
    random.Random(3).shuffle(shuffled)  # noqa: S311
    one, other = (Corpus.of(given, name="m", encoder="lsa") for given in (passages(), shuffled))
    assert one.search_many(QUERIES) == other.search_many(QUERIES)
    assert one.checksum == other.checksum


def test_threads_and_batches_give_what_single_searches_give() -> None:
    corpus = Corpus.of(passages(), name="m", encoder="lsa")
    single = [corpus.search(query) for query in QUERIES]
    assert list(corpus.search_many(QUERIES)) == single
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(corpus.search, QUERIES * 20)) == single * 20


@pytest.mark.parametrize("k", [-1, 0, 1, 2, 99])
def test_k_bounds_the_hits(k: int) -> None:
    assert len(Corpus.of(passages(), name="m").search("fracture", k).hits) == max(0, min(k, 2))


@pytest.mark.parametrize("encoder", ["nosuch", "/nowhere", ""])
def test_an_encoder_that_nobody_knows_is_an_error(encoder: str) -> None:
    with pytest.raises(UnknownEncoder, match=rf"No encoder {encoder!r}\. Encoders: lsa, minilm, or a model's folder"):
        Corpus.of(passages(), name="m", encoder=encoder)


def test_a_missing_package_leaves_the_words_and_every_result_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    corpus = Corpus.of(passages(), name="m", encoder="minilm")
    for result in (*corpus.search_many(QUERIES), corpus.search("stroke")):
        assert len(result.degraded) == 1
        assert "weights of MiniLM are not installed" in result.degraded[0]
    assert corpus.search("stroke").hits[0].passage.id == "m#stroke"


def test_a_folder_whose_package_is_missing_degrades_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    result = Corpus.of(passages(), name="m", encoder=str(tmp_path)).search("stroke")
    assert "sentence-transformers is not installed" in result.degraded[0]
    assert result.hits


def test_an_encoder_at_hand_is_taken() -> None:
    encoder = open_encoder("lsa", texts=list(TEXTS.values()))
    assert Corpus.of(passages(), name="m", encoder=encoder).search("stroke").hits[0].ranks == (
        ("dense", 1),
        ("sparse", 1),
    )


def test_the_index_text_finds_but_the_passage_keeps_its_own_words() -> None:
    corpus = Corpus.of(passages(), name="m", index_texts={"m#stroke": "hemiparesis"})
    assert corpus.search("hemiparesis").hits[0].passage.text == TEXTS["m#stroke"]
    assert not corpus.search("imaging").hits


def test_documents_are_cut_into_passages() -> None:
    document = Document(id="d", text="# One\nFever.\n# Two\nCough.", source=SOURCE)
    assert [passage.id for passage in Corpus.of([document, *passages()], name="m").passages][:2] == ["d#one", "d#two"]


def test_one_id_twice_is_refused() -> None:
    with pytest.raises(CorpusError, match="Two passages have the id 'm#wrist'"):
        Corpus.of([*passages(), passages()[-1]], name="m")


def test_an_unknown_passage_names_the_nearest() -> None:
    corpus = Corpus.of(passages(), name="m")
    with pytest.raises(UnknownPassage, match=r"no passage 'm#wrists'\. Did you mean 'm#wrist'\?"):
        corpus.passage("m#wrists")
    assert corpus.passage("m#wrist").text == TEXTS["m#wrist"]


def test_the_checksum_tells_any_change_of_ids_and_texts() -> None:
    whole = Corpus.of(passages(), name="m").checksum
    changed = passages()
    changed[0] = replace(changed[0], text=f"{changed[0].text} ")
    shifted = [replace(one, id=other.id) for one, other in zip(passages(), reversed(passages()), strict=True)]
    others = [Corpus.of(given, name="m").checksum for given in (changed, shifted, passages()[:3])]
    assert len({whole, *others}) == 4
    assert Corpus.of(passages(), name="other").checksum == whole


def test_an_empty_corpus_finds_nothing() -> None:
    corpus = Corpus.of([], name="empty", encoder="lsa")
    assert len(corpus) == 0
    assert corpus.search("fever").hits == ()


def test_every_recommendation_of_the_library_is_a_passage_in_our_words() -> None:
    library = Library.load()
    corpus = Corpus.from_guidelines(library)
    assert len(corpus) == sum(len(guideline.recommendations) for guideline in library.guidelines)
    for guideline in library.guidelines:
        for recommendation in guideline.recommendations:
            passage = corpus.passage(f"{guideline.id}#{recommendation.anchor}")
            assert passage.text == recommendation.text
            assert (passage.document, passage.wording) == (guideline.id, "summary")
            assert passage.source.url == guideline.url
            assert passage.source.strength == recommendation.strength


def test_a_recommendation_is_found_by_the_other_name_of_its_condition() -> None:
    library = Library.load()
    corpus = Corpus.from_guidelines(library)
    checked = 0
    for guideline in library.guidelines:
        for recommendation in guideline.recommendations:
            for criterion in library.criteria_at(guideline.id, recommendation.anchor):
                for synonym in library.condition(criterion.condition).synonyms:
                    ids = [hit.passage.id for hit in corpus.search(synonym, len(corpus)).hits]
                    assert f"{guideline.id}#{recommendation.anchor}" in ids
                    checked += 1
    assert checked > 0


def test_a_treatment_is_found_by_the_conditions_of_its_guideline() -> None:
    library = Library.load()
    corpus = Corpus.from_guidelines(library)
    checked = 0
    for guideline in library.guidelines:
        for recommendation in guideline.recommendations:
            if guideline.conditions and not library.criteria_at(guideline.id, recommendation.anchor):
                ids = [hit.passage.id for hit in corpus.search(guideline.conditions[0].name, len(corpus)).hits]
                assert f"{guideline.id}#{recommendation.anchor}" in ids
                checked += 1
    assert checked > 0


def test_superseded_guidelines_say_by_what() -> None:
    library = Library.load()
    first, second = library.guidelines[:2]
    replaced = Library.of([first, replace(second, supersedes=(first.id,))])
    corpus = Corpus.from_guidelines(replaced)
    told = {passage.document: passage.superseded_by for passage in corpus.passages}
    assert told == {first.id: second.id, second.id: None}


def test_importing_the_package_stays_light() -> None:
    heavy = "{'faiss', 'torch', 'sentence_transformers', 'bm25s', 'rank_bm25', 'cv2', 'scipy'}"
    code = f"import sys, corpora; sys.exit(' '.join({heavy} & set(sys.modules)) or 0)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
