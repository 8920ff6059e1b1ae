"""How much burned-in text is found and masked on synthetic pictures, and what is masked where there is none.

    python benchmarks/burned_in.py [--count 600] [--seed 0] [--fonts FOLDER] [--films FOLDER] [--most N]

Text of four fonts (or the TrueType fonts of a folder), 8 to 40 pixels high, upright or turned, white, grey, black or
faint, is written over four kinds of ground: plain and ramp (secondary capture), soft shadows with noise (film), speckle
on black (ultrasound). It counts as found if at least 95 % of its strokes are masked where text is expected; pixels
outside of the boxes must be the same. Text that nobody could read is not counted: contrast below 25 of 256 grey levels,
or below 3 times the spread of the ground around it. With `--films`, pictures of a folder are searched as they are, as
radiographs whose header says nothing of text, and what is masked and what is only told is printed.
Last line: `found A of B with at least 12 pixels (x %), changed outside C, of N`.
"""

import argparse
import sys
import time
from collections import defaultdict
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow
from PIL import ImageDraw, ImageFont

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tools.deidentifying.covering import cover_text, masked_lines  # noqa: E402
from tools.deidentifying.text import area_of, find_text  # noqa: E402
from tools.image import Image  # noqa: E402
from tools.reading import read_study  # noqa: E402

HEIGHTS = (8, 10, 12, 14, 16, 20, 24, 30, 40)
ANGLES = (0, 0, 0, 5, 15, -30, 45, 90, -90, 180)
GROUNDS = ("plain", "ramp", "film", "fan")
FONTS = (None, cv2.FONT_HERSHEY_SIMPLEX, cv2.FONT_HERSHEY_DUPLEX, cv2.FONT_HERSHEY_COMPLEX)
"""None stands for the font that Pillow carries."""
WORDS = ("SMITH JOHN", "DOE^JANE 1954", "MRN 4711081", "1961-02-03", "Dr. Okafor", "ACC A12345", "General Hospital")
COVERED = 0.95
"""Share of its strokes that must be masked [0-1]."""
LEAST_CONTRAST, OVER_SPREAD = 25, 3
"""What can be read: contrast [grey levels], and over the standard deviation of the ground. Source of the second: a
detail is seen at about 3 to 5 times the noise (Rose 1948, J. Opt. Soc. Am. 38:196)."""
SHAPE = (512, 640)


@dataclass(frozen=True, slots=True)
class Trial:
    """One picture with text."""

    ground: str
    height: int
    contrast: float
    covered: float
    changed_outside: bool
    detail: str


def ground(kind: str, dice: np.random.Generator) -> NDArray[np.float32]:
    """A picture without text, `(512, 640)`."""
    rows, columns = np.mgrid[: SHAPE[0], : SHAPE[1]].astype(np.float32)
    if kind == "plain":
        return np.full(SHAPE, dice.integers(0, 40), np.float32)
    if kind == "ramp":
        return np.clip(columns / SHAPE[1] * 180 + dice.normal(0, 1, SHAPE), 0, 255).astype(np.float32)
    if kind == "film":
        shadow = np.full(SHAPE, 120, np.float32)
        for _ in range(25):
            across, down, size = dice.uniform(0, SHAPE[1]), dice.uniform(0, SHAPE[0]), dice.uniform(20, 200)
            shadow += dice.uniform(-60, 80) * np.exp(-((columns - across) ** 2 + (rows - down) ** 2) / (2 * size**2))
        for rib in range(8):
            shadow += 20 * np.exp(-(((rows - 60 * rib - 0.0006 * (columns - SHAPE[1] / 2) ** 2) / 8) ** 2))
        return np.clip(shadow + dice.normal(0, 4, SHAPE), 0, 255).astype(np.float32)
    reach, angle = np.hypot(columns - SHAPE[1] / 2, rows + 50), np.arctan2(columns - SHAPE[1] / 2, rows + 50)
    speckle = cv2.GaussianBlur(dice.rayleigh(1, SHAPE).astype(np.float32), (0, 0), 1.6)
    inside = (reach > 90) & (reach < SHAPE[0]) & (np.abs(angle) < 0.6)
    return np.where(inside, np.clip(speckle / speckle.mean() * 70, 0, 220), 0).astype(np.float32)


