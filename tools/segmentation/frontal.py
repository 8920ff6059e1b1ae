"""Whether an image is a frontal chest film, from header facts and pixels."""

from dataclasses import dataclass

import numpy as np

from tools.image import Image
from tools.segmentation.chest import Chest
from tools.segmentation.film import Film

__all__ = ["Frontality", "judge_frontal"]

FILM_MODALITIES = ("CR", "DX", "RG", "OT", "XC", "SC")
"""DICOM modalities under which a plain film, or a picture of one, may be filed."""
LATERAL_VIEWS = ("LL", "RL", "LATERAL", "LAT")
"""View Position (0018,5101) of films from the side."""
CHEST_WORDS = ("CHEST", "THORAX")
"""Body Part Examined (0018,0015) of chest films."""
AGREEMENT = (0.05, 0.45)
"""Mean border gradient, weaker side and mean of both, from no chest to a clear one. Ours; noise gives about 0.1."""
BELOW = 0.14
"""Depth of the strip under the diaphragm that must be bright [content heights]."""
BLACK = 0.06
"""Brightness [0-1] of unexposed film and of the air around a CT or MR slice."""
EXPOSED = (0.45, 0.80)
"""Exposed share of the lowest rows: a slice of a head or trunk is an oval and narrows there, a film is cut through the
trunk."""
SURE = 0.65
"""Certainty from which an image is taken for a frontal chest film."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frontality:
    """The judgement with its reasons."""

    certainty: float
    """That it is a frontal chest film [0-1]; a rule's own estimate."""
    basis: str
    """Why, in one sentence."""

    @property
    def is_frontal(self) -> bool:
        """True where the rules for frontal chest films may be used."""
        return self.certainty >= SURE


def judge_frontal(image: Image, chest: Chest) -> Frontality:
    """Judge whether an image is a frontal chest film.

    Args:
        image: Any image.
        chest: Its drawing as if it were one.

    Returns:
        The certainty and its reasons. Facts of the header exclude, or raise the certainty; they never suffice alone.
    """
    refused = _refused_by_facts(image)
    if refused:
        return Frontality(certainty=0.0, basis=refused)
    clues = _clues(chest)
    certainty = float(np.prod(list(clues.values())) ** (1 / len(clues)))
    named = image.facts.get("BodyPartExamined", "").upper() in CHEST_WORDS or image.facts.get("ViewPosition") in (
        "PA",
        "AP",
    )
    if named:
        certainty = certainty + 0.3 * (1 - certainty) if certainty > 0.2 else certainty
    listed = ", ".join(f"{name} {value:.2f}" for name, value in clues.items())
    return Frontality(
        certainty=certainty, basis=f"Judged from the pixels{' and the header' if named else ''}: {listed}."
    )


def _refused_by_facts(image: Image) -> str:
    """Say why the facts exclude a frontal chest film, or nothing."""
    if image.is_colour and not _is_grey(image):
        return "It is a colour picture."
    if image.modality not in FILM_MODALITIES:
        return f"Its modality is {image.modality}."
    if image.facts.get("ViewPosition", "").upper() in LATERAL_VIEWS:
        return "It was taken from the side."
    part = image.facts.get("BodyPartExamined", "").upper()
    return f"The body part is {part.lower()}." if part and part not in CHEST_WORDS else ""


def _is_grey(image: Image) -> bool:
    """Tell a grey picture stored as RGB from a colour one; JPEG leaves differences of a few levels."""
    small = image.pixels[::4, ::4].astype(np.int16)
    return bool((np.ptp(small, axis=-1) > 24).mean() < 0.01)


def _cut_through(film: Film) -> float:
    """Score whether the body runs off the lower edge of what is exposed [0.1-1]."""
    bright = film.grey > BLACK
    rows = np.flatnonzero(bright.mean(axis=1) > 0.08)
    columns = np.flatnonzero(bright.mean(axis=0) > 0.08)
    if rows.size == 0 or columns.size == 0:
        return 0.1
    depth = max(int(rows[-1] - rows[0]) // 20, 1)
    lowest = bright[rows[-1] + 1 - depth : rows[-1] + 1, columns[0] : columns[-1] + 1]
    return float(np.clip((lowest.mean() - EXPOSED[0]) / (EXPOSED[1] - EXPOSED[0]), 0.1, 1))


def _clues(chest: Chest) -> dict[str, float]:
    """Score what a frontal chest film shows, each [0-1]."""
    film, (left, top, right, bottom) = chest.film, chest.film.content
    low, high = AGREEMENT
    weaker = float(np.clip((min(chest.thorax.sides) + 0.25 - low) / (high - low), 0, 1))
    mean = float(np.clip((chest.thorax.agreement - low) / (high - low), 0, 1))
    lungs = chest.fields[0] | chest.fields[1]
    rows = np.flatnonzero(lungs.any(axis=1))
    columns = np.flatnonzero(lungs.any(axis=0))
    if rows.size == 0:
        return {"lung borders": 0.0}
    base = int(rows[-1])
    inset = (columns[-1] - columns[0]) // 5
    strip = film.grey[base + 1 : base + 2 + round(BELOW * (bottom - top)), columns[0] + inset : columns[-1] - inset]
    # Where the film ends at the diaphragm there is no strip, and nothing to say.
    below = float((strip > BLACK).mean()) if strip.shape[0] >= 3 else 0.8
    lung, heart = float(np.median(film.grey[lungs])), float(np.median(film.grey[chest.heart_field]))
    return {
        "lung borders": mean,
        "weaker side": weaker,
        "tissue below the diaphragm": below**2,
        "trunk cut through at the lower edge": _cut_through(chest.film),
        "heart brighter than lung": float(np.clip(2 * (heart - lung) / max(heart, 0.05), 0, 1)),
        "lung not black": float(np.clip(1 - 4 * (film.grey[lungs] < BLACK).mean(), 0, 1)),
        "field size": float(np.clip(lungs.mean() * film.grey.size / ((right - left) * (bottom - top)) / 0.25, 0, 1)),
    }
