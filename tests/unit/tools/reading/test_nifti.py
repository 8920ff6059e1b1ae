import gzip
import struct
from typing import Any

import nibabel
import numpy as np
import pytest

from tools.errors import FileTooLarge, ImplausibleHeader, NotAnImage, ToolError, Truncated, UnreadableImage
from tools.reading.nifti import read_nifti, read_nifti_gz
from tools.stacking import stack_volumes
from tools.study import Series

DATA = np.arange(24, dtype=np.int16).reshape(2, 3, 4)


def file_of(data: np.ndarray[Any, Any] = DATA, affine: Any = None, **fields: Any) -> bytes:
    """A NIfTI-1 file in RAS whose header has been changed afterwards."""
    image = nibabel.Nifti1Image(data, np.diag([2.0, 3.0, 4.0, 1.0]) if affine is None else affine)
    whole = bytearray(image.to_bytes())
    header = nibabel.Nifti1Header(bytes(whole[:348]), check=False)
    for name, value in fields.items():
        header[name] = value
    whole[:348] = header.binaryblock
    return bytes(whole)


def test_slices_are_axial_from_the_feet_and_hang_as_radiologists_hang_them() -> None:
    instance = read_nifti(file_of())
    assert len(instance.frames) == 4
    # RAS: i runs to the right, j to the front. A picture has the patient's left on its right and the back below.
    assert np.array_equal(instance.frames[1].pixels, DATA[::-1, ::-1, 1].T)
    spacing = instance.frames[0].spacing
    assert spacing is not None
    assert (spacing.row, spacing.column, spacing.source) == (3.0, 2.0, "affine")
    assert len({frame.window for frame in instance.frames}) == 1


def test_a_file_without_orientation_has_no_place() -> None:
    instance = read_nifti(file_of(qform_code=0, sform_code=0))
    assert instance.planes == ()
    assert "left and right are unknown" in instance.frames[0].notes[0]
    assert instance.frames[0].spacing is not None


def test_lengths_in_other_units_become_millimetres() -> None:
    instance = read_nifti(file_of(affine=np.diag([0.002, 0.003, 0.004, 1.0]), xyzt_units=1))
    spacing = instance.frames[0].spacing
    assert spacing is not None
    assert spacing.row == pytest.approx(3.0)
    assert "converted to mm" in instance.frames[0].notes[0]


def test_two_orientations_that_differ_are_told() -> None:
    assert "sform and qform" in read_nifti(file_of(qoffset_x=40.0, qform_code=1)).frames[0].notes[0]


def test_voxels_that_are_no_numbers_are_told() -> None:
    data = DATA.astype(np.float32)
    data[0, 0, 0] = np.nan
    data[1, 0, 0] = np.inf
    instance = read_nifti(file_of(data))
    assert instance.frames[0].notes == ("2 voxels were not finite numbers and are shown as the lowest value.",)
    assert instance.frames[0].pixels.min() == 1.0
    with pytest.raises(UnreadableImage, match="no voxel that is a finite"):
        read_nifti(file_of(np.full((2, 2, 2), np.nan, np.float32)))


def test_a_single_slice_needs_no_thickness() -> None:
    affine = np.diag([2.0, 3.0, 0.0, 1.0])
    instance = read_nifti(file_of(DATA[:, :, :1], srow_x=affine[0], srow_y=affine[1], srow_z=affine[2], sform_code=1))
    assert len(instance.frames) == 1


def test_the_display_range_of_the_header_is_taken() -> None:
    window = read_nifti(file_of(cal_min=10, cal_max=20)).frames[0].window
    assert window is not None
    assert (window.centre, window.width) == (15.5, 11)


