"""How long somebody waits at the page: `python benchmarks/page_speed.py`.

Two waits, each the median of some tries in headless Chromium on this machine, server and browser sharing its cores:
from the begin of loading the page (signed in, sample taken and Diagnose pressed by the script as soon as they are
there) to the first step in the timeline; and from choosing a 20 MB DICOM file, made on the spot, to its picture.
"""

import argparse
import io
import secrets
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.filewriter import dcmwrite
from pydicom.uid import DigitalXRayImageStorageForPresentation, ExplicitVRLittleEndian, generate_uid

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # runs as a script as well as with -m

from benchmarks.page_server import browser, served

_PATIENCE = 120_000
_SIDE = 3_240
"""Rows and columns of 16 bits that make 21 MB: 20 MiB."""


def large_film() -> bytes:
    """A film of 20 MiB, uncompressed."""
    data = Dataset()
    data.file_meta = FileMetaDataset()
    data.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    data.SOPClassUID = data.file_meta.MediaStorageSOPClassUID = DigitalXRayImageStorageForPresentation
    data.SOPInstanceUID = data.file_meta.MediaStorageSOPInstanceUID = generate_uid()
    data.StudyInstanceUID, data.SeriesInstanceUID = generate_uid(), generate_uid()
    data.Modality, data.PhotometricInterpretation = "DX", "MONOCHROME2"
    data.Rows = data.Columns = _SIDE
    data.BitsAllocated, data.BitsStored, data.HighBit, data.PixelRepresentation = 16, 12, 11, 0
    data.SamplesPerPixel = 1
    data.ImagerPixelSpacing = [0.1, 0.1]
    rows = np.arange(_SIDE, dtype=np.uint32)
    noise = np.random.default_rng(1).integers(0, 64, (_SIDE, _SIDE))
    data.PixelData = ((rows[:, None] + rows[None, :]) % 4000 + noise).astype("<u2").tobytes()
    stream = io.BytesIO()
    dcmwrite(stream, data, enforce_file_format=True)
    return stream.getvalue()


def to_first_step(page: Any, address: str) -> float:
    """From loading the page to the first step of the sample [s]."""
    began = time.perf_counter()
    page.goto(address)
    page.wait_for_selector("body[data-ready]", timeout=_PATIENCE)
    page.click("[data-sample=chest_pneumonia]")
    page.wait_for_selector("canvas[data-number]", timeout=_PATIENCE)
    page.click("#diagnose")
    page.wait_for_selector("#timeline .step", timeout=_PATIENCE)
    took = time.perf_counter() - began
    page.wait_for_selector("#result .status", timeout=_PATIENCE)
    return took


def to_picture(page: Any, address: str, file: Path) -> float:
    """From choosing a file to its picture on the screen [s]."""
    page.goto("about:blank")
    page.goto(address)
    page.wait_for_selector("body[data-ready]", timeout=_PATIENCE)
    began = time.perf_counter()
    page.set_input_files("#files", file)
    page.wait_for_selector("canvas[data-number]", timeout=_PATIENCE)
    page.wait_for_function(f"document.querySelector('canvas').width > {_SIDE // 2}", timeout=_PATIENCE)
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    return time.perf_counter() - began


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tries", type=int, default=5)
    asked = parser.parse_args()
    token = secrets.token_urlsafe(32)
    with tempfile.TemporaryDirectory() as place, served({"owner": token}) as server, browser() as chromium:
        file = Path(place) / "large.dcm"
        file.write_bytes(large_film())
        steps, pictures = [], []
        for number in range(asked.tries + 1):
            context = chromium.new_context(viewport={"width": 1440, "height": 1000})
            page = context.new_page()
            steps.append(to_first_step(page, server.entrance(token)))
            pictures.append(to_picture(page, server.address, file))
            note = " (first: the agent is still being put together; not counted)" if number == 0 else ""
            print(f"first step {steps[-1]:.2f} s, picture {pictures[-1]:.2f} s{note}", flush=True)
            context.close()
        size = file.stat().st_size / 1e6
    print(
        f"page load to first step: median {statistics.median(steps[1:]):.2f} s; "
        f"{size:.1f} MB DICOM to picture: median {statistics.median(pictures[1:]):.2f} s; {asked.tries} tries"
    )


if __name__ == "__main__":
    main()
