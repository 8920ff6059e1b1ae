"""Segmentation models of the user's own, from the agent's side."""

from pathlib import Path

import pytest

from agent import Agent
from agent.dialects import Call
from agent.errors import ConfigurationError
from agent.models.profile import load_profile
from agent.store import ImageStore
from agent.toolbox import collect, run_calls, schemas
from tests.unit.tools.segmentation.learned.models import described, plain_model, spotted


def test_they_are_offered_beside_what_ships(tmp_path: Path) -> None:
    plain = collect(())["segment"]
    own = collect((), [described(tmp_path, plain_model())])["segment"]

    assert "spot" in own.schema["properties"]["target"]["enum"]
    assert "spot" not in plain.schema["properties"]["target"]["enum"]
    assert "Learned models given by the user: spots: spot." in schemas({"segment": own})[0]["description"]


def test_a_broken_description_is_found_when_the_agent_is_made(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"A segmenter cannot be used: .*none\.toml"):
        Agent(segmenters=[tmp_path / "none.toml"])


async def test_one_is_called_like_any_tool(tmp_path: Path) -> None:
    image, truth = spotted()
    store = ImageStore()
    refs = [store.put(image)]
    call = Call(id="1", name="segment", arguments={"image": 1, "target": "spot"})
    tools = collect((), [described(tmp_path, plain_model())])
    (outcome,) = await run_calls([call], tools, refs, (), store, load_profile("scripted"), 60.0)

    assert outcome.error is None
    assert outcome.result is not None
    assert outcome.result.values["provider"] == "spots"
    assert outcome.result.measurements[0].value == pytest.approx(truth.sum(), rel=0.1)
