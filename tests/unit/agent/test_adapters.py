"""Our tools and corpora in LangChain's own clothes."""

import numpy as np

from agent.adapters import CorpusRetriever, as_langchain_tool
from corpora import Corpus
from guidelines import Library
from tools.image import Image
from tools.tool import load

FILM = Image(pixels=np.tile(np.arange(100, dtype=np.uint8), (80, 1)))


def test_a_tool_gives_its_sentence_and_its_result() -> None:
    tool = as_langchain_tool(load("crop"), {1: FILM})
    call = {"type": "tool_call", "id": "1", "name": "crop", "args": {"image": 1, "region": [10, 10, 50, 40]}}
    message = tool.invoke(call)
    assert "40 x 30 pixels" in message.content
    made = message.artifact.images[0]
    assert (made.width, made.height) == (40, 30)


def test_bad_arguments_are_told_to_the_model() -> None:
    tool = as_langchain_tool(load("crop"), {1: FILM})
    call = {"type": "tool_call", "id": "1", "name": "crop", "args": {"image": 7, "region": [10, 10, 50, 40]}}
    message = tool.invoke(call)
    assert message.status == "error"
    assert "Images: 1" in message.content


def test_a_corpus_is_a_retriever() -> None:
    retriever = CorpusRetriever(corpus=Corpus.from_guidelines(Library.load()), k=3)
    found = retriever.invoke("fever, productive cough and crackles: pneumonia?")
    assert len(found) == 3
    assert any("pneumonia" in one.page_content.casefold() for one in found)
    assert all(one.metadata["url"].startswith("https://") for one in found)
