"""Volumes of DICOM series against highdicom."""

from io import BytesIO

import numpy as np
import pytest
from pydicom import dcmread

from tests.unit.tools.reading.dicom_writing import file_of
from tools.reading.dicom_instance import read_dicom
from tools.stacking import stack_volumes
from tools.study import Series

highdicom = pytest.importorskip("highdicom", reason="needs the extra `exports`")


def turn(rng: np.random.Generator) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """A random rotation."""
    found, upper = np.linalg.qr(rng.normal(size=(3, 3)))
    found = found * np.sign(np.diag(upper))
    return found if np.linalg.det(found) > 0 else -found


@pytest.mark.parametrize("seed", range(6))
def test_a_series_in_any_orientation(seed: int) -> None:
    rng = np.random.default_rng(seed)
    across, down, normal = turn(rng).T
    origin, gap = rng.uniform(-200, 200, 3), float(rng.uniform(0.6, 6))
    spacing = [float(one) for one in rng.uniform(0.3, 2, 2).round(4)]
    files = [
        file_of(
            rng.integers(0, 4000, (5, 7)).astype(np.uint16),
            Modality="CT",
            FrameOfReferenceUID="2.25.7",
            StudyInstanceUID="2.25.8",
            InstanceNumber=index + 1,
            ImagePositionPatient=[f"{one:.8g}" for one in origin + index * gap * normal],
            ImageOrientationPatient=[f"{one:.8f}" for one in (*across, *down)],
            PixelSpacing=spacing,
            RescaleSlope=1,
            RescaleIntercept=0,
        )
        for index in rng.permutation(6)
    ]
    theirs = highdicom.get_volume_from_series([dcmread(BytesIO(one)) for one in files])
    (ours,) = stack_volumes(Series(instances=tuple(read_dicom(one).instance for one in files), modality="CT"))
    for index in ((0, 0, 0), (5, 4, 6), (2, 3, 1)):
        place = ours.affine @ [*index, 1]
        there = np.rint(theirs.inverse_affine @ place)[:3].astype(int)
        assert np.abs(theirs.affine @ [*there, 1] - place).max() < 1e-3
        assert theirs.array[tuple(there)] == ours.voxels[index]
