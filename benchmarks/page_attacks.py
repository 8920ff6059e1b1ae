"""Hostile strings through every door of the page, in a real browser: does one run, or ask for something?

`python benchmarks/page_attacks.py --strings 400`. Each string goes through five doors: tags of a DICOM file, the
history, passages of a corpus of one's own (text, title, issuer, address), the words of the model (thought,
differential, claims, next tests), and the name of a file. The page is opened, every fold unfolded, every passage read,
and the saved HTML and CSV are looked at too. First the same strings are put into a page that does not escape, to see
that they bite. Last line: `executed A, outbound requests B, of N`.
"""

import argparse
import csv
import io
import json
import secrets
import sys
import tempfile
import warnings
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.filewriter import dcmwrite
from pydicom.uid import DigitalXRayImageStorageForPresentation, ExplicitVRLittleEndian, generate_uid

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # runs as a script as well as with -m

from agent.models.profile import load_profile
from agent.models.scripted import ChatScripted
from agent.page.assistants import Assistant, Offer
from agent.page.limits import Limits
from agent.page.tables import write_table
from benchmarks.page_server import browser, served, watched
from benchmarks.page_strings import hostile_strings
from corpora import Corpus
from corpora.document import Passage, Provenance

_TAGS = (
    "StudyDescription",
    "SeriesDescription",
    "PatientName",
    "PatientComments",
    "InstitutionName",
    "Manufacturer",
    "ProtocolName",
    "BodyPartExamined",
    "ViewPosition",
    "ImageComments",
    "PatientOrientation",
    "LossyImageCompressionMethod",
)
_PATIENCE = 90_000
_GIVEN_UP = 3_000
"""Longest wait for a page that does not escape [ms]."""
_MARK = "egophony"
"""A word that every passage holds, so that a search finds it."""


def film(strings: Sequence[str]) -> bytes:
    """A small film whose tags hold hostile strings."""
    data = Dataset()
    data.file_meta = FileMetaDataset()
    data.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    data.SOPClassUID = data.file_meta.MediaStorageSOPClassUID = DigitalXRayImageStorageForPresentation
    data.SOPInstanceUID = data.file_meta.MediaStorageSOPInstanceUID = generate_uid()
    data.StudyInstanceUID, data.SeriesInstanceUID = generate_uid(), generate_uid()
    data.SpecificCharacterSet = "ISO_IR 192"
    data.Modality, data.PhotometricInterpretation = "DX", "MONOCHROME2"
    data.Rows = data.Columns = 64
    data.BitsAllocated, data.BitsStored, data.HighBit, data.PixelRepresentation = 16, 12, 11, 0
    data.SamplesPerPixel = 1
    data.PixelData = (np.arange(64 * 64, dtype="<u2") % 4096).tobytes()
    for number, keyword in enumerate(_TAGS):
        # A tag may hold several values behind backslashes; the strings are spread over all tags.
        setattr(data, keyword, strings[number % len(strings)].replace("\\", "/"))
    stream = io.BytesIO()
    dcmwrite(stream, data, enforce_file_format=True)
    return stream.getvalue()


def corpus(strings: Sequence[str]) -> Corpus:
    """Passages in which every field that is shown is hostile."""
    passages = [
        Passage(
            id=f"hostile-{number}#part",
            document=f"hostile-{number}",
            text=f"Pneumonia is likely with {_MARK}, cough and fever. {one}",
            source=Provenance(title=one, issuer=one, year=2024, url=one, section=one, strength=one, certainty=one),
            wording="ingested",
        )
        for number, one in enumerate(strings)
    ]
    return Corpus.of(passages, name="hostile", encoder=None)


def replies(strings: Sequence[str]) -> list[str]:
    """What the model says: hostile strings wherever it can write."""
    thought = "\n".join(strings).replace("<", "\u003c")
    search = {"name": "search_guidelines", "arguments": {"query": f"{_MARK} cough fever pneumonia {strings[0]}"}}
    record = {
        "differential": [
            {
                "condition": one[:80],
                "name": one,
                "probability": round(0.9 / (2 + number), 3),
                "supports": [{"text": one, "cites": ["E1", one[:60]], "finding": one[:60]}],
                "refutes": [{"text": one, "cites": ["E2"]}],
            }
            for number, one in enumerate(strings[:8])
        ],
        "next_tests": [{"name": one, "condition": one[:60], "cites": ["E1"]} for one in strings[8:16]],
        "missing": list(strings[16:]),
    }
    final = f"<think>{thought}</think><answer>{json.dumps(record)}</answer>"
    return [f"<think>{thought}</think><tool_call>{json.dumps(search)}</tool_call>", *[final] * 12]


def assistant(strings: Sequence[str], folder: Path) -> Assistant:
    """An agent whose model and corpus are hostile."""
    profile = load_profile("scripted")
    model = ChatScripted(replies=replies(strings))
    return Assistant(profile=profile, model=model, corpora=(corpus(strings),), encoder=None, checkpoints=folder)


def executed(page: Any) -> list[str]:
    """The marks of what has run in a page."""
    ran: list[str] = page.evaluate("window.__ran || []")
    return ran


