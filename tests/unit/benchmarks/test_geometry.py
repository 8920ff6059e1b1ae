"""The geometry benchmark, over a small series of our own and a reference that NiBabel wrote."""

import json
import subprocess
import sys
from pathlib import Path

import nibabel
import numpy as np
import pytest

from tests.unit.tools.reading.dicom_writing import file_of

COMMAND = Path(__file__).resolve().parents[3] / "benchmarks" / "geometry.py"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two series, one with a slice missing, and a flipped reference as dcm2niix writes it."""
    voxels = np.random.default_rng(0).integers(0, 999, (6, 4, 5)).astype(np.uint16)
    for number in (1, 2):
        series = tmp_path / "In" / f"series_{number}"
        series.mkdir(parents=True)
        for z in range(6):
            if number == 2 and z == 3:
                continue
            data = file_of(
                voxels[z],
                SeriesNumber=number,
                SeriesDescription="axial",
                InstanceNumber=6 - z,
                ImagePositionPatient=[-10, -20, 3 * z],
                ImageOrientationPatient=[1, 0, 0, 0, 1, 0],
                PixelSpacing=[0.8, 0.7],
            )
            (series / f"{z}.dcm").write_bytes(data)
        (tmp_path / "Ref").mkdir(exist_ok=True)
        affine = np.array([[-0.7, 0, 0, 10], [0, 0.8, 0, 20 - 3 * 0.8], [0, 0, 3, 0], [0, 0, 0, 1]])
        nibabel.Nifti1Image(voxels.transpose(2, 1, 0)[:, ::-1].astype(np.int16), affine).to_filename(
            tmp_path / "Ref" / f"{number}.nii"
        )
        facts = {"SeriesNumber": number, "SeriesDescription": "axial"}
        (tmp_path / "Ref" / f"{number}.json").write_text(json.dumps(facts), encoding="utf-8")
    return tmp_path


def run(folder: Path) -> tuple[int, str]:
    done = subprocess.run([sys.executable, str(COMMAND), str(folder)], capture_output=True, text=True, check=False)
    return done.returncode, done.stdout.splitlines()[-1]


def test_equal_and_refused_series_are_counted(folder: Path) -> None:
    assert run(folder) == (0, "equal 1, refused 1, different 0, of 2")


def test_a_reference_that_differs_is_told(folder: Path) -> None:
    path = folder / "Ref" / "1.nii"
    image = nibabel.load(path)
    data = np.asarray(image.dataobj).copy()
    data[0, 0, 0] += 1
    affine = image.affine.copy()
    nibabel.Nifti1Image(data, affine).to_filename(path)
    assert run(folder) == (1, "equal 0, refused 1, different 1, of 2")
