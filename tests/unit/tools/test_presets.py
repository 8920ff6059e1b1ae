from typing import get_args

import numpy as np
import pytest

from tools.image import Image
from tools.library.window import PresetName, window
from tools.presets import PRESETS


def test_the_names_that_the_tool_takes_are_those_of_the_file() -> None:
    assert get_args(PresetName) == tuple(PRESETS)
    wanted = {"lung", "bone", "brain", "subdural", "stroke", "liver", "mediastinum", "abdomen", "angio"}
    assert wanted <= set(PRESETS)


@pytest.mark.parametrize("name", PRESETS)
def test_each_has_a_source_that_states_its_values(name: str) -> None:
    preset = PRESETS[name]
    assert len(preset.source) > 30
    if "-" not in preset.source.partition("W:")[2][:8]:
        assert f"{preset.window.width:g}" in preset.source
        assert f"{preset.window.centre:g}" in preset.source


def test_a_preset_shows_what_it_is_for() -> None:
    # Air, lung, fat, water, muscle, contrast, bone [HU].
    tissues = Image(pixels=np.array([[-1000, -700, -100, 0, 60, 350, 1000]], np.int16), unit="[hnsf'U]")
    for name, dark, bright in (("lung", 0, 5), ("brain", 3, 5), ("bone", 2, 6), ("angio", 3, 6)):
        shown = window(tissues, preset=name).shown()[0]  # type: ignore[arg-type]
        assert shown[dark] < 64
        assert shown[bright] > 150
