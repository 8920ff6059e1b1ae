"""Whole cases against a real vLLM: the real graph, client, dialect, tools and guidelines; the weights are random."""

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from agent import Agent, Budget, Diagnosis, Thresholds, background
from agent.serving import Server
from tests.served.conftest import LOG, PROFILE
from tests.served.directed import ANSWER, Directed, Form, asks, concludes, directed, looks, picks
from tools import samples
from tools.image import Image

HISTORY = samples.history("chest_pneumonia")
FILM = samples.path("chest_pneumonia")
EASY = Thresholds(answer=0.0)
"""Any answer stands: how sure random weights are means nothing."""


Direct = Callable[..., Directed]


@pytest.fixture
def direct(server: Server) -> Iterator[Direct]:
    """Makes clients with a course of turns, and closes them where the agent used them."""
    made: list[Directed] = []

    def make(*course: Form) -> Directed:
        made.append(directed(server, PROFILE, *course))
        return made[-1]

    yield make
    for one in made:
        background.run(one.aclose())


def agent(model: Any, **more: Any) -> Agent:
    return Agent(profile=PROFILE.model_copy(update=more), model=model, thresholds=EASY, budget=Budget(retrievals=1))


def turns(diagnosis: Diagnosis) -> list[dict[str, Any]]:
    """What each model turn called and cost."""
    return [dict(step.detail) for step in diagnosis.trace.steps if step.node == "think" and "exchange" in step.detail]


def log_case(title: str, diagnosis: Diagnosis, model: Any, before: dict[str, float], after: dict[str, float]) -> None:
    LOG.append(f"== {title}")
    for step in diagnosis.trace.steps:
        LOG.append(f"{step.node:<11} {step.summary[:110]}")
        if "exchange" in step.detail:
            cost = step.detail["exchange"]
            LOG.append(
                f"{'':11} prompt {cost['prompt_tokens']} tokens, {cost['cached_tokens']} of them cached; images: "
                f"{cost['images_sent']} sent, {cost['images_by_uuid']} by uuid; {cost['bytes_sent']:,} bytes"
            )
    LOG.extend(f"cites {one.label}: {one.title}, {one.issuer} {one.year}" for one in diagnosis.citations)
    sure = diagnosis.confidence
    LOG.append(
        f"status {diagnosis.status}; confidence {sure.value:.4f} by {sure.method}; asked {sorted(set(model.asked))}"
    )
    for name in sorted(after):
        if after[name] != before.get(name, 0):
            LOG.append(f"server: {name} +{after[name] - before.get(name, 0):g}")
    LOG.append("")


def test_a_whole_case_looks_twice_searches_and_answers(direct: Direct, counted: Callable[[], dict[str, float]]) -> None:
    model = direct(looks(1), looks(2), asks(), concludes())
    before = counted()
    diagnosis = agent(model).diagnose(FILM, HISTORY)
    after = counted()
    log_case("two looks, a search, an answer", diagnosis, model, before, after)

    said = turns(diagnosis)
    assert [[call["name"] for call in one["calls"]] for one in said[:4]] == [
        ["zoom"],
        ["zoom"],
        ["search_guidelines"],
        [],
    ]
    assert not any(one["problems"] for one in said)
    assert diagnosis.usage.images == 3
    assert [step.node for step in diagnosis.trace.steps][-2:] == ["estimate", "conclude"]

    # What it found was read, and what it cites is shown with its source.
    assert diagnosis.status == "answered"
    assert {one.condition for one in diagnosis.differential} == {"community-acquired-pneumonia", "pulmonary-embolism"}
    assert diagnosis.citations
    assert diagnosis.rejected

    # The adapter of its specialty was asked, and the server said so: another name would have failed the turn.
    assert set(model.asked) == {"chest"}

    # Confidence comes from the answer's tokens.
    assert diagnosis.confidence.method == "answer-tokens"
    assert 0 < diagnosis.confidence.value < 1

    # Each image travelled once, and every turn found the one before it in the server's caches.
    costs = [one["exchange"] for one in said]
    assert [cost["images_sent"] for cost in costs] == [1, 1, 1, 0]
    assert [cost["images_by_uuid"] for cost in costs] == [0, 1, 2, 3]
    assert all(later["cached_tokens"] > 0.8 * sooner["prompt_tokens"] for sooner, later in pairwise(costs))
    assert after["mm_cache_hits"] - before["mm_cache_hits"] >= 6
    assert after["prefix_cache_hits"] - before["prefix_cache_hits"] >= sum(cost["cached_tokens"] for cost in costs)
    assert model.totals().failures == 0


