"""Every served profile works a case over the wire: what it states is what the server is asked with."""

import re
from collections.abc import Callable

import numpy as np
import pytest

from agent import Agent, Diagnosis, Thresholds
from agent.coordinates import sent_size
from agent.models.profile import Profile, load_profile, profile_names
from agent.settings import Settings
from evals.servers import hermes_walk, serve
from evals.servers.request import Received
from guidelines import Library
from tools.image import Image

SERVED = [one for one in map(load_profile, profile_names()) if one.kind == "served"]
HISTORY = "40-year-old man with fever and cough for three days."
WIDE, HIGH = 700, 900
REGION = (120, 200, 480, 620)
SCALES: dict[str, Callable[[tuple[int, int]], tuple[float, float]]] = {
    "processed": lambda seen: (seen[0] / WIDE, seen[1] / HIGH),
    "thousandths": lambda _: (1000 / WIDE, 1000 / HIGH),
}
"""From pixels of the original to what the profile speaks, written out apart from the code that converts."""
PADDED = [84, 158, 516, 662]
"""What a zoom shows of the original: the region and a tenth of its sides on every side [pixels]."""
ANSWER: dict[str, object] = {
    "differential": [
        {
            "condition": "lung-fever",
            "name": "Lung fever",
            "probability": 0.9,
            "supports": [{"text": "fever is present", "cites": ["E1"], "finding": "fever"}],
        }
    ],
    "missing": [],
}


def sent(profile: Profile) -> tuple[int, int]:
    return sent_size(
        WIDE,
        HIGH,
        patch=profile.patch,
        least=profile.min_pixels,
        most=profile.max_pixels,
        square=profile.square,
    )


async def walk(profile: Profile, library: Library) -> tuple[list[Received], Diagnosis]:
    """Zoom into one region, spoken as the profile speaks, then search, then answer."""
    pixels = np.zeros((HIGH, WIDE), np.uint8)
    pixels[300:500, 200:400] = 180
    across, down = SCALES[profile.coordinates](sent(profile))
    left, top, right, bottom = REGION
    region = [round(value, 1) for value in (left * across, top * down, right * across, bottom * down)]
    policy = hermes_walk(query="fever and cough", region=region, answer=ANSWER)
    received: list[Received] = []
    async with serve(policy, model=profile.checkpoint or profile.name, received=received) as url:
        agent = Agent(
            profile=profile, library=library, settings=Settings(base_url=url), thresholds=Thresholds(answer=0.3)
        )
        diagnosis = await agent.adiagnose(Image(pixels=pixels, modality="CR"), HISTORY)
    assert diagnosis.status == "answered", diagnosis.reason
    return received, diagnosis


@pytest.mark.parametrize("profile", SERVED, ids=lambda one: one.name)
async def test_a_case_is_worked_up_as_the_profile_says(profile: Profile, library: Library) -> None:
    received, diagnosis = await walk(profile, library)
    text = next(step.detail["calls"][0]["result"]["text"] for step in diagnosis.trace.steps if step.node == "act")
    shown = [int(number) for number in re.findall(r"\d+", text)[-4:]]

    assert shown == pytest.approx(PADDED, abs=2)
    first = received[0].pictures[0]
    assert (first.width, first.height) == sent(profile)

    assert [len(one.pictures) for one in received[:3]] == [1, 2, 2]
    for one in received:
        asked = one.chat.model_dump()
        assert one.chat.messages[0].text.startswith(profile.instruction)
        assert (one.chat.temperature, one.chat.max_tokens) == (profile.temperature, profile.max_tokens)
        assert one.chat.stops == profile.stop
        assert (asked.get("top_p"), asked.get("top_k")) == (profile.top_p, profile.top_k)
        assert one.chat.logprobs
        for picture in one.pictures:
            assert picture.width % profile.patch == picture.height % profile.patch == 0
            assert profile.min_pixels <= picture.width * picture.height <= profile.max_pixels