def ink(
    text: str, height: int, angle: float, font: int | str | None, dice: np.random.Generator
) -> NDArray[np.float32] | None:
    """Text at a place of its own, `(512, 640)` from 0 to 1; None where it does not fit."""
    drawn = np.zeros(SHAPE, np.uint8)
    middle = (SHAPE[1] / 2, SHAPE[0] / 2)
    if font is None or isinstance(font, str):
        size = height / 0.72  # capitals are about 0.72 of the size
        face = ImageFont.load_default(size=size) if font is None else ImageFont.truetype(font, size=size)
        canvas = Pillow.fromarray(drawn)
        left, top, right, bottom = ImageDraw.Draw(canvas).textbbox((0, 0), text, font=face)
        wide, tall = right - left, bottom - top
        place = (middle[0] - wide / 2 - left, middle[1] - tall / 2 - top)
        ImageDraw.Draw(canvas).text(place, text, font=face, fill=255)
        drawn = np.array(canvas)
    else:
        (_, tall), _ = cv2.getTextSize(text, font, 1, 1)
        scale, thickness = height / tall, max(1, round(height / 11))
        (wide, tall), _ = cv2.getTextSize(text, font, scale, thickness)
        start = (round(middle[0] - wide / 2), round(middle[1] + tall / 2))
        cv2.putText(drawn, text, start, font, scale, 255, thickness, cv2.LINE_AA)
    sine, cosine = abs(np.sin(np.radians(angle))), abs(np.cos(np.radians(angle)))
    across, down = wide * cosine + tall * sine + 12, wide * sine + tall * cosine + 12
    if wide > SHAPE[1] - 12 or across > SHAPE[1] or down > SHAPE[0]:
        return None
    turn = cv2.getRotationMatrix2D(middle, angle, 1)
    turn[:, 2] += np.rint((dice.uniform(-1, 1) * (SHAPE[1] - across) / 2, dice.uniform(-1, 1) * (SHAPE[0] - down) / 2))
    return np.asarray(cv2.warpAffine(drawn, turn, SHAPE[::-1]), np.float32) / 255


def trial(seed: int, fonts: Sequence[int | str | None] = FONTS) -> Trial | None:
    """Write a text and look for it; None where it does not fit or could not be read."""
    dice = np.random.default_rng(seed)
    kind, height = GROUNDS[seed % len(GROUNDS)], int(dice.choice(HEIGHTS))
    angle, font = float(dice.choice(ANGLES)), fonts[int(dice.integers(len(fonts)))]
    below, text = ground(kind, dice), WORDS[int(dice.integers(len(WORDS)))]
    drawn = ink(text, height, angle, font, dice)
    if drawn is None:
        return None
    core = drawn > 0.8
    if not core.any():
        return None  # strokes of less than a pixel, turned: grey at best
    how = str(dice.choice(["white", "grey", "black", "faint"]))
    value: float | NDArray[np.float32] = {"white": 255.0, "grey": 200.0, "black": 0.0}.get(how, 0.0)
    if how == "faint":
        value = below + float(dice.choice([25, 30, 40, 50])) * (1 if below[core].mean() < 128 else -1)
    picture = np.clip(below * (1 - drawn) + value * drawn, 0, 255).astype(np.uint8)
    contrast = float(np.abs(picture.astype(np.float32) - below)[core].mean())
    around = cv2.dilate(core.astype(np.uint8), np.ones((9, 9), np.uint8)) > 0
    if contrast < LEAST_CONTRAST or contrast < OVER_SPREAD * (below - cv2.blur(below, (25, 25)))[around].std():
        return None
    masked = cover_text(Image(pixels=picture, modality="US")).pixels
    area = area_of(find_text(picture), SHAPE).pixels
    return Trial(
        kind,
        height,
        contrast,
        float(area[core].mean()),
        not np.array_equal(masked[~area], picture[~area]),
        f"{text!r} {how} {angle:.0f} degrees, font {Path(font).stem if isinstance(font, str) else font}",
    )


