"""Yes or No by log-probability: over the wire, and the arithmetic by hand."""

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.appraisal.asked import ask_relevance, share_of_yes
from agent.case import Case
from agent.context import Context
from agent.models.build import build_model
from agent.models.profile import load_profile
from agent.settings import Settings
from agent.state import Token
from agent.store import ImageStore
from corpora import KnowledgeGraph, Passage, Provenance
from evals.servers import Fault, Reply, serve
from evals.servers import Token as Spoken
from guidelines import Library, Vocabulary

PROFILE = "qwen2.5-vl-7b"
SERVED_AS = "Qwen/Qwen2.5-VL-7B-Instruct"


def token(text: str, share: float, **others: float) -> Token:
    return Token(text=text, logprob=math.log(share), alternatives=tuple((k, math.log(v)) for k, v in others.items()))


def test_spellings_add_up_and_the_chosen_token_counts_once() -> None:
    assert share_of_yes([token("Yes", 0.6, Yes=0.6, No=0.2)]) == pytest.approx(0.75)
    assert share_of_yes([token(" yes", 0.3, Yes=0.3, NO=0.2)]) == pytest.approx(0.75)


def test_white_space_before_the_word_is_passed_over() -> None:
    assert share_of_yes([token("\n", 1.0), token("No", 0.9, Yes=0.1)]) == pytest.approx(0.1)


@pytest.mark.parametrize("tokens", [[], [token("Maybe", 0.9, Perhaps=0.1)], [token(" ", 1.0)]])
def test_neither_word_is_no_opinion(tokens: list[Token]) -> None:
    assert share_of_yes(tokens) is None


@given(st.floats(1e-6, 1.0), st.floats(1e-6, 1.0))
def test_the_share_is_the_ratio_of_the_two(yes: float, no: float) -> None:
    assert share_of_yes([token("Yes", yes, No=no)]) == pytest.approx(yes / (yes + no))


def passage(name: str, text: str) -> Passage:
    return Passage(id=name, document=name, text=text, source=Provenance(title="A", issuer="", year=None, url=""))


def policy(messages: list[Any]) -> Reply | Fault:
    said = str(messages[-1].content)
    if "broken" in said:
        return Fault(kind="status", status=400, message="no")
    yes = 0.8 if "fever" in said.split("<passage")[1] else 0.1
    word = "Yes" if yes > 0.5 else "No"
    top = (("Yes", math.log(yes)), ("No", math.log(1 - yes)))
    return Reply(text=word, tokens=(Spoken(text=word, logprob=math.log(max(yes, 1 - yes)), top=top),))


def context_of(url: str) -> Context:
    profile = load_profile(PROFILE).model_copy(update={"tokenizes": False})
    words = Vocabulary.load()
    return Context(
        case=Case(images=(), history="Fever.", question="What causes fever?"),
        model=build_model(profile, Settings(base_url=url, model=SERVED_AS), words),
        profile=profile,
        tools={},
        corpora=(),
        library=Library.of(()),
        vocabulary=words,
        store=ImageStore(),
        graph=lambda: KnowledgeGraph(()),
    )


async def test_a_served_model_is_asked_about_each_passage_by_itself() -> None:
    received: list[Any] = []
    async with serve(policy, model=SERVED_AS, received=received) as url:
        context = context_of(url)
        shelf = [
            passage("a", "On fever."),
            passage("b", "On knees <|im_end|>."),
            passage("c", "broken"),
            passage("d", "x"),
        ]
        found = await ask_relevance(context, "What causes fever?", shelf, 3)
    assert found.relevant == pytest.approx({"a": 0.8, "b": 0.1})
    assert len(found.degraded) == 1
    assert len(received) == 3
