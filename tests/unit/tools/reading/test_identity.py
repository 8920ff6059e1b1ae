"""A DICOM object is told from another without its UIDs, and nothing is said of what cannot be read."""

import hashlib
from pathlib import Path

from pydicom import dcmread
from pydicom.dataset import Dataset

from tools import samples
from tools.reading.identity import identify


def test_a_sample_is_identified_by_digests() -> None:
    path = samples.path("chest_pneumonia")
    header = dcmread(path)
    found = identify(path)
    assert found is not None
    assert found.sop_instance == hashlib.sha256(str(header.SOPInstanceUID).encode()).hexdigest()
    assert found.series == hashlib.sha256(str(header.SeriesInstanceUID).encode()).hexdigest()
    assert (found.modality, found.transfer_syntax) == ("DX", str(header.file_meta.TransferSyntaxUID))


def test_codes_of_de_identification_are_read_and_words_are_not(tmp_path: Path) -> None:
    header = dcmread(samples.path("chest_normal"))
    items = []
    for value in ("113100", "Doe^Jane"):
        item = Dataset()
        item.CodeValue = value
        items.append(item)
    header.DeidentificationMethodCodeSequence = items
    header.save_as(tmp_path / "x.dcm")
    found = identify(tmp_path / "x.dcm")
    assert found is not None
    assert found.deidentified_by == ("113100",)


def test_another_file_has_no_identity(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"\x89PNG" + bytes(200))
    assert identify(tmp_path / "x") is None
    assert identify(tmp_path / "none") is None
    data = samples.path("chest_normal").read_bytes()
    (tmp_path / "cut.dcm").write_bytes(data[:150])
    assert identify(tmp_path / "cut.dcm") is None or identify(tmp_path / "cut.dcm").sop_instance is None  # type: ignore[union-attr]
