"""The lesion on a colour picture of skin: by its distance in colour from the skin around it, hair taken off before."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from tools.image import Image
from tools.region import BoundingBox, Mask
from tools.segmentation.general import ROUNDS

__all__ = ["SKIN_MODALITIES", "Lesion", "SkinJudgement", "find_lesion", "judge_skin"]

SKIN_MODALITIES = ("XC", "DMS", "GM", "ES", "OT", "SC")
"""DICOM modalities under which a picture of skin may be filed: photography, dermoscopy, microscope, other."""
WORKING_SIDE = 256
"""Longest side at which a lesion is outlined [pixels]: its outline is then good to a 250th of the picture."""
DARK = 40
"""Brightest channel below which what touches the border is the dark frame of a dermatoscope [levels]; ours."""
GREEN_TO_RED, BLUE_TO_RED = (0.52, 0.62, 0.97, 1.02), (0.32, 0.42, 0.95, 1.02)
"""Share of green and of blue light in the red of skin: none below the first and above the last, certain between the
inner two. Grey pictures and blue dyes lie above, the retina below. Ours, from no photographs."""
SURE = 0.6
"""Certainty from which a picture is taken for one of skin; ours."""
HAIR_WIDTH = 0.035
"""Widest hair that is taken off, as a share of the longest side; ours."""
HAIR_DEPTH = 18.0
"""How much darker than beside it a hair is [levels]; ours."""
SKIN_STRIP = 0.12
"""Width of the strip along the border that is taken for skin, as a share of the shorter side; ours."""
LEAST_DISTANCE = 6.0
"""CIELAB distance of lesion and skin below which none stands out: some 2.6 just noticeable differences of 2.3 (Mahy et
al. 1994); ours."""
CLEAR_DISTANCE = 20.0
"""The same from which a lesion stands out fully; ours."""
LEAST_SHARE, MOST_SHARE = 0.002, 0.75
"""Share of the skin that a lesion takes; ours."""

Bools = NDArray[np.bool_]
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class SkinJudgement:
    """The judgement with its reasons."""

    certainty: float
    """That the picture may show skin, by its colours alone [0-1]; a rule's own estimate."""
    basis: str
    """Why, in one sentence."""

    @property
    def is_skin(self) -> bool:
        """True where the rules for skin may be used."""
        return self.certainty >= SURE


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Lesion:
    """The outline of a lesion."""

    mask: Mask
    """Empty where none stands out."""
    quality: float
    """How clearly it stands out, and how far two methods agree [0-1]."""
    doubts: tuple[str, ...] = ()
    """As sentences."""


def judge_skin(image: Image) -> SkinJudgement:
    """Judge by its colours whether a picture may show skin; other reddish things pass as well."""
    if not image.is_colour:
        return SkinJudgement(certainty=0.0, basis="It is grey.")
    if image.modality not in SKIN_MODALITIES:
        return SkinJudgement(certainty=0.0, basis=f"Its modality is {image.modality}.")
    rgb = _small(image)
    skin = _strip(~_frame(rgb))
    if not skin.any():
        return SkinJudgement(certainty=0.0, basis="It is dark all over.")
    red, green, blue = (float(np.median(rgb[..., channel][skin])) for channel in range(3))
    clues = (
        float(np.interp(green / max(red, 1.0), GREEN_TO_RED, (0, 1, 1, 0))),
        float(np.interp(blue / max(red, 1.0), BLUE_TO_RED, (0, 1, 1, 0))),
    )
    basis = f"Judged from the pixels: green to red {clues[0]:.2f}, blue to red {clues[1]:.2f}."
    return SkinJudgement(certainty=float(np.sqrt(clues[0] * clues[1])), basis=basis)


