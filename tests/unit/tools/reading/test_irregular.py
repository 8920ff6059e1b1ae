"""Slices on no uniform grid say so in the study: nothing is filled in, sheared or resampled in silence."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.unit.tools.reading.dicom_writing import file_of
from tools.errors import NoVolume
from tools.reading import read_study
from tools.stacking import no_volume_of, stack_volumes
from tools.study import Study

AXIAL, CORONAL = [1, 0, 0, 0, 1, 0], [1, 0, 0, 0, 0, -1]


def study(folder: Path, slices: list[dict[str, Any]]) -> Study:
    folder.mkdir(exist_ok=True)
    for number, values in enumerate(slices, start=1):
        shape = values.pop("shape", (8, 9))
        attributes = {
            "Modality": "CT",
            "InstanceNumber": number,
            "ImageOrientationPatient": AXIAL,
            "PixelSpacing": [1, 1],
            **values,
        }
        (folder / f"{number:02}.dcm").write_bytes(file_of(np.full(shape, number, np.uint16), **attributes))
    return read_study(folder, isolated=False)


def at(*places: float, **more: Any) -> list[dict[str, Any]]:
    return [{"ImagePositionPatient": [0, 0, z], **more} for z in places]


CASES: dict[str, tuple[list[dict[str, Any]], str]] = {
    "tilted gantry": ([{"ImagePositionPatient": [0, 1.2 * z, 5 * z]} for z in range(6)], "tilted gantry"),
    "one slice missing": (at(0, 3, 6, 12, 15, 18), "3.00 to 6.00 mm"),
    "uneven by a tenth": (at(0, 3, 6.2, 9, 12), "not evenly spaced"),
    "a slice twice": ([*at(0, 3, 6, 9), *at(6)], "missing or doubled"),
    "mixed orientation": ([*at(0, 3, 6), *at(0, ImageOrientationPatient=CORONAL)], "mixed orientations"),
    "mixed size": ([*at(0, 3, 6), *at(9, shape=(8, 10))], "differ in size"),
    "mixed spacing": ([*at(0, 3, 6), *at(9, PixelSpacing=[2, 2])], "spacing"),
}


@pytest.mark.parametrize("name", CASES)
def test_it_is_told_with_the_study_and_refused_as_a_volume(name: str, tmp_path: Path) -> None:
    slices, words = CASES[name]
    found = study(tmp_path / "series", slices)
    (series,) = found.series
    told = [note for note in series.notes if note.startswith("No volume is made of this series.")]
    assert len(told) == 1
    assert words in told[0]
    with pytest.raises(NoVolume) as refused:
        stack_volumes(series)
    assert told[0].endswith(str(refused.value))
    assert len(found.images) == len(slices)


def test_an_even_series_is_a_volume_and_nothing_is_said(tmp_path: Path) -> None:
    (series,) = study(tmp_path / "series", at(*(3 * z for z in range(6)))).series
    assert series.notes == ()
    assert no_volume_of(series) is None
    assert stack_volumes(series)[0].spacing == (3, 1, 1)


@pytest.mark.parametrize("cosines", [["1e308"] * 6, ["1e200", "0", "0", "0", "1e200", "0"]])
def test_directions_beyond_all_measure_place_nothing(cosines: list[str], tmp_path: Path) -> None:
    (series,) = study(tmp_path / "series", at(0, 3, ImageOrientationPatient=cosines)).series
    assert [one.position for one in series.instances] == [None, None]
