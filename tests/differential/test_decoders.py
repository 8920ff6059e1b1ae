"""Each decoder of ours against another one, or against the twin of the file that holds the same pixels uncompressed."""

import base64
import re
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pydicom
import pytest
from pydicom import uid as uids
from pydicom._uid_dict import UID_dictionary
from pydicom.dataset import Dataset
from pydicom.encaps import encapsulate
from pydicom.pixels.decoders.base import get_decoder
from pydicom.pixels.processing import convert_color_space

from tests.unit.tools.reading.dicom_writing import dataset_of, encoded
from tools.errors import ImplausibleHeader, UnreadableImage, UnsupportedTransferSyntax
from tools.reading.decoding import decode
from tools.reading.dicom_instance import read_dicom
from tools.reading.dicom_pixels import pixel_header
from tools.reading.syntaxes import DECODERS, DEFLATED_FRAMES, ENCAPSULATED_NATIVE

FILES = Path(pydicom.__file__).parent / "data" / "test_files"
RNG = np.random.default_rng(20_261_121)


def pixels_of(dataset: Dataset) -> np.ndarray[Any, Any]:
    return decode(dataset, pixel_header(dataset))


@pytest.mark.parametrize("name", ["JPEG-lossy.dcm", "JPGExtended.dcm"])
def test_jpeg_of_12_bits_has_the_values_that_pydicoms_own_tests_state(name: str) -> None:
    pixels = read_dicom((FILES / name).read_bytes()).instance.frames[0].pixels
    assert (int(pixels[420, 140]), int(pixels[230, 120])) == (244, 95)


@pytest.mark.parametrize("cut", [0.2, 0.5, 0.9, 0.99])
@pytest.mark.parametrize("name", ["JPGExtended.dcm", "SC_rgb_jpeg_gdcm.dcm", "JPEG2000.dcm", "GDCMJ2K_TextGBR.dcm"])
def test_a_frame_cut_short_is_never_filled_up(name: str, cut: float) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        dataset = pydicom.dcmread(FILES / name)
        frame = next(pydicom.encaps.generate_frames(dataset.PixelData, number_of_frames=1))
        dataset.PixelData = encapsulate([frame[: int(len(frame) * cut)]])
        with pytest.raises(UnreadableImage):
            pixels_of(dataset)


@pytest.mark.parametrize("dtype", [np.uint8, np.int8, np.uint16, np.int16])
def test_rle_equals_pydicoms_decoder(dtype: type) -> None:
    limits = np.iinfo(dtype)
    pixels = RNG.integers(limits.min, limits.max, (3, 17, 23), dtype, endpoint=True)
    pixels[:, 4:9] = 7  # runs that go on over the end of a row
    dataset = dataset_of(pixels)
    dataset.compress(uids.RLELossless, encoding_plugin="pydicom")
    theirs, _ = get_decoder(uids.RLELossless).as_array(dataset, decoding_plugin="pydicom")
    np.testing.assert_array_equal(pixels_of(dataset), theirs)
    np.testing.assert_array_equal(pixels_of(dataset), pixels)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_rle_of_colour_equals_what_was_stored(dtype: type) -> None:
    pixels = RNG.integers(0, np.iinfo(dtype).max, (11, 13, 3), dtype)
    dataset = dataset_of(pixels)
    dataset.compress(uids.RLELossless, encoding_plugin="pydicom")
    np.testing.assert_array_equal(pixels_of(dataset)[0], pixels)


def single_bits(shape: tuple[int, int, int]) -> tuple[Dataset, np.ndarray[Any, Any]]:
    bits = RNG.integers(0, 2, shape).astype(np.uint8)
    packed = np.packbits(bits, bitorder="little").tobytes()
    dataset = dataset_of(bits, BitsAllocated=1, BitsStored=1, HighBit=0, PixelData=packed + b"\0" * (len(packed) % 2))
    return dataset, bits


def test_frames_of_single_bits_run_on_when_native() -> None:
    dataset, bits = single_bits((3, 5, 7))
    np.testing.assert_array_equal(pixels_of(dataset), bits)


