"""How `compare_prior` does on films: known movements, films of one person, and films of different persons.

    python benchmarks/prior_pairs.py FOLDER [--seed 0] [--most 15]

FOLDER holds `images/` and `metadata.csv` with the columns `filename` and `patientid`. Every film is turned, shifted,
scaled, re-exposed and made noisy by known amounts, and laid back: what is off is the distance between where its corners
belong and where they were put. Films of one person are real pairs. Films of different persons, of about the same view,
must be refused or say a poor residual. The last line is `off X pixels (median), Y (worst); refused A of N moved, B of M
other persons, C of K of one person`.
"""

import argparse
import csv
import itertools
import random
import sys
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import cv2  # noqa: E402
import numpy as np  # noqa: E402
from numpy.typing import NDArray  # noqa: E402
from rich.console import Console  # noqa: E402
from rich.table import Table  # noqa: E402

from tools.errors import BadArguments  # noqa: E402
from tools.image import Image  # noqa: E402
from tools.reading import read_study  # noqa: E402
from tools.registration import Registration, register  # noqa: E402

MOVEMENTS = ((0, 0.0, 1.0), (10, 2.0, 1.02), (30, -5.0, 0.95), (60, 10.0, 1.1), (100, -20.0, 0.85))
"""Shift [1/1000 of the longer side], turn [deg] and scale of the later film."""

SIDE = 1024
"""Longest side of the films as they are compared [pixels]."""

NOISE, GAMMA = 6.0, 1.25
"""Spread of the added noise [of 255] and the exponent by which the later film is re-exposed."""


class Film(NamedTuple):
    """One film."""

    name: str
    person: str
    grey: NDArray[np.uint8]


class Pair(NamedTuple):
    """What became of two films."""

    first: str
    second: str
    found: Registration | None
    refusal: str


def films(folder: Path, most: int) -> list[Film]:
    """The films of the folder with the number of their person, in the order of their names."""
    with (folder / "metadata.csv").open(encoding="utf-8") as stream:
        persons = {row["filename"]: row["patientid"] for row in csv.DictReader(stream)}
    paths = [path for path in sorted((folder / "images").iterdir()) if path.name in persons][:most]
    return [Film(path.name, persons[path.name], _grey(read_study(path).images[0])) for path in paths]


def _grey(image: Image) -> NDArray[np.uint8]:
    shown = image.shown()
    grey = cv2.cvtColor(shown, cv2.COLOR_RGB2GRAY) if shown.ndim == 3 else shown
    factor = SIDE / max(grey.shape)
    size = tuple(max(1, round(side * factor)) for side in reversed(grey.shape))
    return np.asarray(cv2.resize(grey, size, interpolation=cv2.INTER_AREA), np.uint8)


def moved(
    grey: NDArray[np.uint8], movement: tuple[int, float, float], chance: np.random.Generator
) -> tuple[NDArray[np.uint8], NDArray[np.float64]]:
    """The film moved, re-exposed and noisy, and the matrix `(2, 3)` by which it was moved."""
    height, width = grey.shape
    shift, turn, scale = movement
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), turn, scale)
    matrix[:, 2] += chance.choice((-1, 1), 2) * shift / 1000 * max(grey.shape)
    later = cv2.warpAffine(grey, matrix, (width, height), flags=cv2.INTER_LINEAR)
    exposed = 255 * (later / 255.0) ** GAMMA + chance.normal(0, NOISE, later.shape)
    return np.clip(exposed, 0, 255).astype(np.uint8), np.asarray(matrix, np.float64)


def off_by(found: NDArray[np.float64], true: NDArray[np.float64], shape: tuple[int, ...]) -> float:
    """Mean distance between where a grid of places belongs and where it was put [pixels]."""
    rows, columns = np.mgrid[0.1:0.95:5j, 0.1:0.95:5j] * np.array(shape[:2]).reshape(2, 1, 1)  # type: ignore[misc]
    places = np.stack([columns.ravel(), rows.ravel(), np.ones(columns.size)])
    return float(np.linalg.norm((found - true) @ places, axis=0).mean())


def compared(first: Film, second: Film) -> Pair:
    """Lay one film on another."""
    try:
        return Pair(first.name, second.name, register(first.grey, second.grey), "")
    except BadArguments as error:
        return Pair(first.name, second.name, None, str(error).partition(": ")[2].partition(".")[0])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--most", type=int, default=15, help="films at most")
    given = parser.parse_args()
    console, chance = Console(width=150), np.random.default_rng(given.seed)
    every = films(given.folder, given.most)

    table = Table("shift ‰", "turn °", "scale", "films", "refused", "off px median", "off px worst", "residual median")
    offs, lost, tried = [], 0, 0
    for movement in MOVEMENTS:
        here, left, refused = [], [], 0
        for film in every:
            later, true = moved(film.grey, movement, chance)
            tried += 1
            try:
                found = register(film.grey, later)
            except BadArguments:
                refused += 1
                continue
            here.append(off_by(found.matrix, true, film.grey.shape))
            left.append(found.residual)
        offs += here
        lost += refused
        shown = (f"{np.median(here):.2f}", f"{max(here):.2f}", f"{np.median(left):.2f}") if here else ("", "", "")
        table.add_row(*(f"{one:g}" for one in movement), str(len(every)), str(refused), *shown)
    console.print(table)

    pairs = list(itertools.permutations(every, 2))
    own = [compared(*pair) for pair in pairs if pair[0].person == pair[1].person]
    others = [pair for pair in pairs if pair[0].person != pair[1].person]
    random.Random(given.seed).shuffle(others)  # noqa: S311 - repeatable, not secret
    strange = [compared(*pair) for pair in others]
    table = Table("pair", "outcome", "residual px", "likeness", "scale", "turn °")
    for one in [*own, *(pair for pair in strange if pair.found is not None)]:
        kind = "one person" if one in own else "other persons"
        if one.found is None:
            table.add_row(f"{one.first} on {one.second}", f"{kind}: refused, {one.refusal}", "", "", "", "")
        else:
            numbers = (one.found.residual, one.found.likeness, one.found.scale, one.found.rotation)
            table.add_row(f"{one.first} on {one.second}", kind, *(f"{number:.2f}" for number in numbers))
    console.print(table)
    refused_strange = sum(one.found is None for one in strange)
    refused_own = sum(one.found is None for one in own)
    print(
        f"off {np.median(offs):.2f} pixels (median), {max(offs):.2f} (worst); refused {lost} of {tried} moved, "
        f"{refused_strange} of {len(strange)} other persons, {refused_own} of {len(own)} of one person"
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
