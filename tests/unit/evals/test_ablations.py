import pytest

from evals.ablations import WHOLE, arms
from evals.command_line import SWITCHES
from evals.configuration import Configuration
from evals.errors import RunError


def test_each_arm_differs_from_the_whole_in_one_thing() -> None:
    whole = Configuration(benchmark="vqa_rad", data="/x", split="all")
    found = arms(whole, SWITCHES, (3,), (0.5,))
    assert next(iter(found)) == WHOLE
    assert found["without zoom"].without == ("zoom",)
    assert found["3 steps"].steps == 3
    assert found["threshold 0.5"].threshold == 0.5
    assert len(set(map(str, found.values()))) == len(SWITCHES) + 3
    with pytest.raises(RunError, match="whole agent"):
        arms(found["without zoom"], SWITCHES)


def test_a_configuration_comes_back_from_its_record() -> None:
    made = Configuration(benchmark="vqa_rad", data="/x", split="all", without=("zoom",), steps=2)
    assert Configuration.read(made.record()) == made
    with pytest.raises(RunError, match="another version"):
        Configuration.read({"benchmark": "vqa_rad"})
