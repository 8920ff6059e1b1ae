import warnings
from typing import Any

import numpy as np
import pytest
from pydicom.dataset import Dataset
from pydicom.encaps import encapsulate
from pydicom.uid import UID, JPEGBaseline8Bit, JPEGLSLossless, RLELossless

from tests.unit.tools.reading.dicom_writing import dataset_of, encoded, file_of
from tests.unit.tools.reading.test_jpeg_end import END, jpeg
from tools.errors import NotAnImage, Truncated, UnreadableImage, UnsupportedTransferSyntax
from tools.image import Image
from tools.reading.dicom_instance import read_dicom

RAMP = np.arange(64, dtype=np.uint16).reshape(8, 8)


def first(data: bytes) -> Image:
    return read_dicom(data).instance.frames[0]


def test_larger_is_brighter_in_monochrome1_and_the_display_is_the_negative() -> None:
    window = {"WindowCenter": "20", "WindowWidth": "30", "BitsStored": 12, "HighBit": 11}
    plain = first(file_of(RAMP, **window))
    inverted = first(file_of(RAMP, PhotometricInterpretation="MONOCHROME1", **window))
    np.testing.assert_array_equal(inverted.pixels, 4095 - RAMP.astype(int))
    assert np.abs(inverted.shown().astype(int) - (255 - plain.shown().astype(int))).max() <= 1
    assert any("MONOCHROME1" in note for note in inverted.notes)


def test_inversion_of_signed_values_stays_in_range() -> None:
    pixels = np.array([[-32768, 32767], [0, -1]], np.int16)
    np.testing.assert_array_equal(
        first(file_of(pixels, PhotometricInterpretation="MONOCHROME1")).pixels, -1 - pixels.astype(int)
    )


def test_ct_is_in_hounsfield_units() -> None:
    image = first(file_of(RAMP, Modality="CT", RescaleSlope="2", RescaleIntercept="-1024"))
    np.testing.assert_array_equal(image.pixels, RAMP.astype(int) * 2 - 1024)
    assert (image.unit, image.modality, image.pixels.dtype.name) == ("[hnsf'U]", "CT", "int16")


def test_fractional_slope_gives_float32() -> None:
    image = first(file_of(RAMP, RescaleSlope="0.25", RescaleIntercept="1"))
    np.testing.assert_allclose(image.pixels, RAMP * 0.25 + 1, rtol=1e-6)
    assert image.pixels.dtype == np.float32


@pytest.mark.parametrize("slope", ["0", "nan", "inf", "-inf", "1e308"])
def test_a_slope_that_makes_no_sense_is_named(slope: str) -> None:
    dataset = dataset_of(RAMP, RescaleIntercept="0")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        dataset.add_new("RescaleSlope", "LO", slope)  # pydicom itself refuses to write nan as a decimal string
        data = encoded(dataset)
    with pytest.raises(UnreadableImage, match="Rescale Slope"):
        first(data)


@pytest.mark.parametrize(
    ("attributes", "low", "high"),
    [
        ({"WindowCenter": ["40", "300"], "WindowWidth": ["80", "1500"]}, 0.0, 79.0),
        ({"WindowCenter": "40", "WindowWidth": "80", "VOILUTFunction": "LINEAR_EXACT"}, 0.0, 80.0),
    ],
)
def test_the_first_window_counts(attributes: dict[str, Any], low: float, high: float) -> None:
    window = first(file_of(RAMP, **attributes)).window
    assert window is not None
    assert window.centre - 0.5 - (window.width - 1) / 2 == low
    assert window.centre - 0.5 + (window.width - 1) / 2 == high


def test_a_window_without_width_is_noted() -> None:
    image = first(file_of(RAMP, WindowCenter="40", WindowWidth="0"))
    assert image.window is None
    assert any("window" in note for note in image.notes)


def test_a_voi_table_changes_how_values_are_shown_and_not_the_values() -> None:
    lut = Dataset()
    lut.LUTDescriptor = [64, 0, 8]
    lut.LUTData = list(range(63, -1, -1))
    dataset = dataset_of(RAMP, VOILUTSequence=[lut])
    dataset.VOILUTSequence[0]["LUTData"].VR = "US"
    dataset.VOILUTSequence[0]["LUTDescriptor"].VR = "US"
    image = first(encoded(dataset))
    np.testing.assert_array_equal(image.pixels, RAMP)
    np.testing.assert_array_equal(image.shown(), 63 - RAMP)
    assert any("lookup table" in note for note in image.notes)


