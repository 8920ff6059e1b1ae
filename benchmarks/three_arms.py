"""Real chest films in three arms: the note without its sentences about the picture, the picture alone, both.

    python benchmarks/three_arms.py FOLDER [--limit N] [--out DIR]

FOLDER holds `metadata.csv` (columns filename, sex, age, clinical_notes) and `images/`. Each film is copied under a name
that says nothing, so that what it shows cannot come from its file name. The arm without a picture gets a blank one. The
last line is `both differs from history alone N of M; picture found something in K of M`.
"""

import argparse
import csv
import re
import shutil
import sys
import tempfile
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from rich.console import Console  # noqa: E402
from rich.progress import track  # noqa: E402

from agent import Agent, Diagnosis  # noqa: E402

ABOUT_THE_PICTURE = re.compile(
    r"(?i)radiograph|x-?ray|\bCT\b|\bXR\b|opaci|opacies|consolidation|infiltrat|effusion|pneumothorax|nodul|cyst|lucenc|"
    r"mass\b|cavit|fissure|hemidiaphragm|ETT|NGT|CVC|CVL|central venous|jugular|lung|bronchial wall|nodal|"
    r"cardiomediastinal|heart is|ground.glass|lymphadenopathy|interstitial|projection|granuloma|findings|feature"
)
NAMES_THE_ANSWER = re.compile(r"(?i)covid|pneumocystis|PCP|legionella|klebsiella|streptococc|ARDS|pneumonia")


def note_without_picture(row: dict[str, str]) -> str:
    """Age, sex, and those sentences that speak neither of the picture nor of the final diagnosis."""
    sentences = re.split(r"(?<=[.!?])\s+", row["clinical_notes"].strip())
    kept = [one for one in sentences if not ABOUT_THE_PICTURE.search(one) and not NAMES_THE_ANSWER.search(one)]
    sex = {"M": "man", "F": "woman"}.get(row["sex"], "patient")
    who = f"{row['age']}-year-old {sex}." if row["age"] else f"Adult {sex}."
    return " ".join([who, *kept])


def said(diagnosis: Diagnosis) -> str:
    ranked = ", ".join(f"{one.condition} {one.probability:.2f}" for one in diagnosis.differential[:4]) or "nothing"
    return f"{diagnosis.status} {diagnosis.confidence.value:.2f}: {ranked}"


def boxes(diagnosis: Diagnosis) -> str:
    seen = [one for one in diagnosis.findings if one.source != "history" and one.presence == "present"]
    parts = [
        f"{one.code} {one.laterality or ''} {[round(v) for v in one.region.as_tuple()] if one.region else ''} "
        f"({one.certainty:.2f})"
        for one in seen
        if one.image is not None
    ]
    return "; ".join(parts) or "none"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--limit", type=int, default=None)
    parser.add_argument("--out", type=Path, default=None, help="keep the annotated pictures here")
    given = parser.parse_args()
    with (given.folder / "metadata.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))[: given.limit]
    console = Console(width=200, highlight=False)
    agent = Agent()
    blank = np.zeros((512, 512), np.uint8)
    differs = found = 0
    with tempfile.TemporaryDirectory() as place:
        for number, row in enumerate(track(rows, console=Console(stderr=True)), start=1):
            source = given.folder / "images" / row["filename"]
            film = Path(place) / f"{number:04d}{source.suffix}"
            shutil.copyfile(source, film)
            note = note_without_picture(row)
            alone = agent.diagnose(blank, note)
            picture = agent.diagnose(film, "")
            both = agent.diagnose(film, note)
            differs += said(both) != said(alone)
            found += boxes(picture) != "none"
            console.print(f"[bold]{number:04d}[/] (truth {row['finding']}; film {row['filename']}) note: {note}")
            console.print(f"  history  {said(alone)}\n  picture  {said(picture)}\n  both     {said(both)}")
            console.print(f"  boxes    {boxes(both)}")
            console.print(f"  cites    {', '.join(one.passage for one in both.citations) or 'nothing'}")
            if given.out is not None and both.annotated is not None:
                given.out.mkdir(parents=True, exist_ok=True)
                (given.out / f"{number:04d}.png").write_bytes(both.annotated)
    total = len(rows)
    print(f"both differs from history alone {differs} of {total}; picture found something in {found} of {total}")


if __name__ == "__main__":
    main()
