"""Confidence over the wire: the real agent, client and sockets; only the words and their probabilities are scripted."""

import json
import math
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from agent import Agent, Budget, ConfigurationError, Diagnosis, Thresholds
from agent.calibration import Calibration, save_calibration
from agent.models.profile import load_profile
from agent.settings import Settings
from evals.servers import Fault, Reply, Token, serve
from evals.servers.request import ChatMessage, Received
from guidelines import Library
from tools.image import Image

PROFILE = "qwen2.5-vl-7b"
SERVED_AS = "Qwen/Qwen2.5-VL-7B-Instruct"
OPTIONS = ("mass", "effusion", "nothing")
LETTERS = {"B": 0.6, "A": 0.2, "C": 0.1, "The": 0.1}


def top(shares: dict[str, float]) -> tuple[tuple[str, float], ...]:
    return tuple((text, math.log(share)) for text, share in shares.items())


def letter(before: str = "<answer>", chosen: str = "B", after: str = "</answer>") -> Reply:
    tokens = (
        Token(text="<think>a shadow</think>"),
        Token(text=before),
        Token(text=chosen, logprob=math.log(LETTERS[chosen]), top=top(LETTERS)),
        Token(text=after),
    )
    return Reply(text="".join(one.text for one in tokens), tokens=tokens)


def words(answer: str, probability: float) -> Reply:
    tokens = (
        Token(text="<think>a shadow</think><answer>"),
        *(Token(text=piece, logprob=math.log(probability)) for piece in (answer[:3], answer[3:])),
        Token(text="</answer>"),
    )
    return Reply(text="".join(one.text for one in tokens), tokens=tokens)


Said = Reply | Fault
Policy = Callable[[list[ChatMessage]], Said]


def after(first: Said, later: Sequence[Said]) -> Policy:
    """The first reply for the case's turn, then the later ones in order."""
    left = [first, *later]

    def policy(_: list[ChatMessage]) -> Said:
        return left.pop(0)

    return policy


def spoken(messages: list[dict[str, Any]]) -> list[Any]:
    """Roles and texts: a picture is named only, once the server has it."""
    return [
        (
            one["role"],
            one["content"] if isinstance(one["content"], str) else [part.get("text") for part in one["content"]],
        )
        for one in messages
    ]


async def run(
    policy: Policy, library: Library, film: Image, *, samples: int = 0, **more: Any
) -> tuple[Diagnosis, list[Received]]:
    received: list[Received] = []
    profile = load_profile(PROFILE).model_copy(update={"samples": samples, "tokenizes": False})
    async with serve(policy, model=SERVED_AS, received=received) as url:
        agent = Agent(
            profile=profile,
            library=library,
            settings=Settings(base_url=url),
            thresholds=Thresholds(answer=0.0),
            **{"budget": Budget(retrievals=0), **more},
        )
        found = await agent.aanswer(film, "What is it?", options=OPTIONS, history="A cough.")
    return found, received


def estimated(diagnosis: Diagnosis) -> dict[str, Any]:
    return dict(next(step for step in diagnosis.trace.steps if step.kind == "estimated").detail)


@pytest.mark.parametrize(
    ("before", "after_it"),
    [("<answer>", "</answer>"), ("<answer>\n ", "\n</answer>"), ('<answer>{"answer": "', '"}</answer>')],
)
async def test_an_options_share_comes_from_the_reply_itself(
    before: str, after_it: str, library: Library, film: Image
) -> None:
    found, received = await run(after(letter(before, after=after_it), ()), library, film)
    assert found.confidence.method == "option-token"
    assert found.confidence.value == pytest.approx(0.6 / 0.9)
    assert not found.confidence.calibrated
    assert len(received) == 1


async def test_an_option_written_out_is_asked_for_as_a_letter_once(library: Library, film: Image) -> None:
    choice = Reply(text="A", tokens=(Token(text="A", logprob=math.log(0.7), top=top({"A": 0.7, "B": 0.2, "C": 0.1})),))
    found, received = await run(after(words("effusion", 0.9), (choice,)), library, film)

    assert found.confidence.method == "option-choice"
    assert found.confidence.value == pytest.approx(0.2)
    assert estimated(found)["choice"] == {"asked": ["A", "B", "C"], "replied": "A", "free": "option-text"}
    asked, again = (json.loads(one.body) for one in received)
    assert again["structured_outputs"] == {"choice": ["A", "B", "C"]}
    assert again["max_tokens"] == 1
    assert (again["continue_final_message"], again["add_generation_prompt"]) == (True, False)
    # The same prefix, and the reply up to its answer.
    assert spoken(again["messages"])[:-1] == spoken(asked["messages"])
    assert again["messages"][-1] == {"role": "assistant", "content": "<think>a shadow</think><answer>"}
    assert found.usage.tokens > sum(one.prompt_tokens for one in received)
    assert found.usage.steps == 1


