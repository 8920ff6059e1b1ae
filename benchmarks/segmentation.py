"""How well the embedded methods outline what is drawn: fundus photographs, skin lesions, marked objects.

    python benchmarks/segmentation.py [--count 40] [--pictures docs/images]

The pictures are drawn, so that their truth is known exactly; the figures say that the methods do what they say, not how
they do on photographs of patients. Seeds differ from those of the tests.
"""

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from tools.errors import ToolError
from tools.image import Image
from tools.library.segment import segment
from tools.region import Mask, Point
from tools.rendering import COLOURS, encode_png, outlined
from tools.samples.fundus import Fundus, draw_fundus
from tools.samples.skin import Lesion, draw_lesion

SEEDS = 1000
"""Where the seeds of the benchmark begin."""

Bools = NDArray[np.bool_]


def fundus(seed: int) -> Fundus:
    rng = np.random.default_rng(seed)
    return draw_fundus(
        seed=seed,
        side=int(rng.integers(400, 1100)),
        disc_radius=rng.uniform(0.05, 0.1),
        cup_ratio=rng.uniform(0.3, 0.8),
        noise=rng.uniform(1, 9),
        contrast=rng.uniform(0.5, 1),
        exudates=int(rng.integers(0, 12)),
    )


def lesion(seed: int) -> Lesion:
    rng = np.random.default_rng(seed)
    return draw_lesion(
        seed=seed,
        side=int(rng.integers(300, 1200)),
        radius=rng.uniform(0.06, 0.26),
        skin=int(rng.integers(0, 4)),
        contrast=rng.uniform(0.25, 0.7),
        hairs=int(rng.integers(0, 14)),
        vignette=bool(rng.random() < 0.4),
        noise=rng.uniform(1, 8),
    )


def cases(seed: int) -> Iterator[tuple[str, Image, Bools, dict[str, object]]]:
    eye, skin = fundus(seed), lesion(seed)
    yield "optic-disc", eye.image, eye.disc, {}
    yield "optic-cup", eye.image, eye.cup, {}
    yield "retinal-vessels", eye.image, eye.vessels, {}
    yield "skin-lesion", skin.image, skin.mask, {}
    rows, columns = np.nonzero(skin.mask)
    middle = Point(column=float(columns.mean()), row=float(rows.mean()))
    yield "region (point)", skin.image, skin.mask, {"points": (middle,)}
    box = Mask(pixels=skin.mask).box
    yield "region (box)", skin.image, skin.mask, {"region": box}


def dice(first: Bools, second: Bools) -> float:
    return float(2 * (first & second).sum() / max(first.sum() + second.sum(), 1))


def table(count: int) -> None:
    found: dict[str, list[tuple[float, float]]] = {}
    for seed in range(SEEDS, SEEDS + count):
        for name, image, truth, prompt in cases(seed):
            try:
                made = segment(image, name.split(" ")[0], **prompt)  # type: ignore[arg-type]  # as the case says
                found.setdefault(name, []).append((dice(made.mask.pixels, truth), made.quality))
            except ToolError:
                found.setdefault(name, []).append((0.0, 0.0))
    print(f"{'target':18} {'mean':>6} {'median':>7} {'worst':>6} {'< 0.8':>6} {'of those, quality < 0.5':>24}")
    for name, rows in found.items():
        values, qualities = (np.array(one) for one in zip(*rows, strict=True))
        low = values < 0.8
        told = f"{(qualities[low] < 0.5).sum()}/{low.sum()}"
        print(f"{name:18} {values.mean():6.3f} {np.median(values):7.3f} {values.min():6.3f} {low.sum():6d} {told:>24}")


def picture(image: Image, masks: Sequence[Bools] = (), width: int = 300) -> NDArray[np.uint8]:
    size = (width, round(image.height * width / image.width))
    drawn = np.asarray(cv2.resize(image.pixels, size, interpolation=cv2.INTER_AREA), np.uint8)
    for mask, colour in zip(masks, (COLOURS[3], COLOURS[1]), strict=False):
        small = cv2.resize(mask.astype(np.uint8), size, interpolation=cv2.INTER_AREA) > 0
        drawn = outlined(drawn, Mask(pixels=small), colour)
    return drawn


def pictures(folder: Path) -> None:
    # Without grain, which makes a PNG ten times as large.
    eye = draw_fundus(seed=3, side=640, noise=0)
    skin = draw_lesion(seed=1, side=640, hairs=8, vignette=True, noise=0)
    nerve = picture(eye.image, [segment(eye.image, one).mask.pixels for one in ("optic-disc", "optic-cup")])
    shown = np.asarray(eye.image.pixels, np.uint8).copy()
    shown[segment(eye.image, "retinal-vessels").mask.pixels] = COLOURS[1]
    tree = picture(replace(eye.image, pixels=shown))
    spot = picture(skin.image, [segment(skin.image, "skin-lesion").mask.pixels])
    above = (nerve.shape[0] - spot.shape[0]) // 2
    below = nerve.shape[0] - spot.shape[0] - above
    spot = np.asarray(
        cv2.copyMakeBorder(spot, above, below, 0, 0, cv2.BORDER_CONSTANT, value=(255, 255, 255)), np.uint8
    )
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "segmentation.png").write_bytes(encode_png(np.hstack([nerve, tree, spot])))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=40, help="pictures of each kind")
    parser.add_argument("--pictures", type=Path, help="folder for the pictures of the documentation, instead")
    options = parser.parse_args()
    if options.pictures is not None:
        pictures(options.pictures)
    else:
        table(options.count)


if __name__ == "__main__":
    main()
