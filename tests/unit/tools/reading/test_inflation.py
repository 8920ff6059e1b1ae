import gzip
import zlib

import numpy as np
import pytest

from tools.errors import DamagedImage, FileTooLarge, Truncated
from tools.reading.inflation import inflate

NOISE = np.random.default_rng(1).integers(0, 256, 3 * 1024**2, dtype=np.uint8).tobytes()


def deflated(body: bytes) -> bytes:
    engine = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return engine.compress(body) + engine.flush()


@pytest.mark.parametrize("body", [b"", b"x", bytes(range(256)) * 4000, NOISE + bytes(2 * 1024**2) + NOISE])
def test_what_was_deflated_comes_out_again(body: bytes) -> None:
    assert inflate(deflated(body)) == body
    assert inflate(gzip.compress(body), wrapping="gzip") == body


def test_members_of_a_gzip_file_are_joined_and_padding_is_left() -> None:
    assert inflate(gzip.compress(b"one ") + gzip.compress(b"two") + bytes(9), wrapping="gzip") == b"one two"


def test_zeros_are_no_image() -> None:
    with pytest.raises(FileTooLarge, match="not believed"):
        inflate(deflated(bytes(64 * 1024**2)))


def test_zeros_behind_noise_are_found() -> None:
    with pytest.raises(FileTooLarge, match="not believed"):
        inflate(deflated(NOISE + bytes(200 * 1024**2)))


def test_a_caller_may_set_a_lower_limit() -> None:
    with pytest.raises(FileTooLarge, match="1,000 bytes"):
        inflate(deflated(NOISE), limit=1000)


@pytest.mark.parametrize("wrapping", ["raw", "gzip"])
def test_a_stream_cut_short_is_refused(wrapping: str) -> None:
    whole = deflated(NOISE) if wrapping == "raw" else gzip.compress(NOISE)
    with pytest.raises(Truncated, match="cut short"):
        inflate(whole[:-20], wrapping="raw" if wrapping == "raw" else "gzip")


def test_junk_is_refused() -> None:
    with pytest.raises(DamagedImage):
        inflate(b"\xff\xff\xff\xff no deflate stream")
