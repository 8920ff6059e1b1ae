"""How well lungs and heart are outlined on frontal chest films, against masks that radiologists drew.

    python benchmarks/chest_xray.py FOLDER [--vqa FOLDER]

FOLDER holds `images/`, `masks/`, `gold.csv` (which mask is which organ of which film, and where it lies), `ctr.csv`
(cardiothoracic ratios from the masks) and `metadata.csv` (view). Films of which one lung has no mask are shown, and
count for the heart only. With `--vqa`, a folder with `images/` and `visible.jsonl` of VQA-RAD, it is also counted how
many of its chest films and other images are taken for frontal chest films. The last line is
`lung Dice X, heart Dice Y, CTR error Z, n N`; N is the number of films with both lungs, over which lungs and ratio are
averaged. In the stricter line before it, a film that the tools refuse counts as Dice 0.
"""

import argparse
import csv
import json
import sys
import time
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # runs as a script as well as with -m

from tools.reading import read_study
from tools.segmentation.chest import segment_chest
from tools.segmentation.frontal import judge_frontal

RIGHT, LEFT, HEART = "Right Lung", "Left Lung", "Cardiomediastinum"

LOW_QUALITY = 0.3
"""Quality below which the tools warn that the outlines fit the film poorly."""
BAD_DICE, BAD_RATIO = 0.8, 0.08
"""Lung Dice below which, and error of the ratio above which, an outline has failed."""


class Outcome(NamedTuple):
    """What became of one film."""

    name: str
    view: str
    lung: float
    """Dice of both lungs; NaN where one has no mask."""
    heart: float
    ratio_error: float
    """Ours minus that of the masks; NaN where that is not known."""
    quality: float
    frontal: bool
    seconds: float
    """Processor time."""

    @property
    def remark(self) -> str:
        """What the tools say, and whether the outline failed."""
        failed = self.lung < BAD_DICE or abs(self.ratio_error) > BAD_RATIO
        said = "refused" if not self.frontal else "flagged low" if self.quality < LOW_QUALITY else ""
        if failed:
            return f"FAILED, {said}" if said else "FAILED, not flagged"
        return said


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--vqa", type=Path, help="folder of VQA-RAD, to count what is taken for a frontal chest film")
    options = parser.parse_args()
    if options.vqa:
        _recognition(options.vqa)
    ratios = {row["filename"]: float(row["ctr"]) for row in _rows(options.folder / "ctr.csv")}
    views = {row["filename"]: row["view"] for row in _rows(options.folder / "metadata.csv")}
    masks = _masks(options.folder)
    print(f"{'film':52} {'view':5} {'lungs':>6} {'heart':>6} {'CTR':>7} {'quality':>8} {'s':>5}  remark")
    outcomes = []
    for name, gold in sorted(masks.items()):
        one = _judge(options.folder / "images" / name, gold, ratios.get(name, float("nan")), views.get(name, ""))
        outcomes.append(one)
        print(
            f"{name[:52]:52} {one.view:5} {one.lung:6.3f} {one.heart:6.3f} {one.ratio_error:+7.3f} {one.quality:8.2f} "
            f"{one.seconds:5.2f}  {one.remark}",
            flush=True,
        )
    _summary(outcomes)
    return int(not outcomes)