def test_the_dialects_own_grammar_makes_every_turn_valid(
    direct: Direct, counted: Callable[[], dict[str, float]]
) -> None:
    model = direct(ANSWER)
    profile = PROFILE.model_copy(update={"guided": True})
    before = counted()
    one = Agent(profile=profile, model=model, thresholds=EASY, budget=Budget(steps=4, retrievals=0))
    diagnosis = one.diagnose(FILM, HISTORY)
    log_case("every turn by the dialect's grammar, any tool", diagnosis, model, before, counted())

    said = turns(diagnosis)
    assert said
    assert not any(turn["problems"] for turn in said)
    assert not [step for step in diagnosis.trace.steps if step.kind == "complained"]
    assert diagnosis.status != "failed"


def test_a_letter_is_weighed_among_the_letters(direct: Direct) -> None:
    options = ("Pneumonia", "Pneumothorax", "Pleural effusion", "Normal")
    model = direct(looks(1), picks("ABCD"))
    diagnosis = agent(model).answer(FILM, "Which is it?", options=options, history=HISTORY)

    sure = diagnosis.confidence
    LOG.append(
        f"== a choice of four\nanswer {diagnosis.answer!r}; "
        f"confidence {sure.value:.4f} by {sure.method}; {sure.parts}\n"
    )
    assert sure.method == "option-token"
    assert sum(sure.parts[letter] for letter in "ABCD") == pytest.approx(1.0)
    assert sure.value == pytest.approx(max(sure.parts[letter] for letter in "ABCD"))  # greedy: the likeliest was taken


def test_an_option_in_words_is_asked_for_again_as_a_bare_letter(direct: Direct) -> None:
    options = ("Pneumonia", "Normal")
    words = {"regex": "<think>[a-z ]{1,20}</think><answer>(Pneumonia|Normal)</answer>"}
    model = direct(words)
    diagnosis = agent(model).answer(FILM, "Which is it?", options=options, history=HISTORY)

    (estimate,) = [step for step in diagnosis.trace.steps if step.node == "estimate"]
    LOG.append(f"== an option in words, then a bare letter\n{estimate.detail}\n")
    assert estimate.detail["choice"]["replied"] in {"A", "B"}
    assert diagnosis.confidence.method == "option-choice"
    assert sum(diagnosis.confidence.parts[letter] for letter in "AB") == pytest.approx(1.0)


def test_samples_come_from_one_request_and_share_the_prompt(direct: Direct) -> None:
    model = direct(picks("AB"))
    diagnosis = agent(model, samples=4).answer(FILM, "Which is it?", options=("Left", "Right"), history=HISTORY)

    (estimate,) = [step for step in diagnosis.trace.steps if step.node == "estimate"]
    drawn = estimate.detail["samples"]
    LOG.append(
        f"== four further samples\n{drawn}; "
        f"confidence {diagnosis.confidence.value:.4f} by {diagnosis.confidence.method}\n"
    )
    assert (drawn["given"], drawn["unread"]) == (4, 0)
    assert diagnosis.confidence.method.endswith("+agreement")
    assert model.totals().requests == 2
    assert model.totals().images_sent == 1


@pytest.mark.parametrize(
    ("modality", "part", "asked"),
    [
        ("DX", "CHEST", "chest"),
        ("CT", "HEAD", "neuro"),
        ("US", "ABDOMEN", "tiny-qwen2.5-vl"),
        ("OT", "", "tiny-qwen2.5-vl"),
    ],
)
def test_a_case_goes_to_the_adapter_of_its_specialty(direct: Direct, modality: str, part: str, asked: str) -> None:
    pixels = np.random.default_rng(7).integers(0, 255, (300, 300), dtype=np.uint8)
    image = Image(pixels=pixels, modality=modality, facts={"BodyPartExamined": part} if part else {})
    model = direct(picks("AB"))
    diagnosis = agent(model).answer(image, "Which is it?", options=("Left", "Right"))

    reasons = [str(step.detail["expert_reason"]) for step in diagnosis.trace.steps if step.node == "admit"]
    LOG.append(f"== {modality} {part or 'of nothing stated'}: {model.asked[0]}\n{reasons[0]}\n")
    assert set(model.asked) == {asked}
    assert diagnosis.status != "failed"
