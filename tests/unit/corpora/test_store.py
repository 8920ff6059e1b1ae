import hashlib
import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from corpora import Corpus, CorpusError, IndexMismatch, IndexMissing, Passage, Provenance
from corpora.encoders.lsa import LsaEncoder
from corpora.lines import LineWriter
from corpora.store import open_corpus, save_corpus, verify_index
from corpora.tokens import TOKENISER

SOURCE = Provenance(title="Manual", issuer="Us", year=2026, url="https://example.org", section="2", strength="strong")
PASSAGES = tuple(
    Passage(id=f"m#{key}", document="m", text=text, source=SOURCE, wording="summary", superseded_by="n")
    for key, text in {
        "a": "Pulmonary oedema widens the vascular pedicle — 5 µg.",
        "b": "A scaphoid fracture hurts in the snuffbox.",
        "c": "The wrist hurts after a fracture.",
    }.items()
)
QUERIES = ("pulmonary edema", "fracture of the wrist", "zebra", "")


def saved(folder: Path, encoder: str | None = "lsa") -> Path:
    return save_corpus(Corpus.of(PASSAGES, name="m", encoder=encoder, index_texts={"m#a": "pedicle edema"}), folder)


def remade(generation: Path) -> None:
    """Give a generation that was tampered with a manifest that fits its files, as a careless or hostile hand would."""
    path = generation / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    for name in manifest["files"]:
        manifest["files"][name] = hashlib.sha256((generation / name).read_bytes()).hexdigest()
    path.write_text(json.dumps(manifest), encoding="utf-8")
    name = f"generation-{hashlib.sha256(path.read_bytes()).hexdigest()}"
    generation.rename(generation.parent / name)
    (generation.parent / "CURRENT").write_text(name, encoding="utf-8")


@pytest.mark.parametrize("encoder", [None, "lsa"])
@pytest.mark.parametrize("engine", ["bm25s", "rank_bm25"])
def test_an_opened_index_finds_what_the_corpus_found(tmp_path: Path, encoder: str | None, engine: str) -> None:
    corpus = Corpus.of(PASSAGES, name="m", encoder=encoder, sparse=engine, index_texts={"m#a": "pedicle edema"})  # type: ignore[arg-type]
    save_corpus(corpus, tmp_path)
    opened = open_corpus(tmp_path)
    assert opened.passages == corpus.passages
    assert (opened.name, opened.checksum, opened.index_texts) == (corpus.name, corpus.checksum, corpus.index_texts)
    assert opened.search_many(QUERIES) == corpus.search_many(QUERIES)


@pytest.mark.parametrize("items", [(), (replace(PASSAGES[0], text="the"),)])
def test_a_corpus_without_words_can_be_saved(tmp_path: Path, items: tuple[Passage, ...]) -> None:
    save_corpus(Corpus.of(items, name="m"), tmp_path)
    assert open_corpus(tmp_path).passages == items