def _summary(outcomes: list[Outcome]) -> None:
    """Print means, how quality relates to overlap, and the last line."""
    both = [one for one in outcomes if not np.isnan(one.lung)]
    rated = [abs(one.ratio_error) for one in outcomes if not np.isnan(one.ratio_error)]
    failed = [one for one in both if "FAILED" in one.remark]
    flagged = [one for one in both if one.quality < LOW_QUALITY or not one.frontal]
    print(
        f"failed (lung Dice < {BAD_DICE} or CTR error > {BAD_RATIO}): {len(failed)}, of them flagged or refused "
        f"{sum(one in flagged for one in failed)}; flagged or refused without failure "
        f"{sum(one not in failed for one in flagged)}; processor time {_mean([one.seconds for one in outcomes]):.2f} s"
    )
    if len(both) > 2 and np.ptp([one.quality for one in both]) > 0 and np.ptp([one.lung for one in both]) > 0:
        ranks = [
            np.argsort(np.argsort(values)) for values in zip(*((one.quality, one.lung) for one in both), strict=True)
        ]
        print(f"rank correlation of quality and lung Dice {np.corrcoef(ranks)[0, 1]:+.2f}")
    strict = [[score if one.frontal else 0.0 for one, score in scores] for scores in _scores(outcomes, both)]
    print(
        f"refused films as Dice 0: lung Dice {_mean(strict[0]):.3f}, heart Dice {_mean(strict[1]):.3f}, "
        f"refused {sum(not one.frontal for one in outcomes)} of {len(outcomes)}"
    )
    print(
        f"lung Dice {_mean([one.lung for one in both]):.3f}, heart Dice {_mean([one.heart for one in outcomes]):.3f}, "
        f"CTR error {_mean(rated):.3f}, n {len(both)}"
    )


def _scores(outcomes: list[Outcome], both: list[Outcome]) -> tuple[list[tuple[Outcome, float]], ...]:
    return [(one, one.lung) for one in both], [(one, one.heart) for one in outcomes]


def _mean(values: list[float]) -> float:
    return float(np.mean(values)) if values else float("nan")


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(newline="", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def _masks(folder: Path) -> dict[str, dict[str, NDArray[np.bool_]]]:
    """Read the masks of lungs and heart, each cut out, and put them back in their place."""
    found: dict[str, dict[str, NDArray[np.bool_]]] = {}
    for row in _rows(folder / "gold.csv"):
        if row["cls"] not in (RIGHT, LEFT, HEART):
            continue
        cut = cv2.imread(str(folder / "masks" / row["mask"]), cv2.IMREAD_COLOR)
        if cut is None:
            raise SystemExit(f"The mask {row['mask']} cannot be read.")
        inside = cut.max(axis=-1) > 127
        left, top = int(float(row["left"])), int(float(row["top"]))
        whole = np.zeros((int(row["H"]), int(row["W"])), np.bool_)
        whole[top : top + inside.shape[0], left : left + inside.shape[1]] = inside
        found.setdefault(row["filename"], {})[row["cls"]] = whole
    return found


def _judge(file: Path, gold: dict[str, NDArray[np.bool_]], ratio: float, view: str) -> Outcome:
    image = read_study(file).images[0]
    start = time.process_time()
    chest = segment_chest(image)
    seconds = time.process_time() - start
    lung = _dice(chest.lungs.pixels, gold[RIGHT] | gold[LEFT]) if RIGHT in gold and LEFT in gold else float("nan")
    return Outcome(
        name=file.name,
        view=view,
        lung=lung,
        heart=_dice(chest.heart_mask.pixels, gold[HEART]) if HEART in gold else float("nan"),
        ratio_error=chest.heart.ratio - ratio,
        quality=chest.quality,
        frontal=judge_frontal(image, chest).is_frontal,
        seconds=seconds,
    )


def _dice(first: NDArray[np.bool_], second: NDArray[np.bool_]) -> float:
    return float(2 * (first & second).sum() / max(first.sum() + second.sum(), 1))


def _recognition(folder: Path) -> None:
    """Count what is taken for a frontal chest film in VQA-RAD, whose chest images are all such films."""
    with (folder / "visible.jsonl").open(encoding="utf-8") as stream:
        organs = {one["image_name"]: one["image_organ"] for one in map(json.loads, stream)}
    counts = {True: [0, 0], False: [0, 0]}
    for name, organ in sorted(organs.items()):
        image = read_study(folder / "images" / name).images[0]
        verdict = judge_frontal(image, segment_chest(image))
        is_chest = organ == "CHEST"
        counts[is_chest][0] += verdict.is_frontal
        counts[is_chest][1] += 1
        if verdict.is_frontal != is_chest:
            print(f"{name}: {organ.lower()}, frontal chest film {verdict.certainty:.2f}")
    (seen, chests), (false, others) = counts[True], counts[False]
    print(f"taken for frontal chest films: {seen} of {chests} chest images, {false} of {others} others")


if __name__ == "__main__":
    sys.exit(main())