REFUSED: dict[str, tuple[dict[str, Any], type[ToolError], str]] = {
    "negative dimension": ({"dim": [3, -2, 3, 4, 1, 1, 1, 1]}, ImplausibleHeader, "dimensions"),
    "no dimensions": ({"dim": [0, 0, 0, 0, 0, 0, 0, 0]}, ImplausibleHeader, "dimensions"),
    "vectors": ({"dim": [5, 2, 3, 4, 1, 3, 1, 1]}, NotAnImage, "vectors"),
    "huge": ({"dim": [3, 32767, 32767, 32767, 1, 1, 1, 1]}, FileTooLarge, "at most"),
    "many": ({"dim": [4, 2, 3, 4, 30000, 1, 1, 1]}, FileTooLarge, "frames"),
    "more than there is": ({"dim": [3, 20, 30, 40, 1, 1, 1, 1]}, Truncated, "cut short"),
    "colours": ({"datatype": 128, "bitpix": 24}, NotAnImage, "colours"),
    "complex": ({"datatype": 32, "bitpix": 64}, NotAnImage, "complex"),
    "an unknown type": ({"datatype": 77}, ImplausibleHeader, "broken"),
    "voxels in the header": ({"vox_offset": 20}, ImplausibleHeader, "start where"),
    "voxels nowhere": ({"vox_offset": float("nan")}, ImplausibleHeader, "start where"),
    "voxels far away": ({"vox_offset": 1e12}, ImplausibleHeader, "start where"),
    "a zero direction": ({"srow_x": [0, 0, 0, 0]}, ImplausibleHeader, "cannot be"),
    "a direction that is no number": ({"srow_x": [np.nan, 0, 0, 0]}, ImplausibleHeader, "not finite"),
    "a sheared grid": ({"srow_x": [2, 1, 0, 0]}, ImplausibleHeader, "sheared"),
    "voxels of a metre": ({"srow_x": [1000, 0, 0, 0]}, ImplausibleHeader, "mm apart"),
    "an infinite slope": ({"scl_slope": np.inf, "scl_inter": 0}, ImplausibleHeader, "not finite"),
    "a slope without intercept": ({"scl_slope": 2, "scl_inter": np.nan}, ImplausibleHeader, "not finite"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_headers_that_cannot_be_are_refused_by_name(name: str) -> None:
    fields, error, message = REFUSED[name]
    with pytest.raises(error, match=message):
        read_nifti(file_of(**fields))


def test_a_broken_quaternion_is_refused() -> None:
    with pytest.raises(ImplausibleHeader):
        read_nifti(file_of(sform_code=0, qform_code=1, quatern_b=5.0))


@pytest.mark.parametrize("length", [0, 100, 347, 351, 360])
def test_every_file_cut_short_is_refused(length: int) -> None:
    with pytest.raises(UnreadableImage):
        read_nifti(file_of()[:length])
    with pytest.raises(UnreadableImage):
        read_nifti_gz(gzip.compress(file_of()[:length]))


def test_gzip_holds_the_same() -> None:
    instance, plain = read_nifti_gz(gzip.compress(file_of())), read_nifti(file_of())
    assert [one.ref for one in instance.frames] == [one.ref for one in plain.frames]
    with pytest.raises(NotAnImage, match="holds no NIfTI"):
        read_nifti_gz(gzip.compress(b"text" * 200))
    with pytest.raises(UnreadableImage, match="damaged"):
        read_nifti_gz(b"\x1f\x8b\x08" + bytes(50))


def test_a_bomb_is_refused_by_its_header_or_while_it_inflates() -> None:
    head = bytearray(file_of()[:352])
    claims = nibabel.Nifti1Header(bytes(head[:348]), check=False)
    claims["dim"], claims["datatype"], claims["bitpix"] = [3, 1024, 1024, 2048, 1, 1, 1, 1], 2, 8
    head[:348] = claims.binaryblock
    with pytest.raises(FileTooLarge):
        read_nifti_gz(gzip.compress(bytes(head)))
    # More behind the voxels than the header says.
    with pytest.raises(FileTooLarge, match="unpacks to more"):
        read_nifti_gz(gzip.compress(file_of() + bytes(50_000_000)))


def test_a_mask_of_zeros_is_no_bomb() -> None:
    mask = np.zeros((256, 256, 60), np.uint8)
    mask[10, 20, 30] = 1
    packed = gzip.compress(file_of(mask))
    assert len(packed) * 500 < mask.nbytes
    assert len(read_nifti_gz(packed).frames) == 60


def test_times_are_volumes() -> None:
    data = np.arange(48, dtype=np.int16).reshape(2, 3, 4, 2)
    volumes = stack_volumes(Series(instances=(read_nifti(file_of(data)),), modality="MR"))
    assert [one.phase for one in volumes] == ["time 1", "time 2"]
    assert volumes[1].turned("HAR").voxels.transpose(2, 1, 0).tolist() == data[..., 1].tolist()


def test_big_endian_headers() -> None:
    header = nibabel.Nifti1Header(endianness=">")
    header.set_data_shape((2, 2, 2))
    header.set_data_dtype(np.int16)
    header["vox_offset"], header["magic"], header["sform_code"] = 352, b"n+1", 1
    header["srow_x"], header["srow_y"], header["srow_z"] = [1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0]
    data = bytes(header.binaryblock) + bytes(4) + struct.pack(">8h", *range(8))
    pixels = read_nifti(data).frames[1].pixels
    assert sorted(pixels.ravel().tolist()) == [4, 5, 6, 7]
