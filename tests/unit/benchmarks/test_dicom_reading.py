import re
import subprocess
import sys
from pathlib import Path

import numpy as np
from pydicom.uid import RLELossless

from tests.unit.tools.reading.dicom_writing import dataset_of, encoded, file_of

ROOT = Path(__file__).resolve().parents[3]
RAMP = np.arange(64, dtype=np.uint16).reshape(8, 8)


def test_a_folder_is_judged_file_by_file(tmp_path: Path) -> None:
    packed = dataset_of(RAMP, RescaleSlope="2", RescaleIntercept="-5", WindowCenter="40", WindowWidth="50")
    packed.compress(RLELossless, encoding_plugin="pydicom")
    (tmp_path / "deeper").mkdir()
    (tmp_path / "deeper" / "packed").write_bytes(encoded(packed))
    (tmp_path / "dark.dcm").write_bytes(file_of(RAMP, PhotometricInterpretation="MONOCHROME1"))
    (tmp_path / "cut.dcm").write_bytes(file_of(RAMP, Rows=80))
    (tmp_path / "notes.txt").write_text("no image")
    done = subprocess.run(
        [sys.executable, str(ROOT / "benchmarks" / "dicom_reading.py"), str(tmp_path)],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
        cwd=tmp_path,
    )
    lines = done.stdout.splitlines()
    assert lines[-1] == "opened 2, refused 1, wrong 0, crashed 0, hung 0, of 3"
    assert any(re.match(r"RLE Lossless +1 +1 +0 +0 +0  pydicom", line) for line in lines)
    assert any(line.startswith("refused   1: Truncated") for line in lines)
