from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from tests.unit.tools.stacks import SPACING, instance_at, series_of
from tools.errors import BadArguments, NoVolume
from tools.image import Spacing
from tools.plane import Plane
from tools.stacking import stack_volumes
from tools.study import Instance


def values(voxels: np.ndarray) -> list[int]:
    return [int(one) for one in voxels[:, 0, 0]]


def stack(count: int = 5, gap: float = 2.0) -> list[Instance]:
    return [instance_at(z, (-10.0, -20.0, gap * z), number=z) for z in range(count)]


def test_slices_are_stacked_by_place_whatever_their_order() -> None:
    for seed in range(4):
        instances = [stack()[index] for index in np.random.default_rng(seed).permutation(5)]
        (volume,) = stack_volumes(series_of(instances))
        assert values(volume.voxels) == [0, 1, 2, 3, 4]
        assert volume.affine.tolist() == [[0, 0, 0.7, -10], [0, 0.8, 0, -20], [2, 0, 0, 0], [0, 0, 0, 1]]
        assert volume.voxels.dtype == np.int16
        assert len(volume.sources) == 5
        assert volume.notes == ()


def test_slices_run_along_the_normal_in_any_orientation() -> None:
    # Coronal slices: rows to the feet, so the normal points to the back.
    instances = [instance_at(y, (0.0, 3.0 * y, 0.0), down=(0.0, 0.0, -1.0), number=9 - y) for y in (2, 0, 1)]
    (volume,) = stack_volumes(series_of(instances))
    assert values(volume.voxels) == [0, 1, 2]
    assert "".join(axis.letter for axis in volume.axes) == "PFL"


def test_phases_are_told_apart_by_their_headers() -> None:
    instances = [
        instance_at(10 * echo + z, (0.0, 0.0, 2.0 * z), number=2 * z + echo, phase=f"EchoTime {echo}")
        for z in range(3)
        for echo in (1, 0)
    ]
    volumes = stack_volumes(series_of(instances))
    assert [values(one.voxels) for one in volumes] == [[0, 1, 2], [10, 11, 12]]
    assert [one.phase for one in volumes] == ["EchoTime 0", "EchoTime 1"]
    assert "2 volumes at the same place" in volumes[0].notes[0]


def test_phases_without_words_are_told_apart_by_their_numbers() -> None:
    # Times run through the stack (fMRI), or each place through all times (perfusion).
    for times, places in ((3, 1), (1, 2)):
        instances = [
            instance_at(10 * t + z, (0.0, 0.0, 2.0 * z), number=times * t + places * z)
            for t in range(2)
            for z in range(3)
        ]
        volumes = stack_volumes(series_of([instances[index] for index in (3, 0, 5, 1, 4, 2)]))
        assert [values(one.voxels) for one in volumes] == [[0, 1, 2], [10, 11, 12]]
        assert [one.phase for one in volumes] == ["time 1", "time 2"]


def test_headers_that_name_no_phases_do_not_split_a_volume() -> None:
    instances = [instance_at(z, (0.0, 0.0, 2.0 * z), phase=f"EchoTime {z % 2}") for z in range(4)]
    (volume,) = stack_volumes(series_of(instances))
    assert values(volume.voxels) == [0, 1, 2, 3]
    assert "not made alike" in volume.notes[0]


def test_slices_of_two_types_keep_their_values() -> None:
    instances = stack(2)
    brighter = replace(instances[1].frames[0], pixels=np.full((4, 5), 40_000, np.uint16))
    (volume,) = stack_volumes(series_of([instances[0], replace(instances[1], frames=(brighter,))]))
    assert values(volume.voxels) == [0, 40_000]


def without_place(instances: list[Instance]) -> list[Instance]:
    return [*instances[:-1], replace(instances[-1], planes=())]


def with_other(**changes: object) -> Callable[[list[Instance]], list[Instance]]:
    def change(instances: list[Instance]) -> list[Instance]:
        last = instances[-1]
        return [*instances[:-1], replace(last, frames=(replace(last.frames[0], **changes),))]  # type: ignore[arg-type]

    return change


def turned(instances: list[Instance]) -> list[Instance]:
    plane = Plane(origin=(0.0, 0.0, 50.0), across=(0.0, 1.0, 0.0), down=(0.0, 0.0, -1.0))
    return [*instances[:-1], replace(instances[-1], planes=(plane,))]


def tilted(instances: list[Instance]) -> list[Instance]:
    return [instance_at(z, (0.0, 0.5 * z, 2.0 * z)) for z in range(5)]


REFUSED = {
    "no place": (without_place, "do not state where"),
    "one slice": (lambda instances: instances[:1], "at least two slices"),
    "one place": (lambda instances: [instances[0]] * 3, "at the same place"),
    "a slice missing": (lambda instances: instances[:2] + instances[3:], "not evenly spaced"),
    "a slice twice": (lambda instances: [*instances, instances[2]], "more images than others"),
    "another orientation": (turned, "mixed orientations"),
    "a tilted gantry": (tilted, "14.0 degrees off"),
    "another size": (with_other(pixels=np.zeros((5, 5), np.int16)), "differ in size"),
    "another unit": (with_other(unit="[hnsf'U]"), "unit of their values"),
    "another spacing": (
        with_other(spacing=Spacing(row=0.8, column=0.9, source="PixelSpacing")),
        "pixel spacing is unknown or differs",
    ),
    "no spacing": (with_other(spacing=None), "pixel spacing is unknown or differs"),
    "slices too far apart": (lambda _: stack(3, gap=150.0), "100 mm apart"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_not_uniform_is_refused_by_name(name: str) -> None:
    spoil, message = REFUSED[name]
    with pytest.raises(NoVolume, match=message):
        stack_volumes(series_of(spoil(stack())))


def test_colour_is_refused() -> None:
    instances = [
        replace(one, frames=(replace(one.frames[0], pixels=np.zeros((4, 5, 3), np.uint8)),)) for one in stack()
    ]
    with pytest.raises(NoVolume, match="colour"):
        stack_volumes(series_of(instances))


def test_positions_with_few_decimals_are_even() -> None:
    instances = [instance_at(z, (0.0, 0.0, round(0.6666667 * z, 2))) for z in range(9)]
    (volume,) = stack_volumes(series_of(instances))
    assert volume.spacing[0] == pytest.approx(0.6666667, rel=2e-3)
    assert volume.spacing[1] == SPACING.row


def test_a_plane_is_valid_or_does_not_exist() -> None:
    with pytest.raises(BadArguments, match="right angles"):
        Plane(origin=(0.0, 0.0, 0.0), across=(1.0, 0.0, 0.0), down=(0.5, 0.5, 0.0))
    with pytest.raises(BadArguments, match="finite"):
        Plane(origin=(0.0, float("nan"), 0.0), across=(1.0, 0.0, 0.0), down=(0.0, 1.0, 0.0))