def empty(seed: int) -> tuple[str, float]:
    """What is masked of a picture without text, as a share of it."""
    kind = GROUNDS[seed % len(GROUNDS)]
    picture = ground(kind, np.random.default_rng(10**6 + seed)).astype(np.uint8)
    return kind, float(area_of(find_text(picture), SHAPE).pixels.mean())


def films(folder: Path, most: int) -> None:
    """Tell what is found on real pictures."""
    number = masked = 0
    for path in sorted(one for one in folder.iterdir() if one.is_file())[:most]:
        (image, *_) = read_study(path).images
        began = time.process_time()
        lines = find_text(image.pixels)
        seconds = time.process_time() - began
        number += 1
        shape = (image.height, image.width)
        chosen = masked_lines(lines, "auto", modality="DX", burned_in="")
        masked += bool(chosen)
        hidden, told = (float(area_of(one, shape).pixels.mean()) for one in (chosen, lines))
        print(
            f"  {path.name[:40]:40} {image.width} x {image.height}: masked {hidden:.1%}, told {told:.1%}, "
            f"{seconds:.2f} s of processor time"
        )
    print(f"pictures with text masked under `auto`: {masked} of {number}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=600, help="pictures that count")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--films", type=Path, help="folder of pictures to be searched as they are")
    parser.add_argument("--most", type=int, default=1000, help="so many of them")
    parser.add_argument("--fonts", type=Path, help="folder of TrueType fonts to write with instead")
    parser.add_argument("--processes", type=int, default=2)
    given = parser.parse_args()
    fonts = FONTS if given.fonts is None else tuple(str(one) for one in sorted(given.fonts.glob("*.ttf")))
    done: list[Trial] = []
    cv2.setNumThreads(1)
    with ProcessPoolExecutor(given.processes) as pool:
        first = given.seed
        while len(done) < given.count:
            done += [
                one
                for one in pool.map(partial(trial, fonts=fonts), range(first, first + 40), chunksize=5)
                if one is not None
            ]
            first += 40
            print(f"{len(done)} of {given.count}", file=sys.stderr)
        done = done[: given.count]
        without = list(pool.map(empty, range(40), chunksize=5))
    table: dict[tuple[str, str], list[bool]] = defaultdict(list)
    for one in done:
        size = "8-10 px" if one.height < 12 else "12-40 px"
        strength = "25-40" if one.contrast < 40 else "40-100" if one.contrast < 100 else "over 100"
        table[f"{one.ground}, {size}", strength].append(one.covered >= COVERED)
        if one.height >= 12 and one.covered < COVERED:
            print(
                f"missed {one.height} px on {one.ground}, contrast {one.contrast:.0f}: {one.detail}, {one.covered:.0%}"
            )
    for row, strength in sorted(table):
        found = table[row, strength]
        print(f"{row:18} contrast {strength:9} {sum(found):4} of {len(found):4}")
    for kind in GROUNDS:
        shares = [share for one, share in without if one == kind]
        print(f"without text, {kind}: {np.mean(shares):.2%} masked, of {len(shares)} pictures")
    if given.films:
        films(given.films, given.most)
    tall = [one for one in done if one.height >= 12]
    hits, outside = sum(one.covered >= COVERED for one in tall), sum(one.changed_outside for one in done)
    print(
        f"found {hits} of {len(tall)} with at least 12 pixels ({hits / len(tall):.1%}), changed outside {outside}, "
        f"of {len(done)}"
    )
    raise SystemExit(1 if outside else 0)


if __name__ == "__main__":
    main()
