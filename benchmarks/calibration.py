"""What confidences are worth on real chest films, before and after calibration.

    python benchmarks/calibration.py FOLDER [--profile NAME] [--outcomes FILE]

FOLDER holds `images/`, `gold.csv` (radiologists' regions: columns filename and cls) and `ctr.csv` (columns filename and
ctr, the cardiothoracic ratio of their masks). Each film is asked about four findings, yes or no; the truth is whether a
region of that finding was drawn, and for the heart a ratio over one half. Questions that the agent declines (no answer,
confidence 0) are counted apart: a calibration is about answers. In the cross-validation whole films are left out. The
last line is `ECE before A, after B, cross-validated C (METHOD), of N answers`.
"""

import argparse
import csv
import json
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from rich.console import Console  # noqa: E402
from rich.progress import track  # noqa: E402

from agent import Agent, Budget, Thresholds  # noqa: E402
from agent.calibration import (  # noqa: E402
    Outcome,
    brier_score,
    chance_error,
    cross_validated,
    expected_calibration_error,
    fit,
    negative_log_likelihood,
    reliability,
)
from agent.calibration.fitting import Method  # noqa: E402

QUESTIONS = {
    "Is there a lung opacity?": {"Consolidation", "Ground Glass Opacities"},
    "Is there consolidation?": {"Consolidation"},
    "Is there a pneumothorax?": {"Pneumothorax"},
    "Is there cardiomegaly?": None,
}
"""What is asked, and the regions that make it true; None: by the cardiothoracic ratio."""
LARGE_HEART = 0.5
"""Cardiothoracic ratio above which a heart is large on a frontal film. Source: Danzer 1919, as used ever since."""
METHODS: tuple[Method, ...] = ("none", "temperature", "isotonic")


def truths(folder: Path) -> Iterator[tuple[str, str, bool]]:
    """Film, question and answer, for every film with regions."""
    drawn: dict[str, set[str]] = {}
    with (folder / "gold.csv").open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            drawn.setdefault(row["filename"], set()).add(row["cls"])
    with (folder / "ctr.csv").open(newline="", encoding="utf-8") as file:
        ratios = {row["filename"]: float(row["ctr"]) for row in csv.DictReader(file)}
    for film, regions in sorted(drawn.items()):
        for question, any_of in QUESTIONS.items():
            if any_of is not None:
                yield film, question, bool(regions & any_of)
            elif film in ratios:
                yield film, question, ratios[film] > LARGE_HEART


def ask(folder: Path, profile: str) -> tuple[list[Outcome], int]:
    """One outcome an answer, and how many questions were declined."""
    agent = Agent(profile=profile, thresholds=Thresholds(answer=0.0), budget=Budget(retrievals=0))
    outcomes: list[Outcome] = []
    declined = 0
    with tempfile.TemporaryDirectory() as place:
        for number, (film, question, truth) in enumerate(track([*truths(folder)], console=Console(stderr=True))):
            source = folder / "images" / film
            # A name that says nothing, so that what a film shows cannot come from its file name.
            copy = Path(place) / f"{number:04d}{source.suffix}"
            shutil.copyfile(source, copy)
            found = agent.answer(copy, question, options=["yes", "no"])
            if found.answer is None or found.confidence.value <= 0.0:
                declined += 1
                continue
            outcomes.append(
                Outcome.model_validate(
                    {
                        "confidence": found.confidence.value,
                        "correct": (found.answer == "yes") == truth,
                        "method": found.confidence.method,
                        "profile": profile,
                        "case_id": f"{film}: {question}",
                        "group": film,
                    }
                )
            )
    return outcomes, declined


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--profile", default="embedded")
    parser.add_argument("--outcomes", type=Path, default=None, help="keep the outcomes here, for `calibrate`")
    given = parser.parse_args()
    outcomes, declined = ask(given.folder, given.profile)
    if given.outcomes is not None:
        given.outcomes.write_text("".join(json.dumps(one.model_dump()) + "\n" for one in outcomes), encoding="utf-8")
    if len({one.group for one in outcomes}) < 2:
        print(f"UNRUN: {len(outcomes)} answers are too few to calibrate on")
        return
    p, y = [one.confidence for one in outcomes], [one.correct for one in outcomes]
    films = [str(one.group) for one in outcomes]
    methods = ", ".join(sorted({str(one.method) for one in outcomes}))
    print(
        f"profile {given.profile}, estimator {methods}: "
        f"{len(y)} answers on {len(set(films))} films, {declined} declined"
    )
    print(f"accuracy {sum(y) / len(y):.3f}, mean confidence {sum(p) / len(p):.3f}")
    print(f"{'':24}{'ECE':>8}{'ECE mass':>10}{'Brier':>8}{'NLL':>8}")
    rows = {}
    for method in METHODS:
        stages = {"unseen films": cross_validated(method, p, y, groups=films)[0], "fitted": fit(method, p, y).apply(p)}
        for stage, q in stages.items() if method != "none" else [("as given", stages["fitted"])]:
            rows[method, stage] = expected_calibration_error(q, y)
            figures = (brier_score(q, y), negative_log_likelihood(q, y))
            mass = expected_calibration_error(q, y, by="mass")
            print(f"{method + ', ' + stage:24}{rows[method, stage]:8.3f}{mass:10.3f}{figures[0]:8.3f}{figures[1]:8.3f}")
    print(f"exact confidences would show an ECE of {chance_error(p):.3f} by chance at this size")
    for one in reliability(p, y, bins=5):
        print(f"confidence {one.low:.1f}-{one.high:.1f}: {one.outcomes:3d} answers, accuracy {one.accuracy:.2f}")
    best = min(METHODS, key=lambda one: cross_validated(one, p, y, groups=films)[1])
    if best == "none":
        unseen = after = rows["none", "as given"]
    else:
        unseen, after = rows[best, "unseen films"], rows[best, "fitted"]
    print(
        f"ECE before {rows['none', 'as given']:.3f}, after {after:.3f}, cross-validated {unseen:.3f} ({best}), "
        f"of {len(y)} answers"
    )


if __name__ == "__main__":
    main()