def find_lesion(image: Image, region: BoundingBox | None = None) -> Lesion:
    """Outline the lesion.

    Args:
        image: A colour picture of skin, see `judge_skin`.
        region: Around the lesion [pixels]; None takes the one that stands out most near the middle.

    Source: hair by a bottom-hat of the brightness, filled by fast marching (Abbas et al. 2011,
    doi:10.1016/j.bspc.2011.01.003); threshold by Otsu 1979, doi:10.1109/TSMC.1979.4310076; outline by GrabCut, Rother
    et al. 2004, doi:10.1145/1015706.1015720.
    """
    rgb = _small(image)
    frame = _frame(rgb)
    rgb, hair = _without_hair(rgb, ~frame)
    allowed = ~frame if region is None else ~frame & _boxed(region, image, frame.shape)
    away = _distance(rgb, _strip(~frame) if region is None else ~frame & ~allowed)
    empty = Lesion(mask=Mask(pixels=np.zeros(image.pixels.shape[:2], np.bool_)), quality=0.0)
    first = _first_outline(away, allowed)
    if not LEAST_SHARE <= first.sum() / max((~frame).sum(), 1) <= MOST_SHARE:
        return empty
    cut = _cut(rgb, first, allowed)
    step = float(np.median(away[cut]) - np.median(away[~cut & ~frame])) if cut.any() else 0.0
    if step < LEAST_DISTANCE:
        return empty
    agreement = 2 * float((first & cut).sum()) / float(first.sum() + cut.sum())
    quality = float(np.clip(step / CLEAR_DISTANCE, 0, 1)) * agreement
    large = cv2.resize(cut.astype(np.float32), (image.width, image.height), interpolation=cv2.INTER_LINEAR)
    return Lesion(
        mask=Mask(pixels=np.ascontiguousarray(large >= 0.5)), quality=quality, doubts=_doubts(cut, frame, hair, step)
    )


def _doubts(cut: Bools, frame: Bools, hair: float, step: float) -> tuple[str, ...]:
    near_frame = cv2.dilate(np.pad(frame, 1, constant_values=True).astype(np.uint8), np.ones((5, 5), np.uint8))[
        1:-1, 1:-1
    ]
    found = []
    if (cut & (near_frame > 0)).any():
        found.append("The lesion reaches the border of the picture, so part of it may be missing.")
    if hair > 0.05:
        found.append(f"Hair over {hair:.0%} of the picture was filled in before.")
    if step < 2 * LEAST_DISTANCE:
        found.append("Lesion and skin hardly differ in colour.")
    return tuple(found)


def _small(image: Image) -> NDArray[np.uint8]:
    scale = min(WORKING_SIDE / max(image.width, image.height), 1.0)
    size = (max(round(image.width * scale), 8), max(round(image.height * scale), 8))
    return np.asarray(cv2.resize(image.pixels, size, interpolation=cv2.INTER_AREA), np.uint8)


def _frame(rgb: NDArray[np.uint8]) -> Bools:
    """The dark frame of a dermatoscope: what is dark and connected with the corners, with the blur at its edge."""
    dark = (rgb.max(axis=-1) < DARK).astype(np.uint8)
    _, labels = cv2.connectedComponents(dark)
    corners = {int(labels[row, column]) for row in (0, -1) for column in (0, -1)} - {0}
    frame = np.isin(labels, sorted(corners)) & (dark > 0)
    if not frame.any():
        return np.asarray(frame)
    return np.asarray(cv2.dilate(frame.astype(np.uint8), np.ones((9, 9), np.uint8)) > 0)


def _strip(inside: Bools) -> Bools:
    """The outermost part of what is no frame."""
    wide = max(round(SKIN_STRIP * min(inside.shape)), 2)
    depth = cv2.distanceTransform(np.pad(inside, 1).astype(np.uint8), cv2.DIST_L2, 5)[1:-1, 1:-1]
    return np.asarray(inside & (depth <= wide))


def _boxed(region: BoundingBox, image: Image, shape: tuple[int, ...]) -> Bools:
    found = np.zeros(shape, np.bool_)
    across, down = shape[1] / image.width, shape[0] / image.height
    rows = slice(int(region.top * down), int(np.ceil(region.bottom * down)))
    columns = slice(int(region.left * across), int(np.ceil(region.right * across)))
    found[rows, columns] = True
    return found