def packbits(data: bytes) -> bytes:
    """RLE of a run of literals, 128 bytes at most each. Source: PS3.5 annex G.3."""
    return b"".join(bytes([len(part) - 1]) + part for part in (data[at : at + 128] for at in range(0, len(data), 128)))


def test_rle_of_single_bits_fills_whole_bytes_per_frame() -> None:
    dataset, bits = single_bits((3, 50, 51))
    segments = [packbits(np.packbits(frame, bitorder="little").tobytes()) for frame in bits]
    header = np.array([1, 64] + [0] * 14, "<u4").tobytes()
    dataset.PixelData = encapsulate([header + one for one in segments])
    dataset.file_meta.TransferSyntaxUID = uids.RLELossless
    np.testing.assert_array_equal(pixels_of(dataset), bits)


@pytest.mark.parametrize("kind", ["u1", "<u2", "<i2", "rgb", "bits"])
def test_deflated_frames_hold_what_was_deflated(kind: str) -> None:
    import zlib

    if kind == "bits":
        dataset, pixels = single_bits((3, 9, 11))
        frames = [np.packbits(frame, bitorder="little").tobytes() for frame in pixels]
    else:
        shape = (9, 11, 3) if kind == "rgb" else (2, 9, 11)
        pixels = RNG.integers(0, 100, shape).astype("u1" if kind == "rgb" else kind)
        dataset = dataset_of(pixels)
        frames = [pixels.tobytes()] if kind == "rgb" else [frame.tobytes() for frame in pixels]
    deflated = []
    for frame in frames:
        deflater = zlib.compressobj(wbits=-zlib.MAX_WBITS)
        deflated.append(deflater.compress(frame) + deflater.flush())
    dataset.PixelData = encapsulate(deflated)
    dataset.file_meta.TransferSyntaxUID = DEFLATED_FRAMES
    np.testing.assert_array_equal(pixels_of(dataset).reshape(pixels.shape), pixels)
    dataset.PixelData = encapsulate([one[: len(one) // 2] for one in deflated])
    with pytest.raises(UnreadableImage):
        pixels_of(dataset)


def test_encapsulated_frames_that_are_not_compressed_are_read_and_counted() -> None:
    pixels = RNG.integers(0, 60_000, (3, 5, 7)).astype("<u2")
    dataset = dataset_of(pixels)
    dataset.file_meta.TransferSyntaxUID = ENCAPSULATED_NATIVE
    dataset.PixelData = encapsulate([frame.tobytes() for frame in pixels])
    np.testing.assert_array_equal(pixels_of(dataset), pixels)
    dataset.PixelData = encapsulate([frame.tobytes()[:-2] for frame in pixels])
    with pytest.raises(UnreadableImage):
        pixels_of(dataset)


SYNTAXES = [uid for uid, entry in UID_dictionary.items() if entry[1] == "Transfer Syntax"]
OTHERS = ["1.2.840.10008.1.2.4.110", "1.2.840.113619.5.2", "1.2.3.4.5"]


@pytest.mark.parametrize("uid", [*SYNTAXES, *OTHERS])
def test_every_transfer_syntax_is_read_or_named(uid: str) -> None:
    dataset = dataset_of(np.zeros((4, 4), np.uint8))
    dataset.file_meta.TransferSyntaxUID = uids.UID(uid)
    if uid in DECODERS:
        assert pixel_header(dataset).syntax == uid
        return
    with pytest.raises(UnsupportedTransferSyntax, match=re.escape(uid)) as caught:
        pixel_header(dataset)
    assert uid in OTHERS[1:] or "(" in str(caught.value), "the standard's name is told"


@pytest.mark.parametrize("name", ["GDCMJ2K_TextGBR.dcm"])
def test_jpeg_2000_that_pillow_does_not_read_is_read_by_gdcm(name: str) -> None:
    dataset = pydicom.dcmread(FILES / name)
    theirs, _ = get_decoder(uids.JPEG2000Lossless).as_array(dataset, decoding_plugin="gdcm")
    np.testing.assert_array_equal(pixels_of(dataset)[0], theirs)


def test_unused_high_bits_are_ignored() -> None:
    pixels = RNG.integers(0, 4096, (8, 8)).astype(np.uint16)
    dirty = dataset_of(pixels | np.uint16(0xA000), BitsStored=12, HighBit=11)
    np.testing.assert_array_equal(pixels_of(dirty)[0], pixels)
    signed = RNG.integers(-2048, 2048, (8, 8)).astype(np.int16)
    masked = dataset_of((signed & 0x0FFF).astype(np.int16), BitsStored=12, HighBit=11)
    np.testing.assert_array_equal(pixels_of(masked)[0], signed)


@pytest.mark.parametrize(
    "missing", ["PhotometricInterpretation", "PixelRepresentation", "BitsStored", "SamplesPerPixel"]
)
def test_a_missing_attribute_has_its_usual_value(missing: str) -> None:
    pixels = RNG.integers(0, 60_000, (8, 8)).astype(np.uint16)
    read = read_dicom(encoded(dataset_of(pixels, **{missing: None}))).instance.frames[0]
    np.testing.assert_array_equal(read.pixels, pixels)


STREAMS = {
    "grey_8": (
        "/0//UQApQAAAAAAUAAAAGAAAAAAAAAAAAAAAFAAAABgAAAAAAAAAAAABBwEB/1AACAACAAAAAv9SAAwAAgABAAUEBEAB/1wAEyBI"
        "UFBQUFBQUFBQUFBQSEhI/2QAFwABT3BlbkpQSCBWZXIgMC4yNi4zLv+QAAoAAAAAAHsAAf+TwCX3AAd0AMASwBKA5AEHdACqAQd0"
        "AMARwBIAARMA7QozAMASQBUgDHJ0ACzL/sAAAf62AMAVMAVI3t272v1+y3YAlIjo9kfJ7LYAwCvgFcAkSZIk+e/4p6enp6dCegAI"
        "AACA/1E9knv2Sey6AP/Z"
    ),
    "grey_16": (
        "/0//UQApQAAAAAAUAAAAGAAAAAAAAAAAAAAAFAAAABgAAAAAAAAAAAABDwEB/1AACAACAAAACv9SAAwAAgABAAUEBEAB/1wAEyCI"
        "kJCQkJCQkJCQkJCQiIiI/2QAFwABT3BlbkpQSCBWZXIgMC4yNi4zLv+QAAoAAAAAALcAAf+TwAAmnfUEB3QAwAATQAATAACPBYd0"
        "APz8Awd0AMAAE8AAEwDVrvYCi3QA7fYAIjQAwAAVUAAFUNVWW+0AojKCdgB00033wEIB/rYAwAAWjAABWqq2qlW1qraqVbXYL9fk"
        "C3cAsmVlZWX0DEYxgey4AMAALcgABaxKqIRKqIRKqIRKqIRKqIRKqITv+np6enpzgnoAwEAgEAgEAoHA/1AEPYhAe/YhAey9AP/Z"
    ),
    "colour": (
        "/0//UQAvQAAAAAAUAAAAGAAAAAAAAAAAAAAAFAAAABgAAAAAAAAAAAADBwEBBwEBBwEB/1AACAACAAAAA/9SAAwAAgABAQUEBEAB"
        "/1wAEyBQWFhYWFhYWFhYWFhYUFBQ/2QAFwABT3BlbkpQSCBWZXIgMC4yNi4zLv+QAAoAAAAAAY4AAf+TwBKAjQEHdADAEoDmAId0"
        "AMASgJQBB3QAwAlgBKDoAId0APYAh3QAwAlgBKDhAId0ADIBh3QAwAlgBKCCAQd0AKoBB3QAoARgBjMAwAkgBID8ARMAmRIzAMAI"
        "4ASAARMA7QozAKAE4N77wcn+tQDACSAFSPgT4wBQKPTAEIH+tgDACOAFSBPjACzL/sAAAf62AMALQgBUwAlAADYAgA0AYB/jX+NI"
        "fK25AG7b9AJGSey3APQAupUAwAqYAVjddvva/X5LdgCmMcb89ABGAAHsuADACqgBUhAAAvza/X7LdgCUiOj2R8nstgDAFbAF0sAW"
        "2AAAAO/4Kenp6eniegAAAAAAAAAAAwMDAwK3Vu3Vs3zzzyXnnnkvPPPJeeeeSoooo+oBAAAAAAAAAc88lOeeSnPPJTnnkpzzyUIo"
        "o+UBwBWwBaBVVVXv+Cnp6enp4noAEAAAAAD+/1M98nv3yey6AMAVsAVwqqqq7/gp6enp6eJ6AAgAAID/UT2Se/ZJ7LoA/9k="
    ),
}
"""Ramps of 24 x 20 that OpenJPH 0.26 encoded as HTJ2K without loss, in base 64."""

Y, X = np.mgrid[0:24, 0:20]
RAMPS = {
    "grey_8": ((X * 7 + Y * 5) % 256).astype(np.uint8),
    "grey_16": ((X * 3110 + Y * 97) % 65536).astype(np.uint16),
    "colour": np.stack([(X * 7 + Y * 5) % 256, (X * 3) % 256, (Y * 9) % 256], -1).astype(np.uint8),
}


@pytest.mark.parametrize("syntax", [uids.HTJ2KLossless, uids.HTJ2KLosslessRPCL, uids.HTJ2K])
@pytest.mark.parametrize("name", STREAMS)
def test_htj2k_holds_the_pixels_that_another_encoder_put_there(name: str, syntax: uids.UID) -> None:
    dataset = dataset_of(RAMPS[name])
    if name == "colour":
        dataset.PhotometricInterpretation = "YBR_RCT"
    stream = base64.b64decode(STREAMS[name])
    dataset.PixelData = encapsulate([stream])
    dataset.file_meta.TransferSyntaxUID = syntax
    np.testing.assert_array_equal(pixels_of(dataset)[0], RAMPS[name])
    dataset.PixelData = encapsulate([stream[: len(stream) * 3 // 4]])
    with pytest.raises(UnreadableImage):
        pixels_of(dataset)


def test_colour_of_partial_range_becomes_the_rgb_that_it_was_made_of() -> None:
    rgb = RNG.integers(0, 256, (6, 4, 3)).astype(np.float64)
    rgb[:, 1::2] = rgb[:, ::2]  # two pixels share their colour
    forth = np.array([[0.2568, 0.5041, 0.0979], [-0.1482, -0.2910, 0.4392], [0.4392, -0.3678, -0.0714]])
    ybr = np.rint(rgb @ forth.T + [16, 128, 128]).astype(np.uint8)  # PS3.3 C.7.6.3.1.2
    packed = np.stack([ybr[:, ::2, 0], ybr[:, 1::2, 0], ybr[:, ::2, 1], ybr[:, ::2, 2]], axis=-1)
    dataset = dataset_of(ybr, PhotometricInterpretation="YBR_PARTIAL_422", PixelData=packed.tobytes())
    found = read_dicom(encoded(dataset)).instance.frames[0].pixels
    np.testing.assert_allclose(found.astype(float), rgb, atol=2)


@pytest.mark.parametrize("photometric", ["YBR_RCT", "YBR_ICT", "HSV", "CMYK", "MONOCHROME2", "YBR_PARTIAL_420", None])
def test_colour_that_would_be_shown_wrongly_is_refused(photometric: str | None) -> None:
    pixels = RNG.integers(0, 256, (6, 4, 3)).astype(np.uint8)
    with pytest.raises(ImplausibleHeader, match="photometric"):
        read_dicom(encoded(dataset_of(pixels, PhotometricInterpretation=photometric)))


@pytest.mark.parametrize("planar", [0, 1])
@pytest.mark.parametrize("photometric", ["RGB", "YBR_FULL"])
def test_planes_and_pixels_give_the_same_colours(planar: int, photometric: str) -> None:
    pixels = RNG.integers(0, 256, (6, 4, 3)).astype(np.uint8)
    stored = np.ascontiguousarray(pixels.transpose(2, 0, 1) if planar else pixels)
    dataset = dataset_of(
        pixels, PhotometricInterpretation=photometric, PlanarConfiguration=planar, PixelData=stored.tobytes()
    )
    np.testing.assert_array_equal(pixels_of(dataset)[0], dataset.pixel_array if photometric == "RGB" else _rgb(pixels))


def _rgb(ybr: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    return convert_color_space(ybr, "YBR_FULL", "RGB")
