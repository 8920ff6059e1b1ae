import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.errors import BadArguments
from tools.image import Image, Window
from tools.lookup import Lookup

TABLE = Lookup(first=-2, bits=8, table=np.array([0, 10, 200, 255], np.uint16))


def test_values_beyond_the_ends_get_the_end_entries() -> None:
    found = TABLE.apply(np.array([-9.0, -2, -1, 0.4, 0.6, 1, 99]))
    assert found.tolist() == [0, 0, 10, 200, 255, 255, 255]


@given(st.integers(-5, 5), st.integers(-20, 20))
def test_the_mirror_shows_the_mirrored_value_as_the_negative(value: int, total: int) -> None:
    mirrored = TABLE.mirrored(total)
    (there,) = mirrored.apply(np.array([total - value]))
    (here,) = TABLE.apply(np.array([value]))
    assert int(there) == 255 - int(here)


@pytest.mark.parametrize(
    ("bits", "table"), [(0, np.zeros(2, np.uint16)), (17, np.zeros(2, np.uint16)), (8, np.zeros(0, np.uint16))]
)
def test_a_table_that_cannot_be_is_refused(bits: int, table: np.ndarray[tuple[int], np.dtype[np.uint16]]) -> None:
    with pytest.raises(BadArguments):
        Lookup(first=0, bits=bits, table=table)


def test_a_window_through_a_table_names_another_image_than_the_plain_window() -> None:
    pixels = np.zeros((2, 2), np.int16)
    plain = Image(pixels=pixels, window=Window(centre=0, width=4))
    through = Image(pixels=pixels, window=Window(centre=0, width=4, table=TABLE))
    curved = Image(pixels=pixels, window=Window(centre=0, width=4, function="SIGMOID"))
    assert len({plain.ref, through.ref, curved.ref}) == 3
    assert Lookup(first=-2, bits=8, table=TABLE.table.copy()) == TABLE
    assert hash(TABLE) == hash(Lookup(first=-2, bits=8, table=TABLE.table.copy()))
