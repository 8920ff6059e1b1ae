"""Damaged volumes end in a result or in one of our errors, never in anything else."""

import gzip

import nibabel
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tools.errors import ToolError
from tools.reading.content import read_content
from tools.volume import Volume

NIFTI = nibabel.Nifti1Image(np.arange(60, dtype=np.int16).reshape(3, 4, 5), np.diag([2.0, 3.0, 4.0, 1.0])).to_bytes()
NRRD = (
    b"NRRD0004\ntype: short\ndimension: 3\nspace: RAS\nsizes: 3 4 5\nspace directions: (2,0,0) (0,3,0) (0,0,4)\n"
    b"endian: little\nencoding: raw\nspace origin: (0,0,0)\n\n" + np.arange(60, dtype="<i2").tobytes()
)


@settings(max_examples=150, deadline=None)
@given(
    seed=st.sampled_from([NIFTI, NRRD]),
    changes=st.lists(st.tuples(st.integers(0, 430), st.integers(0, 255)), min_size=1, max_size=6),
    cut=st.none() | st.integers(0, 500),
    is_packed=st.booleans(),
)
def test_damaged_files(seed: bytes, changes: list[tuple[int, int]], cut: int | None, is_packed: bool) -> None:
    data = bytearray(seed)
    for place, value in changes:
        if place < len(data):
            data[place] = value
    damaged = bytes(data[:cut])
    try:
        content = read_content(gzip.compress(damaged) if is_packed else damaged)
    except ToolError as error:
        assert 10 < len(str(error)) < 400
        return
    assert all(np.isfinite(np.asarray(frame.pixels, np.float64)).all() for frame in content.frames)  # type: ignore[union-attr]


@settings(max_examples=60, deadline=None)
@given(
    letters=st.permutations(["LR", "PA", "HF"]),
    picks=st.lists(st.integers(0, 1), min_size=3, max_size=3),
    shape=st.tuples(*[st.integers(1, 4)] * 3),
    seed=st.integers(0, 99),
)
def test_turning_there_and_back_is_nothing(
    letters: list[str], picks: list[int], shape: tuple[int, int, int], seed: int
) -> None:
    rng = np.random.default_rng(seed)
    affine = np.eye(4)
    affine[:3, :3] = np.linalg.qr(rng.normal(size=(3, 3)))[0] * rng.uniform(0.5, 4, 3)
    affine[:3, 3] = rng.uniform(-100, 100, 3)
    volume = Volume(voxels=rng.integers(0, 99, shape), affine=affine)
    own = "".join(one.letter for one in volume.axes)
    wanted = "".join(pair[pick] for pair, pick in zip(letters, picks, strict=True))
    turned = volume.turned(wanted)
    assert "".join(one.letter for one in turned.axes) == wanted
    back = turned.turned(own)
    assert np.array_equal(back.voxels, volume.voxels)
    assert np.allclose(back.affine, volume.affine, rtol=0, atol=1e-9)
