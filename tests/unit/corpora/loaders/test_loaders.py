import json
from pathlib import Path

import pytest

from corpora import Corpus, CorpusError, Document, Passage
from corpora.loaders import load, names

EPFL = {
    "id": "7f",
    "source": "who",
    "title": "Malaria",
    "clean_text": "# Malaria\nTest before treating.",
    "url": "https://who.example/m",
}
SNIPPET = {
    "id": "pubmed23n0001_0",
    "title": "Sepsis",
    "content": "Lactate above 2.",
    "contents": "Sepsis. Lactate above 2.",
    "PMID": 21,
}
ARTICLE = {"37": {"d": "20190211", "t": "Gout", "a": "Urate crystals.", "m": "Gout"}}
BEIR = {"_id": "d1", "title": "Anaemia", "text": "Ferritin is low."}
PLAN = {
    "resourceType": "PlanDefinition",
    "id": "fever",
    "title": "Fever in a child",
    "description": "What to do about fever.",
    "action": [{"title": "Measure", "action": [{"description": "Measure the temperature."}]}],
}
MEDQUAD = """<?xml version="1.0" encoding="UTF-8"?><Document id="1" source="NIDDK" url="https://niddk.example/g">
<Focus>Gallstones</Focus>
<QAPairs><QAPair pid="1">
<Question qid="1-1" qtype="information">What are gallstones?</Question><Answer>Hardened bile.</Answer></QAPair>
<QAPair pid="2">
<Question qid="1-2" qtype="causes">Why?</Question><Answer></Answer></QAPair></QAPairs></Document>"""


def put(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return folder


@pytest.fixture
def published(tmp_path: Path) -> dict[str, Path]:
    """A tiny piece of each layout, made here."""
    return {
        "beir": put(tmp_path / "a", "corpus.jsonl", json.dumps(BEIR) + "\n"),
        "epfl_guidelines": put(tmp_path / "b", "open_guidelines.jsonl", json.dumps(EPFL)),
        "folder": put(tmp_path / "c", "ward.md", "# Ward\nWash hands."),
        "implementation_guide": put(
            put(tmp_path / "d", "input/pagecontent/index.md", "# About\nEmergency care."),
            "input/resources/plan.json",
            json.dumps(PLAN),
        ),
        "medcpt_articles": put(tmp_path / "e", "pubmed_chunk_0.json", json.dumps(ARTICLE)),
        "medquad": put(tmp_path / "f", "5_NIDDK_QA/0000001.xml", MEDQUAD),
        "medrag_snippets": put(tmp_path / "g", "chunk/pubmed23n0001.jsonl", json.dumps(SNIPPET)),
    }


EXPECTED = {
    "beir": ("x/d1#text", "Anaemia\nFerritin is low."),
    "epfl_guidelines": ("x/7f#malaria", "# Malaria\nTest before treating."),
    "folder": ("x/ward#ward", "# Ward\nWash hands."),
    "implementation_guide": ("x/PlanDefinition/fever#fever-in-a-child", "Measure the temperature."),
    "medcpt_articles": ("x/37#abstract", "Gout\nUrate crystals."),
    "medquad": ("x/5_NIDDK_QA/0000001#1-1", "What are gallstones?\nHardened bile."),
    "medrag_snippets": ("x/pubmed23n0001_0#text", "Lactate above 2."),
}


@pytest.mark.parametrize("name", names())
def test_a_layout_becomes_passages(name: str, published: dict[str, Path]) -> None:
    corpus = Corpus.of(load(name).read(published[name], "x"), name="x", encoder=None)
    wanted, text = EXPECTED[name]

    assert text in corpus.passage(wanted).text
    assert all(passage.wording == "ingested" for passage in corpus.passages)


@pytest.mark.parametrize("name", names())
def test_a_loader_describes_itself(name: str) -> None:
    loader = load(name)

    assert loader.name == name
    assert loader.layout
    assert loader.described.startswith(("https://", "docs/"))


@pytest.mark.parametrize("name", names())
def test_an_empty_folder_and_another_layout_are_said(name: str, tmp_path: Path) -> None:
    with pytest.raises(CorpusError):
        assert list(load(name).read(tmp_path / "none", "x"))
    for file in ("corpus.jsonl", "pubmed_chunk_0.json", "a.xml", "a.jsonl", "a.docx", "b.json"):
        put(tmp_path / "odd", file, "[1, 2")
    with pytest.raises(CorpusError):
        list(load(name).read(tmp_path / "odd", "x"))


def test_sources_are_kept(published: dict[str, Path]) -> None:
    def source(name: str) -> tuple[str, int | None, str]:
        items = [one for one in load(name).read(published[name], "x") if isinstance(one, Document | Passage)]
        return items[0].source.issuer, items[0].source.year, items[0].source.url

    assert source("epfl_guidelines") == ("WHO", None, "https://who.example/m")
    assert source("medcpt_articles") == ("PubMed", 2019, "https://pubmed.ncbi.nlm.nih.gov/37/")
    assert source("medrag_snippets") == ("x", None, "https://pubmed.ncbi.nlm.nih.gov/21/")
    assert source("medquad") == ("NIDDK", None, "https://niddk.example/g")


def test_an_entity_of_xml_is_not_expanded(tmp_path: Path) -> None:
    bomb = '<!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><Document><Focus>&b;</Focus></Document>'

    with pytest.raises(CorpusError, match="cannot be read as XML"):
        list(load("medquad").read(put(tmp_path, "a.xml", bomb), "x"))


def test_a_wrong_name_gets_the_nearest() -> None:
    with pytest.raises(CorpusError, match="Did you mean 'medquad'"):
        load("medqaud")