def test_the_same_corpus_is_the_same_generation_and_two_are_kept(tmp_path: Path) -> None:
    first = saved(tmp_path)
    assert saved(tmp_path) == first
    second, third = saved(tmp_path, None), save_corpus(Corpus.of(PASSAGES[:2], name="m"), tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(["CURRENT", second.name, third.name])
    assert len(open_corpus(tmp_path)) == 2


def test_no_index_is_said(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing, match="python -m corpora build"):
        open_corpus(tmp_path)


def test_a_flipped_bit_anywhere_is_refused(tmp_path: Path) -> None:
    generation = saved(tmp_path)
    tried = 0
    for path in [path for path in sorted(generation.rglob("*")) if path.is_file()]:
        whole = path.read_bytes()
        for position in {0, len(whole) // 2, len(whole) - 1}:
            path.write_bytes(whole[:position] + bytes([whole[position] ^ 1]) + whole[position + 1 :])
            with pytest.raises(IndexMismatch, match="is not what was saved"):
                open_corpus(tmp_path)
            tried += 1
        path.write_bytes(whole)
    assert tried >= 20
    verify_index(tmp_path)


def test_a_file_cut_short_removed_or_added_is_refused(tmp_path: Path) -> None:
    generation = saved(tmp_path)
    for path in [path for path in sorted(generation.rglob("*")) if path.is_file()]:
        whole = path.read_bytes()
        path.write_bytes(whole[:-1])
        with pytest.raises(IndexMismatch):
            verify_index(tmp_path)
        path.unlink()
        with pytest.raises(IndexMismatch):
            verify_index(tmp_path)
        path.write_bytes(whole)
    (generation / "more.json").write_text("{}", encoding="utf-8")
    with pytest.raises(IndexMismatch, match="have been added"):
        verify_index(tmp_path)


def test_shifted_ids_are_refused_even_under_a_manifest_that_fits_the_files(tmp_path: Path) -> None:
    generation = saved(tmp_path)
    path = generation / "passages.jsonl"
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    texts = [row[2] for row in rows]
    for row, other in zip(rows, [*texts[1:], texts[0]], strict=True):
        row[2] = other
    rewritten(generation, rows)
    with pytest.raises(IndexMismatch, match="ids and texts are not those that were indexed"):
        open_corpus(tmp_path)


def rewritten(generation: Path, rows: list[list[object]]) -> None:
    writer = LineWriter(generation / "passages.jsonl")
    for row in rows:
        writer.add(row)
    writer.close(generation / "passages.npy")
    remade(generation)


def test_pickled_vectors_are_refused_even_under_a_manifest_that_fits_the_files(tmp_path: Path) -> None:
    generation = saved(tmp_path)
    np.save(generation / "vectors.npy", np.array([print], dtype=object), allow_pickle=True)
    remade(generation)
    with pytest.raises(IndexMismatch, match="holds no vectors"):
        open_corpus(tmp_path)


def test_too_few_vectors_are_refused_even_under_a_manifest_that_fits_the_files(tmp_path: Path) -> None:
    generation = saved(tmp_path)
    np.save(generation / "vectors.npy", np.load(generation / "vectors.npy")[:-1])
    remade(generation)
    with pytest.raises(IndexMismatch, match="2 vectors for 3 passages"):
        open_corpus(tmp_path)


def test_vectors_of_other_passages_are_refused_even_under_a_manifest_that_fits_the_files(tmp_path: Path) -> None:
    generation = saved(tmp_path)
    np.save(generation / "vectors.npy", np.roll(np.load(generation / "vectors.npy"), 1, axis=0))
    remade(generation)
    with pytest.raises(IndexMismatch, match="vectors are not those of the passages"):
        open_corpus(tmp_path)


def test_vectors_of_another_length_are_refused_even_under_a_manifest_that_fits_the_files(tmp_path: Path) -> None:
    generation = saved(tmp_path)
    np.save(generation / "vectors.npy", 2 * np.load(generation / "vectors.npy"))
    remade(generation)
    with pytest.raises(IndexMismatch, match="do not have length 1"):
        verify_index(tmp_path)


def test_postings_of_other_passages_are_refused_even_under_a_manifest_that_fits_the_files(tmp_path: Path) -> None:
    generation = saved(tmp_path / "one", None)
    others = tuple(replace(one, text=f"{one.text} cough") for one in PASSAGES)
    theirs = save_corpus(Corpus.of(others[::-1], name="m", index_texts={"m#b": "cough"}), tmp_path / "other")
    shutil.rmtree(generation / "sparse")
    shutil.copytree(theirs / "sparse", generation / "sparse")
    remade(generation)
    with pytest.raises(IndexMismatch, match="other texts or by another tokeniser"):
        verify_index(tmp_path / "one")


@pytest.mark.parametrize("change", [{"encoder": None}, {"normalised": None}, {"engine": "rank_bm25"}])
def test_files_that_the_manifest_does_not_speak_of_are_refused(tmp_path: Path, change: dict[str, object]) -> None:
    generation = saved(tmp_path)
    path = generation / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")) | change), encoding="utf-8")
    remade(generation)
    with pytest.raises(IndexMismatch, match="not those that its manifest speaks of"):
        open_corpus(tmp_path)


@pytest.mark.parametrize("change", [{"schema_version": 0}, {"engine": "other"}, {"passages": "3"}, {"more": 1}])
def test_a_manifest_of_another_layout_is_refused(tmp_path: Path, change: dict[str, object]) -> None:
    generation = saved(tmp_path)
    path = generation / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")) | change), encoding="utf-8")
    remade(generation)
    with pytest.raises(IndexMismatch, match="layout"):
        open_corpus(tmp_path)


def test_an_index_of_another_tokeniser_is_refused_by_name(tmp_path: Path) -> None:
    generation = saved(tmp_path)
    path = generation / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    assert manifest["tokeniser"] == TOKENISER
    path.write_text(json.dumps(manifest | {"tokeniser": "english-snowball-1"}), encoding="utf-8")
    remade(generation)
    (next(tmp_path.glob("generation-*")) / "passages.jsonl").unlink()  # nothing is read but the manifest
    with pytest.raises(IndexMismatch, match=f"tokeniser 'english-snowball-1', not '{TOKENISER}'"):
        open_corpus(tmp_path)


@pytest.mark.parametrize(
    "change", [lambda kept: np.roll(kept, 1, axis=0), lambda kept: kept[1:], lambda kept: kept + 1.0]
)
def test_sketches_of_other_passages_are_refused(tmp_path: Path, change: Callable[..., object]) -> None:
    generation = saved(tmp_path)
    path = generation / "sketches.npy"
    np.save(path, change(np.load(path)))  # type: ignore[arg-type]
    remade(generation)
    with pytest.raises(IndexMismatch, match=r"sketches\.npy"):
        open_corpus(tmp_path)


def test_another_encoder_is_refused(tmp_path: Path) -> None:
    saved(tmp_path)
    other = LsaEncoder.fit(["other words", "than those"])
    with pytest.raises(IndexMismatch, match="made with encoder 'lsa'"):
        open_corpus(tmp_path, encoder=other)
    generation = next(tmp_path.glob("generation-*"))
    other.save(generation / "encoder")
    remade(generation)
    with pytest.raises(IndexMismatch, match="has changed since the index was made"):
        open_corpus(tmp_path)


def test_an_encoder_that_is_not_installed_any_more_leaves_the_words(tmp_path: Path) -> None:
    generation = saved(tmp_path)
    shutil.rmtree(generation / "encoder")
    path = generation / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    manifest["files"] = {name: digest for name, digest in manifest["files"].items() if "encoder/" not in name}
    path.write_text(json.dumps(manifest | {"encoder": "gone-encoder"}), encoding="utf-8")
    remade(generation)
    result = open_corpus(tmp_path).search("pedicle")
    assert result.hits[0].passage.id == "m#a"
    assert "'gone-encoder'" in result.degraded[0]


@pytest.mark.parametrize("name", ["..", "generation-none", "/etc", "generation-x/../..", ""])
def test_a_pointer_out_of_the_folder_is_refused(tmp_path: Path, name: str) -> None:
    saved(tmp_path)
    (tmp_path / "CURRENT").write_text(name, encoding="utf-8")
    with pytest.raises(IndexMismatch, match="names no generation"):
        open_corpus(tmp_path)


def test_a_link_in_place_of_a_file_is_refused(tmp_path: Path) -> None:
    generation = saved(tmp_path / "index")
    outside = tmp_path / "vectors.npy"
    (generation / "vectors.npy").rename(outside)
    (generation / "vectors.npy").symlink_to(outside)
    with pytest.raises(IndexMismatch, match=r"vectors\.npy has changed"):
        verify_index(tmp_path / "index")


@pytest.mark.parametrize(
    "step", ["corpora.generations._digest", "corpora.generations._flush", "corpora.generations._switch"]
)
def test_a_crash_while_saving_leaves_the_old_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    saved(tmp_path)
    before = open_corpus(tmp_path).search_many(QUERIES)

    def crash(*_: object) -> Callable[..., None]:
        raise OSError("no space left on device")

    with monkeypatch.context() as patched, pytest.raises(OSError, match="no space"):
        patched.setattr(step, crash)
        save_corpus(Corpus.of(PASSAGES[:1], name="m"), tmp_path)
    assert open_corpus(tmp_path).search_many(QUERIES) == before
    assert not list(tmp_path.glob(".building-*"))


def test_retrievers_of_another_kind_cannot_be_saved(tmp_path: Path) -> None:
    class Own:
        name = "own"

        def search(self, queries: list[str], k: int) -> list[list[object]]:
            return [[] for _ in queries]

    with pytest.raises(CorpusError, match="retrievers of another kind"):
        save_corpus(Corpus([], name="m", sparse=Own()), tmp_path)  # type: ignore[arg-type]
