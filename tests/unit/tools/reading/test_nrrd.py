import gzip
from typing import Any

import numpy as np
import pytest

from tools.errors import ImplausibleHeader, NotAnImage, ToolError, Truncated
from tools.reading.nrrd import read_nrrd
from tools.stacking import stack_volumes
from tools.study import Series

DATA = np.arange(24, dtype="<i2").reshape(2, 3, 4)

FIELDS = {
    "type": "short",
    "dimension": "3",
    "space": "left-posterior-superior",
    "sizes": "2 3 4",
    "space directions": "(2,0,0) (0,3,0) (0,0,4)",
    "kinds": "domain domain domain",
    "endian": "little",
    "encoding": "raw",
    "space origin": "(-10,20,30)",
}


def file_of(body: bytes = DATA.tobytes(order="F"), **fields: str | None) -> bytes:
    """An NRRD file; fields of None are left out, underscores stand for spaces."""
    chosen = {**FIELDS, **{name.replace("_", " "): value for name, value in fields.items()}}
    lines = [f"{name}: {value}" for name, value in chosen.items() if value is not None]
    return "\n".join(["NRRD0004", "# a comment: not a field", *lines, "key:=a: value"]).encode() + b"\n\n" + body


def test_voxels_and_affine() -> None:
    for data in (file_of(), file_of(gzip.compress(DATA.tobytes(order="F")), encoding="gzip")):
        (volume,) = stack_volumes(Series(instances=(read_nrrd(data),), modality="OT"))
        assert np.array_equal(volume.voxels, DATA.transpose(2, 1, 0))
        assert volume.affine.tolist() == [[0, 0, 2, -10], [0, 3, 0, 20], [4, 0, 0, 30], [0, 0, 0, 1]]


def test_another_space_is_turned_to_that_of_dicom() -> None:
    (volume,) = stack_volumes(Series(instances=(read_nrrd(file_of(space="RAS")),), modality="OT"))
    assert (volume.turned("HAR").affine @ [0, 0, 0, 1]).tolist() == [10, -20, 30, 1]
    assert np.array_equal(volume.turned("HAR").voxels, DATA.transpose(2, 1, 0))


def test_without_a_space_there_is_no_place() -> None:
    plain = file_of(space=None, space_directions=None, space_origin=None, spacings="2 3 4")
    for data in (plain, file_of(space="scanner-xyz")):
        instance = read_nrrd(data)
        assert instance.planes == ()
        spacing = instance.frames[0].spacing
        assert spacing is not None
        assert (spacing.row, spacing.column) == (3.0, 2.0)


def test_big_endian_and_times() -> None:
    data = np.arange(48, dtype=">i2").reshape(2, 3, 4, 2)
    fields: dict[str, Any] = {
        "dimension": "4",
        "sizes": "2 3 4 2",
        "endian": "big",
        "space_directions": "(2,0,0) (0,3,0) (0,0,4) none",
    }
    volumes = stack_volumes(Series(instances=(read_nrrd(file_of(data.tobytes(order="F"), **fields)),), modality="OT"))
    assert np.array_equal(volumes[1].voxels, data[..., 1].transpose(2, 1, 0))


REFUSED: dict[str, tuple[dict[str, Any], type[ToolError], str]] = {
    "detached": ({"data_file": "/etc/passwd"}, NotAnImage, "another file"),
    "skipped": ({"byte_skip": "-1"}, NotAnImage, "skips"),
    "text": ({"encoding": "ascii"}, NotAnImage, "encoded"),
    "bzip2": ({"encoding": "bzip2"}, NotAnImage, "encoded"),
    "a block": ({"type": "block"}, NotAnImage, "no numbers"),
    "no order of bytes": ({"endian": None}, ImplausibleHeader, "order"),
    "colours": ({"space_directions": "none (2,0,0) (0,3,0)"}, NotAnImage, "vectors"),
    "negative sizes": ({"sizes": "2 -3 4"}, ImplausibleHeader, "dimensions"),
    "other dimensions": ({"dimension": "2"}, ImplausibleHeader, "dimensions"),
    "huge": ({"sizes": "99999 99999 9"}, ToolError, "at most"),
    "longer than it is": ({"sizes": "2 3 5"}, Truncated, "cut short"),
    "no numbers": ({"space_directions": "(a,0,0) (0,3,0) (0,0,4)"}, ImplausibleHeader, "text where"),
    "two numbers": ({"space_directions": "(2,0) (0,3,0) (0,0,4)"}, ImplausibleHeader, "three numbers"),
    "sheared": ({"space_directions": "(2,1,0) (0,3,0) (0,0,4)"}, ImplausibleHeader, "sheared"),
    "flat": ({"space_directions": "(2,0,0) (2,0,0) (0,0,4)"}, ImplausibleHeader, "cannot be"),
    "not finite": ({"space_directions": "(nan,0,0) (0,3,0) (0,0,4)"}, ImplausibleHeader, "finite"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_headers_that_cannot_be_are_refused_by_name(name: str) -> None:
    fields, error, message = REFUSED[name]
    with pytest.raises(error, match=message):
        read_nrrd(file_of(**fields))


def test_a_header_without_end_is_refused() -> None:
    with pytest.raises(ImplausibleHeader, match="no end"):
        read_nrrd(b"NRRD0004\ntype: short\n")