@pytest.mark.parametrize(
    ("attributes", "source"),
    [
        ({"PixelSpacing": ["0.2", "0.3"]}, "PixelSpacing"),
        ({"PixelSpacing": ["0.2", "0.3"], "ImagerPixelSpacing": ["0.22", "0.33"]}, "PixelSpacing"),
        ({"PixelSpacing": ["0.2", "0.3"], "ImagerPixelSpacing": ["0.2", "0.3"]}, "ImagerPixelSpacing"),
        ({"ImagerPixelSpacing": ["0.2", "0.3"]}, "ImagerPixelSpacing"),
        ({"NominalScannedPixelSpacing": ["0.2", "0.3"]}, "NominalScannedPixelSpacing"),
    ],
)
def test_spacing_names_its_source(attributes: dict[str, Any], source: Any) -> None:
    spacing = first(file_of(RAMP, **attributes)).spacing
    assert spacing is not None
    assert (spacing.row, spacing.column, spacing.source) == (0.2, 0.3, source)


@pytest.mark.parametrize("value", [["0", "0"], ["-0.2", "0.2"], ["0.2"], ["1000", "1000"]])
def test_impossible_spacing_is_dropped_with_a_note(value: list[str]) -> None:
    image = first(file_of(RAMP, PixelSpacing=value))
    assert image.spacing is None
    assert any("PixelSpacing" in note for note in image.notes)


def test_burned_in_text_is_noted() -> None:
    assert any("burned" in note for note in first(file_of(RAMP, BurnedInAnnotation="YES")).notes)


def test_ybr_becomes_rgb() -> None:
    red_in_ybr = np.full((4, 4, 3), (76, 85, 255), np.uint8)  # PS3.3 C.7.6.3.1.2 for pure red
    pixels = first(file_of(red_in_ybr, PhotometricInterpretation="YBR_FULL")).pixels
    np.testing.assert_allclose(pixels[0, 0].astype(int), [255, 0, 0], atol=2)


def test_colour_of_16_bits_keeps_its_upper_8() -> None:
    pixels = np.full((4, 4, 3), (65535, 256, 0), np.uint16)
    image = first(file_of(pixels))
    assert image.pixels[0, 0].tolist() == [255, 1, 0]
    assert any("8 bits" in note for note in image.notes)


def test_frames_stay_apart() -> None:
    stack = np.stack([RAMP, RAMP + 100, RAMP + 200])
    frames = read_dicom(file_of(stack)).instance.frames
    assert [int(frame.pixels[0, 0]) for frame in frames] == [0, 100, 200]


@pytest.mark.parametrize("syntax", [RLELossless, JPEGLSLossless])
@pytest.mark.parametrize("cut", [0.3, 0.6, 0.9, 0.98])
def test_a_compressed_file_cut_short_is_refused(syntax: UID, cut: float) -> None:
    rng = np.random.default_rng(1)
    dataset = dataset_of(rng.integers(0, 4096, (64, 64), dtype=np.uint16))
    dataset.compress(syntax, encoding_plugin="pydicom" if syntax == RLELossless else "pyjpegls")
    data = encoded(dataset)
    with pytest.raises(UnreadableImage):
        read_dicom(data[: int(len(data) * cut)])


@pytest.mark.parametrize(
    ("attributes", "words"),
    [
        ({"PixelData": b"\0" * 100}, "cut short"),
        ({"Rows": None}, "Rows"),
        ({"Rows": 0}, "at least 1"),
        ({"NumberOfFrames": "0"}, "at least 1"),
        ({"NumberOfFrames": "-3"}, "at least 1"),
        ({"NumberOfFrames": "4001"}, "4,000"),
        ({"Rows": 60000, "Columns": 60000}, "100,000,000"),
        ({"Rows": 9000, "Columns": 9000, "NumberOfFrames": "3000"}, "bytes"),
        ({"BitsStored": 40}, "bits"),
        ({"SamplesPerPixel": 2}, "samples"),
    ],
)
def test_broken_headers_are_refused_with_a_reason(attributes: dict[str, Any], words: str) -> None:
    with pytest.raises(UnreadableImage, match=words):
        read_dicom(file_of(RAMP, **attributes))


