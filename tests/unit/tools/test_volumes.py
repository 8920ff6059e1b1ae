from dataclasses import replace

import numpy as np
import pytest

from tests.unit.tools.stacks import instance_at, series_of
from tools.errors import NoVolume
from tools.image import Image, ImageRef
from tools.library.mpr import mpr
from tools.library.zoom import zoom
from tools.region import BoundingBox
from tools.study import Study
from tools.volumes import Volumes


def nothing(_ref: ImageRef) -> Image | None:
    return None


def study_of(first: int) -> Study:
    stack = series_of([instance_at(first + z, (0.0, 0.0, 2.0 * z), number=z) for z in range(4)])
    return Study(series=(stack, series_of([instance_at(first + 50, (0.0, 0.0, 0.0))])))


def test_a_volume_is_found_by_any_of_its_images_and_read_once() -> None:
    read = []
    studies = (study_of(0), study_of(100))

    def reading() -> tuple[Study, ...]:
        read.append(1)
        return studies

    volumes = Volumes(reading)
    assert not read
    for study, first in zip(studies, (0, 100), strict=True):
        for instance in study.series[0].instances:
            found = volumes.of(instance.frames[0], nothing)
            assert found.voxels[:, 0, 0].tolist() == [first, first + 1, first + 2, first + 3]
    assert len(read) == 1
    volumes.clear()
    assert volumes.of(studies[0].images[0], nothing).voxels[0, 0, 0] == 0
    assert len(read) == 2


def test_the_phase_is_that_of_the_image() -> None:
    images = [instance_at(10 * t + z, (0.0, 0.0, 2.0 * z), number=3 * t + z) for t in range(2) for z in range(3)]
    study = Study(series=(series_of(images),))
    volumes = Volumes(lambda: [study])
    assert volumes.of(images[4].frames[0], nothing).voxels[:, 0, 0].tolist() == [10, 11, 12]
    assert volumes.of(images[0].frames[0], nothing).voxels[:, 0, 0].tolist() == [0, 1, 2]


def test_an_image_made_from_a_series_leads_to_its_volume() -> None:
    study = study_of(0)
    volumes = Volumes(lambda: [study])
    (plane,) = mpr(volumes.of(study.images[0], nothing), "coronal").images
    part = zoom(plane, BoundingBox(left=0.0, top=0.0, right=3.0, bottom=3.0))
    known = {plane.ref.digest: plane}
    assert volumes.of(part, lambda ref: known.get(ref.digest)).voxels.shape == (4, 4, 5)
    with pytest.raises(NoVolume, match="belongs to no series"):
        volumes.of(part, nothing)


def test_other_images_and_series_without_a_volume_are_refused() -> None:
    study = study_of(0)
    volumes = Volumes(lambda: [study])
    with pytest.raises(NoVolume, match="belongs to no series"):
        volumes.of(Image(pixels=np.ones((4, 5), np.uint8)), nothing)
    with pytest.raises(NoVolume, match="at least two slices"):
        volumes.of(study.images[-1], nothing)
    with pytest.raises(NoVolume, match="belongs to no series"):
        volumes.of(replace(study.images[0], unit="other"), nothing)
