"""Whole cases over the wire: each goes to the adapter of its specialty, and the trace says which and why."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from agent import Agent, Diagnosis, Thresholds
from agent.settings import Settings
from evals.servers import Policy, hermes_walk, serve
from evals.servers.request import Received
from guidelines import Library
from tools.image import Image

PROFILE = "mmedexpert-r1"
HISTORY = "40-year-old man with fever and cough for three days."
WALK = hermes_walk(
    query="fever and cough",
    region=(20, 10, 60, 40),
    answer={
        "differential": [
            {
                "condition": "lung-fever",
                "name": "Lung fever",
                "probability": 0.9,
                "supports": [{"text": "fever is present", "cites": ["E1"], "finding": "fever"}],
            }
        ],
        "missing": [],
    },
)
rng = np.random.default_rng(5)


def picture(modality: str, body_part: str = "", *, colour: bool = False) -> Image:
    pixels = rng.integers(0, 255, (64, 80, 3) if colour else (64, 80), dtype=np.uint8)
    return Image(pixels=pixels, modality=modality, facts={"BodyPartExamined": body_part} if body_part else {})


async def run(
    library: Library, images: Any, adapters: Mapping[str, Policy], received: list[Received] | None = None
) -> Diagnosis:
    async with serve(WALK, model=PROFILE, adapters=adapters, received=received) as url:
        agent = Agent(
            profile=PROFILE, library=library, settings=Settings(base_url=url), thresholds=Thresholds(answer=0.3)
        )
        return await agent.adiagnose(images, HISTORY)


def admitted(diagnosis: Diagnosis) -> Mapping[str, Any]:
    return diagnosis.trace.steps[0].detail


@pytest.mark.parametrize(
    ("modality", "body_part", "colour", "asked"),
    [
        ("DX", "CHEST", False, "chest"),
        ("CT", "HEAD", False, "neuro"),
        ("MR", "BRAIN", False, "neuro"),
        ("XC", "", True, PROFILE),
        ("OT", "", False, PROFILE),
        ("US", "LIVER", False, PROFILE),
    ],
)
async def test_a_case_is_asked_of_its_specialty(
    library: Library, modality: str, body_part: str, colour: bool, asked: str
) -> None:
    received: list[Received] = []
    image = picture(modality, body_part, colour=colour)

    diagnosis = await run(library, image, {"chest": WALK, "neuro": WALK}, received)

    assert diagnosis.status == "answered"
    assert {one.chat.model for one in received} == {asked}
    assert len(received) >= 3
    assert admitted(diagnosis)["expert"] == (None if asked == PROFILE else asked)
    assert admitted(diagnosis)["expert_reason"]


async def test_the_reason_says_that_an_adapter_is_missing(library: Library) -> None:
    diagnosis = await run(library, picture("DX", "CHEST"), {"neuro": WALK})

    assert diagnosis.status == "answered"
    assert admitted(diagnosis)["expert"] is None
    assert "'chest', but the server serves no model of that name" in admitted(diagnosis)["expert_reason"]


async def test_a_study_of_two_specialties_goes_to_the_base(library: Library) -> None:
    received: list[Received] = []

    diagnosis = await run(
        library, [picture("DX", "CHEST"), picture("CT", "HEAD")], {"chest": WALK, "neuro": WALK}, received
    )

    assert {one.chat.model for one in received} == {PROFILE}
    assert "CT HEAD, DX CHEST" in admitted(diagnosis)["expert_reason"]


async def test_the_trace_says_how_far_the_profile_is_verified(library: Library) -> None:
    diagnosis = await run(library, picture("XC", colour=True), {})

    settings = diagnosis.trace.settings
    assert settings["profile"] == PROFILE
    assert settings["profile_verified"] is False
    assert "experts" in settings["profile_unverified"]


async def test_a_server_that_is_gone_ends_the_case_as_failed_and_not_as_a_crash(library: Library) -> None:
    settings = Settings(base_url="http://127.0.0.1:9/v1")
    agent = Agent(profile=PROFILE, library=library, settings=settings)

    diagnosis = await agent.adiagnose(picture("DX", "CHEST"), HISTORY)

    assert diagnosis.status == "failed"
    assert any("which specialty adapters" in sentence for sentence in diagnosis.degraded)