async def test_a_choice_that_fails_is_recorded_and_the_text_stands(library: Library, film: Image) -> None:
    found, _ = await run(after(words("effusion", 0.9), (Fault(kind="status", status=400),)), library, film)
    assert found.confidence.method == "option-text"
    assert found.confidence.value == pytest.approx(0.81)
    assert any("options' probabilities could not be asked for" in one for one in found.degraded)


async def test_samples_are_one_request_and_what_cannot_be_read_disagrees(library: Library, film: Image) -> None:
    samples = (words("effusion", 0.5), letter(chosen="A"), Reply(text="no answer at all"), letter())
    found, received = await run(after(letter(), samples), library, film, samples=4)

    assert len(received) == 2
    asked, again = (json.loads(one.body) for one in received)
    assert (again["n"], again["temperature"]) == (4, 0.7)
    assert spoken(again["messages"]) == spoken(asked["messages"])
    assert found.confidence.method == "option-token+agreement"
    assert found.confidence.value == pytest.approx(0.5)
    assert found.confidence.parts["option-token"] == pytest.approx(0.6 / 0.9)
    assert estimated(found)["samples"] == {
        "asked": 4,
        "given": 4,
        "unread": 1,
        "agreement": 0.5,
        "temperature": 0.7,
    }


async def test_samples_that_fail_leave_the_token_probability(library: Library, film: Image) -> None:
    found, _ = await run(after(letter(), (Fault(kind="status", status=400),)), library, film, samples=3)
    assert found.confidence.method == "option-token"
    assert any("Agreement over samples could not be measured" in one for one in found.degraded)


async def test_nothing_more_is_asked_when_the_tokens_are_spent(library: Library, film: Image) -> None:
    found, received = await run(after(letter(), ()), library, film, samples=3, budget=Budget(retrievals=0, tokens=10))
    assert len(received) == 1
    assert found.confidence.method == "option-token"


CALIBRATION = Calibration(
    method="temperature",
    temperature=2.0,
    profile=PROFILE,
    estimator="option-token",
    outcomes=50,
    source_sha256="0" * 64,
    ece_before=0.1,
    ece_after=0.05,
    ece_cross_validated=0.06,
)


@pytest.mark.parametrize("given", ["value", "file"])
async def test_a_calibration_is_applied(given: str, library: Library, film: Image, tmp_path: Path) -> None:
    save_calibration(CALIBRATION, tmp_path / "c.json")
    calibration = CALIBRATION if given == "value" else tmp_path / "c.json"
    found, _ = await run(after(letter(), ()), library, film, calibration=calibration)
    # The odds of 2 in 3 are 2; their square root is 1.414.
    assert found.confidence.value == pytest.approx(math.sqrt(2) / (1 + math.sqrt(2)))
    assert found.confidence.calibrated
    assert "50 outcomes" in found.confidence.meaning
    assert estimated(found)["calibration"].startswith("Applied (temperature)")


async def test_a_calibration_of_another_estimator_is_said_to_be_left_out(library: Library, film: Image) -> None:
    other = CALIBRATION.model_copy(update={"estimator": "answer-tokens"})
    found, _ = await run(after(letter(), ()), library, film, calibration=other)
    assert found.confidence.value == pytest.approx(0.6 / 0.9)
    assert not found.confidence.calibrated
    assert estimated(found)["calibration"].startswith("Not applied: it is for 'answer-tokens'")
    assert any("The calibration was not used" in one for one in found.degraded)


def test_a_calibration_of_another_profile_is_refused_at_once(library: Library) -> None:
    other = CALIBRATION.model_copy(update={"profile": "lingshu"})
    with pytest.raises(ConfigurationError, match="for the profile 'lingshu', not 'embedded'"):
        Agent(library=library, calibration=other)