def test_no_pixel_data_is_told() -> None:
    dataset = dataset_of(RAMP)
    del dataset.PixelData
    with pytest.raises(Truncated, match="ends before it"):
        read_dicom(encoded(dataset))
    del dataset.Rows
    with pytest.raises(NotAnImage, match="no picture"):
        read_dicom(encoded(dataset))


def test_an_unknown_transfer_syntax_is_named() -> None:
    dataset = dataset_of(RAMP)
    dataset.compress(RLELossless, encoding_plugin="pydicom")
    dataset.file_meta.TransferSyntaxUID = UID("1.2.840.10008.1.2.4.100")
    with pytest.raises(UnsupportedTransferSyntax, match=r"4\.100.*MPEG2"):
        read_dicom(encoded(dataset))


def test_a_stream_larger_than_its_header_is_refused_before_decoding() -> None:
    dataset = dataset_of(np.zeros((128, 128), np.uint16))
    dataset.compress(JPEGLSLossless, encoding_plugin="pyjpegls")
    dataset.Rows = dataset.Columns = 64
    with pytest.raises(UnreadableImage, match="128 x 128"):
        read_dicom(encoded(dataset))


def test_messages_and_warnings_hold_nothing_of_the_header(
    recwarn: pytest.WarningsRecorder, caplog: pytest.LogCaptureFixture
) -> None:
    canary = "CANARY^PATIENT"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        data = file_of(
            RAMP, PatientName=canary, PatientID=canary, StudyDate="CANARY00", PatientAge="CANARY", PixelData=b"\0"
        )
    caplog.clear()  # writing such a file made pydicom talk
    with pytest.raises(UnreadableImage) as caught:
        read_dicom(data)
    assert "CANARY" not in str(caught.value)
    assert "CANARY" not in caplog.text
    assert not [one for one in recwarn if "CANARY" in str(one.message)]


@pytest.mark.parametrize(
    ("attributes", "words"),
    [
        ({"PresentationLUTShape": "INVERSE"}, "inverse"),
        ({"RedPaletteColorLookupTableDescriptor": [256, 0, 16]}, "supplemental palette"),
        ({"DoseGridScaling": "0.001"}, "dose"),
        ({"HighBit": 15, "BitsStored": 12}, "High Bit"),
        ({"PhotometricInterpretation": None}, "how grey is stored"),
    ],
)
def test_what_is_odd_about_the_values_is_noted(attributes: dict[str, Any], words: str) -> None:
    image = first(file_of(RAMP, **attributes))
    np.testing.assert_array_equal(image.pixels, RAMP)
    assert any(words in note for note in image.notes)


def test_values_that_are_rounded_are_noted() -> None:
    image = first(file_of(np.array([[2**32 - 2, 5]], np.uint32)))
    assert image.pixels.dtype == np.float32
    assert any("rounded" in note for note in image.notes)


@pytest.mark.parametrize(
    ("uid", "name"),
    [
        ("1.2.840.10008.5.1.4.1.1.481.3", "RT Structure Set Storage"),
        ("1.2.840.10008.5.1.4.1.1.104.1", "Encapsulated PDF Storage"),
        ("1.2.840.10008.5.1.4.1.1.9.1.1", "12-lead ECG Waveform Storage"),
    ],
)
def test_an_object_without_a_picture_is_refused_by_its_class(uid: str, name: str) -> None:
    dataset = dataset_of(RAMP, SOPClassUID=uid, Rows=None, Columns=None)
    del dataset.PixelData
    with pytest.raises(NotAnImage, match=name):
        read_dicom(encoded(dataset))


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
def test_a_jpeg_frame_cut_short_and_closed_again_is_no_grey_rest(share: float) -> None:
    whole = jpeg("L")
    for stream in (whole, whole[: int(len(whole) * share)] + END):
        dataset = dataset_of(np.zeros((61, 67), np.uint8), PixelData=encapsulate([stream + b"\0" * (len(stream) % 2)]))
        dataset.file_meta.TransferSyntaxUID = JPEGBaseline8Bit
        dataset["PixelData"].is_undefined_length = True
        if stream is whole:
            assert first(encoded(dataset)).pixels.std() > 10
        else:
            with pytest.raises(Truncated):
                first(encoded(dataset))
