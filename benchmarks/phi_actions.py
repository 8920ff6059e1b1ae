"""Whether each element of a de-identified file is what PS3.15 table E.1-1 and the options ask for.

    python benchmarks/phi_actions.py [--count 500] [--seed 0]

Cleans synthetic studies with six invented identifiers each (`phi_studies.py`) and compares every element, nested ones
too, with the action of the table and with what a radiograph needs to be read; then looks for the identifiers in the
bytes and names of all that was written. Last line: `leaks A, required actions right B of C, in N files`.
"""

import argparse
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from dicomanonymizer.simpledicomanonymizer import initialize_actions
from pydicom import dcmread
from pydicom.dataset import Dataset

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from phi_studies import KINDS, plant  # noqa: E402

from tools.deidentifying.study import deidentify_folder  # noqa: E402

KEPT = (
    "BitsAllocated",
    "BitsStored",
    "BodyPartExamined",
    "Columns",
    "DistanceSourceToDetector",
    "HighBit",
    "ImageLaterality",
    "ImageType",
    "ImagerPixelSpacing",
    "KVP",
    "LossyImageCompression",
    "Modality",
    "PatientOrientation",
    "PhotometricInterpretation",
    "PixelIntensityRelationship",
    "PixelRepresentation",
    "PresentationIntentType",
    "PresentationLUTShape",
    "RescaleIntercept",
    "RescaleSlope",
    "RescaleType",
    "Rows",
    "SOPClassUID",
    "SamplesPerPixel",
    "SeriesNumber",
    "ViewPosition",
    "WindowCenter",
    "WindowWidth",
)
"""What a radiograph needs to be read and measured; each must come through unchanged."""
MAY_STAY = frozenset({"StudyDescription", "SeriesDescription", "ProtocolName", "RequestedProcedureDescription"})
"""Cleaned by option 113105 rather than removed: their words of imaging stay."""


@dataclass(slots=True)
class Actions:
    """How many required actions were right."""

    right: int = 0
    total: int = 0
    wrong: Counter[str] = field(default_factory=Counter)

    def __add__(self, other: "Actions") -> "Actions":
        """Both together."""
        return Actions(self.right + other.right, self.total + other.total, self.wrong + other.wrong)

    def note(self, is_right: bool, what: str) -> None:
        """Count one action."""
        self.total += 1
        self.right += is_right
        if not is_right:
            self.wrong[what] += 1


def compare(source: Path, clean: Path, actions: Actions) -> None:
    """Compare a file with its clean copy, element by element, sequences included."""
    old, new = dcmread(source), dcmread(clean)
    table = {tag: action.__name__ for tag, action in initialize_actions("dicomfields_2026c").items()}
    _walk(old, new, table, actions)
    for keyword in KEPT:
        if keyword in old and _plain(old, keyword) not in ("", "None"):
            actions.note(_plain(old, keyword) == _plain(new, keyword), f"{keyword} kept")
    actions.note(new.PatientIdentityRemoved == "YES", "PatientIdentityRemoved")
    codes = {item.CodeValue for item in new.DeidentificationMethodCodeSequence}
    actions.note({"113100", "113105", "113107"} <= codes, "DeidentificationMethodCodeSequence")


def _plain(dataset: Dataset, keyword: str) -> str:
    return str(dataset.get(keyword))


def _walk(old: Dataset, new: Dataset, table: dict[tuple[int, ...], str], actions: Actions) -> None:
    for element in old:
        tag = (element.tag.group, element.tag.element)
        kept = new.get(element.tag)
        if element.tag.is_private or element.tag.group & 0xFF00 in (0x5000, 0x6000):
            actions.note(kept is None, "private, overlay or curve removed")
            continue
        asked = table.get(tag)
        if asked is not None and element.value not in (None, "", b"") and element.VR != "SQ":
            actions.note(_is_done(asked, element, kept), f"{element.keyword} {asked}")
        if element.VR == "SQ" and kept is not None:
            for before, after in zip(element.value, kept.value, strict=False):
                _walk(before, after, table, actions)


def _is_done(asked: str, element: object, kept: object) -> bool:
    before = str(element.value)  # type: ignore[attr-defined]
    after = "" if kept is None else str(kept.value)  # type: ignore[attr-defined]
    keyword, vr = element.keyword, element.VR  # type: ignore[attr-defined]
    if vr == "TM":
        return after == before  # whole days are added, so the time of day stays (113107)
    if vr in ("DA", "DT") and keyword != "PatientBirthDate":
        return after != before and len(after) == len(before)
    if keyword in MAY_STAY:
        return after != before or all(word.lower() in _IMAGING for word in before.split())
    if asked == "delete":
        return kept is None
    if asked == "replace_UID":
        return after.startswith("2.25.") and after != before
    return after != before


_IMAGING = frozenset({"chest", "pa", "erect"})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=500)
    parser.add_argument("--seed", type=int, default=0, help="number of the first study")
    given = parser.parse_args()
    actions, leaks, kinds, began = Actions(), 0, Counter[str](), time.process_time()
    with tempfile.TemporaryDirectory() as place:
        for seed in range(given.seed, given.seed + given.count):
            study, clean = plant(seed, Path(place, str(seed), "in")), Path(place, str(seed), "clean")
            deidentify_folder(study.folder, clean, salt=seed.to_bytes(32, "big"))
            written = [one for one in clean.rglob("*") if one.is_file()]
            kinds[f"{study.kind}, {len(written)} written"] += 1
            for path in written:
                leaks += _leaks(study.canaries.needles(), str(path.relative_to(clean)).encode() + path.read_bytes())
                if path.suffix == ".dcm":
                    compare(study.file, path, actions)
                path.unlink()
            study.file.unlink()
            if (seed + 1) % 50 == 0:
                print(f"{seed + 1 - given.seed} of {given.count}", file=sys.stderr)
    ordered = sorted(kinds.items(), key=lambda one: KINDS.index(one[0].split(",")[0]))
    print("; ".join(f"{count} {kind}" for kind, count in ordered))
    for line in actions.wrong:
        print(f"not as the table says: {line}")
    print(f"{time.process_time() - began:.0f} s of processor time, without that of the child")
    print(f"leaks {leaks}, required actions right {actions.right:,} of {actions.total:,}, in {given.count} files")
    raise SystemExit(1 if leaks or actions.wrong else 0)


def _leaks(needles: Mapping[str, tuple[str, ...]], data: bytes) -> int:
    """How many of the identifiers are in some bytes, in either case, also as UTF-16."""
    low = data.lower()
    return sum(
        any(form.lower().encode() in low or form.lower().encode("utf-16-le") in low for form in forms)
        for forms in needles.values()
    )


if __name__ == "__main__":
    main()
