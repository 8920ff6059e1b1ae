"""Voxels and affines against NiBabel: its own sample files, and grids in any orientation."""

from itertools import permutations, product
from pathlib import Path
from typing import Any

import nibabel
import numpy as np
import pytest
from numpy.typing import NDArray

from tools.reading.nifti import read_nifti, read_nifti_gz
from tools.stacking import stack_volumes
from tools.study import Instance, Series
from tools.volume import Volume

SAMPLES = Path(nibabel.__file__).parent / "tests" / "data"
NAMES = (
    "anatomical.nii",
    "example4d.nii.gz",
    "example_nifti2.nii.gz",
    "functional.nii",
    "reoriented_anat_moved.nii",
    "resampled_anat_moved.nii",
    "standard.nii.gz",
)


def volumes_of(instance: Instance) -> tuple[Volume, ...]:
    return stack_volumes(Series(instances=(instance,), modality="MR"))


def same_axes(volume: Volume, codes: tuple[str, ...]) -> tuple[NDArray[Any], NDArray[np.float64]]:
    """Our voxels as (i, j, k) and our affine (RAS), with axes that run as NiBabel says that theirs do."""
    letters = "".join({"S": "H", "I": "F"}.get(one, one) for one in reversed(codes))
    turned = volume.turned(letters)
    return turned.voxels.transpose(2, 1, 0), turned.ras


@pytest.mark.parametrize("name", NAMES)
def test_the_sample_files_of_nibabel(name: str) -> None:
    path = SAMPLES / name
    theirs: Any = nibabel.load(path)
    values = theirs.get_fdata()
    values = values[..., None] if values.ndim == 3 else values
    read = read_nifti_gz if name.endswith(".gz") else read_nifti
    ours = volumes_of(read(path.read_bytes()))
    assert len(ours) == values.shape[3]
    for time, volume in enumerate(ours):
        voxels, affine = same_axes(volume, nibabel.aff2axcodes(theirs.affine))
        wanted = values[..., time]
        known = np.isfinite(wanted)
        assert np.abs(affine - theirs.affine).max() < 1e-4
        assert np.allclose(voxels[known], wanted[known], rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_grids_in_any_orientation(order: tuple[int, int, int]) -> None:
    rng = np.random.default_rng(sum(place * one for place, one in enumerate(order)))
    for signs in product((1, -1), repeat=3):
        affine = np.eye(4)
        affine[:3, :3] = (np.eye(3) * signs)[:, list(order)] @ np.diag(rng.uniform(0.5, 3, 3))
        angle = rng.uniform(-0.5, 0.5)
        turn = np.array([[np.cos(angle), -np.sin(angle), 0], [np.sin(angle), np.cos(angle), 0], [0, 0, 1]])
        affine[:3, :3] = turn @ affine[:3, :3]
        affine[:3, 3] = rng.uniform(-200, 200, 3)
        data = rng.integers(-500, 3000, (3, 4, 5)).astype(np.int16)
        theirs = nibabel.Nifti1Image(data, affine)
        (volume,) = volumes_of(read_nifti(theirs.to_bytes()))
        voxels, found = same_axes(volume, nibabel.aff2axcodes(theirs.affine))
        assert np.array_equal(voxels, data)
        assert np.abs(found - theirs.affine).max() < 1e-4


@pytest.mark.parametrize("kind", ["u1", "i1", "i2", "u2", "i4", "u4", "i8", "u8", "f4", "f8", ">i2", ">f4"])
@pytest.mark.parametrize("scale", [(1.0, 0.0), (0.5, -1024.0)])
def test_types_and_scaling(kind: str, scale: tuple[float, float]) -> None:
    data = np.arange(60).astype(kind).reshape(3, 4, 5)
    theirs = nibabel.Nifti1Image(data, np.eye(4), dtype=data.dtype)
    if kind.startswith(">"):
        theirs = nibabel.Nifti1Image(data, np.eye(4), nibabel.Nifti1Header(endianness=">"))
        theirs.set_data_dtype(data.dtype)
    theirs.header.set_slope_inter(*scale)
    again: Any = nibabel.Nifti1Image.from_bytes(raw(theirs, data, scale))
    (volume,) = volumes_of(read_nifti(raw(theirs, data, scale)))
    voxels, _ = same_axes(volume, ("R", "A", "S"))
    assert np.array_equal(voxels, again.get_fdata())


def raw(image: Any, data: NDArray[Any], scale: tuple[float, float]) -> bytes:
    """A file with the stored values as they are: NiBabel itself would scale them anew."""
    header = image.header.copy()
    header.set_data_shape(data.shape)
    header["vox_offset"], header["magic"] = 352, b"n+1"
    header["scl_slope"], header["scl_inter"] = scale
    stored = data.astype(header.get_data_dtype())
    return bytes(header.binaryblock) + bytes(4) + stored.tobytes(order="F")
