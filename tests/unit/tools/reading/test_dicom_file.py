"""Items of sequences are counted before they are parsed, at whatever place they start."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.errors import FileTooLarge
from tools.reading import dicom_file
from tools.reading.dicom_file import parse_dicom
from tools.reading.limits import MAX_ELEMENTS

ITEM = b"\xfe\xff\x00\xe0"
TAGS = ((ITEM, 0xFFFE, 0xE000), (b"\xff\xfe\xe0\x00", 0xFEFF, 0x00E0))


@given(
    parts=st.lists(st.sampled_from([ITEM, ITEM[:2], ITEM[2:], b"\xff\xfe\xe0\x00", b"\xff", b"\xfe", b"\0"])),
    block=st.sampled_from([2, 4, 6, 64, 2**20]),
)
def test_tags_are_counted_as_bytes_are(parts: list[bytes], block: int) -> None:
    data = b"".join(parts)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dicom_file, "_BLOCK_BYTES", block)
        assert [dicom_file._count(data, *words) for _, *words in TAGS] == [data.count(tag) for tag, *_ in TAGS]


@pytest.mark.parametrize("shift", [0, 1])
def test_too_many_items_are_refused_unparsed(shift: int) -> None:
    with pytest.raises(FileTooLarge, match="items"):
        parse_dicom(bytes(shift) + (ITEM + bytes(4)) * (MAX_ELEMENTS + 1))
