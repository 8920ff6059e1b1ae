import numpy as np
import pytest

from tests.unit.tools.stacks import instance_at, series_of
from tools.image import Window
from tools.isolation.running import run_isolated
from tools.stacking import stack_volumes
from tools.tool import load

SERIES = series_of(
    [
        instance_at(z, (1.0, 2.0, 3.0 * z), facts={"KVP": "120"}, window=Window(centre=40, width=80), unit="[hnsf'U]")
        for z in range(6)
    ]
)
(VOLUME,) = stack_volumes(SERIES)
IMAGES = {1: SERIES.instances[0].frames[0]}


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("mpr", {"plane": "sagittal", "position": 3}),
        ("slice", {}),
        ("mip", {"projection": "average"}),
        ("montage", {"slices": [1, 5]}),
    ],
)
def test_a_tool_over_a_volume_gives_the_same_in_a_child(name: str, arguments: dict[str, object]) -> None:
    tool = load(name)
    here = tool.run({"volume": 1, **arguments}, IMAGES, lambda _: VOLUME)
    apart = run_isolated(tool, {"volume": 1, **arguments}, IMAGES, seconds=60, volumes=lambda _: VOLUME)
    assert [one.ref for one in apart.images] == [one.ref for one in here.images]
    assert (apart.text, apart.values, apart.warnings) == (here.text, here.values, here.warnings)
    assert np.array_equal(apart.images[0].pixels, here.images[0].pixels)