def _without_hair(rgb: NDArray[np.uint8], inside: Bools) -> tuple[NDArray[np.uint8], float]:
    """Fill narrow dark lines from both sides; also gives their share of the picture."""
    light = cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY)
    length = 2 * max(round(HAIR_WIDTH * max(light.shape) / 2), 2) + 1
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (length, length))
    lines = (cv2.morphologyEx(light, cv2.MORPH_BLACKHAT, kernel) > HAIR_DEPTH) & inside
    count, labels, stats, _ = cv2.connectedComponentsWithStats(lines.astype(np.uint8))
    # A hair is long; the dots of a lesion are not.
    long = np.hypot(stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]) > 2.5 * length
    long[0] = False
    hair = long[labels] if count > 1 else np.zeros_like(lines)
    if not hair.any():
        return rgb, 0.0
    wide = cv2.dilate(hair.astype(np.uint8), np.ones((3, 3), np.uint8))
    return np.asarray(cv2.inpaint(rgb, wide, 3, cv2.INPAINT_TELEA), np.uint8), float(hair.mean())


def _distance(rgb: NDArray[np.uint8], skin: Bools) -> Floats:
    """CIELAB distance from the skin, of what is not brighter than it: reflections are no lesion."""
    smooth = cv2.GaussianBlur(rgb.astype(np.float32) / 255, (0, 0), 1.5)
    lab = cv2.cvtColor(smooth, cv2.COLOR_RGB2LAB)
    colour = np.median(lab[skin], axis=0) if skin.any() else np.median(lab.reshape(-1, 3), axis=0)
    away = np.linalg.norm(lab - colour, axis=-1)
    return np.where(lab[..., 0] > colour[0] + 3, 0, away).astype(np.float32)


def _first_outline(away: Floats, allowed: Bools) -> Bools:
    """The part beyond Otsu's threshold that is large and near the middle of where it may lie."""
    if not allowed.any():
        return allowed
    top = float(np.percentile(away[allowed], 99.5))
    if top < LEAST_DISTANCE:
        return np.zeros_like(allowed)
    levels = np.clip(np.rint(away / top * 255), 0, 255).astype(np.uint8)
    threshold, _ = cv2.threshold(levels[allowed][None], 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    marked = ((levels > threshold) & allowed).astype(np.uint8)
    marked = cv2.morphologyEx(marked, cv2.MORPH_OPEN, np.ones((5, 5), np.uint8))
    count, labels, stats, middles = cv2.connectedComponentsWithStats(marked)
    if count < 2:
        return np.zeros_like(allowed)
    rows, columns = np.nonzero(allowed)
    off = np.hypot(middles[:, 0] - columns.mean(), middles[:, 1] - rows.mean()) / (0.5 * np.hypot(*allowed.shape))
    score = stats[:, cv2.CC_STAT_AREA] * np.clip(1 - off, 0.05, 1) ** 2
    score[0] = 0
    return _filled(labels == int(score.argmax()))


def _cut(rgb: NDArray[np.uint8], first: Bools, allowed: Bools) -> Bools:
    """Move the outline to where the colours part."""
    size = float(np.sqrt(first.sum() / np.pi))
    inner = cv2.distanceTransform(np.pad(first, 1).astype(np.uint8), cv2.DIST_L2, 5)[1:-1, 1:-1]
    outer = cv2.distanceTransform((~first).astype(np.uint8), cv2.DIST_L2, 5)
    marks = np.full(first.shape, cv2.GC_BGD, np.uint8)
    marks[(outer <= 0.35 * size + 2) & allowed] = cv2.GC_PR_BGD
    marks[first] = cv2.GC_PR_FGD
    marks[inner > 0.5 * size] = cv2.GC_FGD
    if (marks == cv2.GC_BGD).sum() < 8 or first.sum() < 8:
        return first
    cv2.setRNGSeed(1)
    smooth = cv2.GaussianBlur(rgb, (0, 0), 1.0)
    cv2.grabCut(smooth, marks, None, np.zeros((1, 65)), np.zeros((1, 65)), ROUNDS, cv2.GC_INIT_WITH_MASK)
    found = ((marks == cv2.GC_FGD) | (marks == cv2.GC_PR_FGD)).astype(np.uint8)
    found = cv2.morphologyEx(found, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(found)
    if count < 2:
        return first
    return _filled(labels == 1 + int(stats[1:, cv2.CC_STAT_AREA].argmax()))


def _filled(mask: Bools) -> Bools:
    outside = np.pad(mask, 1).astype(np.uint8)
    cv2.floodFill(outside, None, (0, 0), 2)
    return np.asarray(outside[1:-1, 1:-1] != 2)