def walk(page: Any, name: str, strings: Sequence[str], data: bytes) -> None:
    """Hand a hostile case in, and look at everything that the page shows of it."""
    page.set_input_files("#files", [{"name": name, "mimeType": "application/dicom", "buffer": data}])
    page.wait_for_selector("canvas[data-number]", timeout=_PATIENCE)
    page.fill("#history", "\n".join(strings)[:19_000])
    page.click("#diagnose")
    page.wait_for_selector("#result .status", timeout=_PATIENCE)
    page.wait_for_selector("#findings-card:not([hidden])", timeout=_PATIENCE)
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    passages = page.locator("#timeline .step.appraised .link")
    for at in range(passages.count()):
        passages.nth(at).evaluate("(one) => one.click()")
        page.wait_for_selector("#reader[open]", timeout=_PATIENCE)
        page.evaluate("document.querySelectorAll('#reader details').forEach((one) => { one.open = true; })")
        page.evaluate("document.getElementById('reader').close()")
    # Hovering and focusing are what some of the strings wait for.
    page.evaluate(
        "for (const one of document.querySelectorAll('#result *, #timeline *')) "
        "one.dispatchEvent(new MouseEvent('mouseover', { bubbles: true }))"
    )


def batch_table(strings: Sequence[str]) -> int:
    """How many cells of a saved table a spreadsheet would take for a formula."""
    text = write_table(("case",), [[one] for one in strings])
    cells = [row[0] for row in csv.reader(io.StringIO(text))][1:]
    return sum(cell.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r")) for cell in cells)


def control(chromium: Any, strings: Sequence[str]) -> tuple[int, int]:
    """How many strings run, and how many requests they make, in a page that does not escape."""
    from playwright.sync_api import Error

    outbound: list[str] = []
    ran: set[str] = set()
    context = chromium.new_context()
    watched(context, outbound)
    page = context.new_page()
    for one in strings:
        page.set_default_timeout(_GIVEN_UP)
        try:
            page.set_content(f"<p>{one}</p>", wait_until="commit")
            page.wait_for_timeout(15)
            ran |= set(executed(page))
        except Error:  # the page went elsewhere or broke down, as it was told to: a new one for the next string
            page.close()
            page = context.new_page()
    context.close()
    return len(ran), len(outbound)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--strings", type=int, default=400)
    parser.add_argument("--each", type=int, default=20, help="strings of one case")
    asked = parser.parse_args()
    warnings.filterwarnings("ignore", module="pydicom")  # the tags are meant to be wrong
    known = hostile_strings(asked.strings)
    print(f"{len(known)} strings: {dict(Counter(family for family, _ in known))}", flush=True)
    groups = [[one for _, one in known[at : at + asked.each]] for at in range(0, len(known), asked.each)]
    ran, outbound, said = 0, [], Counter[str]()
    formulas = batch_table([one for _, one in known])
    with tempfile.TemporaryDirectory() as place, browser() as chromium:
        bites, asks = control(chromium, [one for _, one in known])
        print(f"control, a page that does not escape: {bites} ran, {asks} requests", flush=True)
        for number, strings in enumerate(groups):
            token = secrets.token_urlsafe(32)
            own = assistant(strings, Path(place) / f"cases-{number}")
            offers = {"scripted": Offer(load_profile("scripted"), lambda own=own: own)}
            with served({"owner": token}, offers, limits=Limits(per_minute=1_000)) as server:
                context = chromium.new_context()
                watched(context, outbound)
                page = context.new_page()
                page.on("dialog", lambda dialog: (said.update(["dialog"]), dialog.dismiss()))
                page.goto(server.entrance(token))
                page.wait_for_selector("body[data-ready]", timeout=_PATIENCE)
                for at, one in enumerate(strings):  # every string is the name of a file once
                    name = one.replace("\x00", "") or "x"
                    if at:
                        page.set_input_files("#files", [{"name": name, "mimeType": "x/y", "buffer": film(strings)}])
                        page.wait_for_function(
                            "(n) => !/Sending|Reading/.test(document.getElementById('study-said').textContent)", arg=0
                        )
                walk(page, strings[0].replace("\x00", "") or "x", strings, film(strings))
                shown = page.inner_text("body")
                said.update(one for one in ("shown" if strings[0][:12].strip() in shown else "missing",))
                ran += len(executed(page)) + said["dialog"]
                with page.expect_download() as saved:
                    page.click("[data-export=html]")
                report = Path(place) / f"report-{number}.html"
                saved.value.save_as(report)
                page.goto(report.as_uri())
                ran += len(executed(page))
                context.close()
            print(
                f"{(number + 1) * asked.each:4d} strings: executed {ran}, outbound requests {len(outbound)}", flush=True
            )
    print(
        f"cells of the table that a spreadsheet would run: {formulas}; first string of a case on screen: {dict(said)}"
    )
    print(f"executed {ran + formulas}, outbound requests {len(outbound)}, of {len(known)}")


if __name__ == "__main__":
    main()
