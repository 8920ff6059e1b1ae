"""Bring one picture onto another: corners that match (ORB, RANSAC), refined on all pixels (ECC), or a refusal."""

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from tools.errors import BadArguments

__all__ = ["Registration", "register", "warped"]

Picture = NDArray[np.uint8]
Matrix = NDArray[np.float64]

WORKING_SIDE = 768
"""Longest side at which pictures are registered [pixels]; places are then refined to fractions of a pixel."""

_LEAST_SIDE = 64
"""Smaller pictures [pixels] hold less than one square in which to check what is left of the shift."""

_FEATURES = 3000
_RATIO = 0.8
"""Best over second-best distance of a match. Source: Lowe 2004, section 7.1."""
_RANSAC_PIXELS = 3.0
"""How far a matching corner may lie off [working pixels]."""
_LEAST_INLIERS = 12
"""Corners that must agree; a similarity has four parameters, and chance matches seldom give more than six."""

_ECC_STEPS, _ECC_CHANGE, _ECC_BLUR = 60, 1e-5, 5
_ECC_LEVELS = (4, 2, 1)
"""From coarse to fine: how much smaller the pictures are than at the working size."""

LEAST_LIKENESS = 0.4
"""Correlation of the edges in the common part below which pictures do not show the same thing [1]. Ours: a film moved,
re-exposed and with noise has 0.88 and more; films of different people, noise and blobs had 0.33 at most (42 pairs)."""
SURE_LIKENESS = 0.7
"""Correlation of the edges from which no more is asked [1]: a symmetric body mirrored had 0.58 at most (9 films)."""
LEAST_OVERLAP = 0.5
"""Share of the later picture that the earlier one must cover."""
SCALES = (0.6, 1.7)
"""Magnification of the earlier picture that is believed; beyond it one of them shows a part only."""
MOST_DEGREES = 45.0
"""Rotation that is believed [deg]."""
MOST_STRETCH = 1.15
"""Longer over shorter axis of the affine: the same patient is not stretched by more."""
MOST_RESIDUAL = 0.02
"""Residual over the picture's diagonal beyond which the pictures do not lie on each other."""

_BLOCK = 64
"""Side of the squares in which what is left of the shift is measured [working pixels]."""
_LEAST_TEXTURE = 6.0
"""Standard deviation of a square's grey levels below which it shows no structure to measure by [of 255]."""
_LEAST_RESPONSE = 0.05
"""Peak of the phase correlation below which a square's shift is chance [1]."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Registration:
    """How an earlier picture lies on a later one."""

    matrix: Matrix
    """`(2, 3)`: from (column, row) of the earlier to the later picture [pixels, centre of the first pixel is 0]."""
    scale: float
    """Magnification of the earlier picture."""
    rotation: float
    """Turn of the earlier picture [deg, clockwise as seen]."""
    residual: float
    """Median shift that is left between small squares of both [pixels of the later picture]."""
    overlap: float
    """Share of the later picture that the earlier one covers [0-1]."""
    likeness: float
    """Correlation of the edges in the common part [-1 to 1]."""
    corners: int
    """Matching corners that agree; 0 where only the pixels as a whole were used."""


def register(earlier: Picture, later: Picture) -> Registration:
    """Find the affine that lays one picture on another one.

    Args:
        earlier: `(H, W)` grey as it is shown.
        later: `(H, W)` grey as it is shown; any other size.

    Raises:
        BadArguments: If they cannot be registered; it says why.
    """
    if min(*earlier.shape, *later.shape) < _LEAST_SIDE:
        raise BadArguments(
            f"The two images cannot be registered: both must be at least {_LEAST_SIDE} pixels wide and high."
        )
    (first, shrunk), (second, reduced) = _prepared(earlier), _prepared(later)
    found, corners = _fit(first, second)
    residual = _residual(first, second, found)
    likeness, overlap = _likeness(first, second, found)
    _check(found, likeness, overlap, residual, second.shape, reduced / shrunk)
    _check_sides(first, second, likeness, corners)
    scale, rotation, _ = _parts(found)
    return Registration(
        matrix=_enlarged(found, shrunk, reduced),
        scale=scale * shrunk / reduced,
        rotation=rotation,
        residual=residual / reduced,
        overlap=overlap,
        likeness=likeness,
        corners=corners,
    )


def _fit(earlier: Picture, later: Picture) -> tuple[Matrix, int]:
    """The affine between two prepared pictures that makes them most alike, and how many corners agree on it."""
    first = _by_corners(earlier, later)
    guess = first[0] if first is not None else _centred(earlier, later)
    refined = _refined(earlier, later, guess)
    best = max(guess, refined, key=lambda one: _likeness(earlier, later, one)[0])
    return best, first[1] if first is not None else 0


def _check_sides(earlier: Picture, later: Picture, likeness: float, corners: int) -> None:
    """Refuse a picture that fits on chance, or better with its sides exchanged."""
    if likeness >= SURE_LIKENESS:
        return
    if corners == 0:
        raise BadArguments(
            f"The two images cannot be registered: no corners match, and their edges agree too little (correlation "
            f"{likeness:.2f}, needed {SURE_LIKENESS}). Compare them side by side with compare instead."
        )
    mirrored = np.ascontiguousarray(earlier[:, ::-1])
    if _likeness(mirrored, later, _fit(mirrored, later)[0])[0] > likeness:
        raise BadArguments(
            "The two images cannot be registered: the earlier one fits better with its sides exchanged, so one of them "
            "may be flipped. Compare them side by side with compare instead."
        )


def warped(earlier: NDArray[Any], matrix: Matrix, width: int, height: int) -> tuple[NDArray[Any], NDArray[np.bool_]]:
    """The earlier picture on the grid of the later one, and where it has pixels."""
    drawn = cv2.warpAffine(earlier, matrix, (width, height), flags=cv2.INTER_LINEAR, borderValue=0)
    inside = cv2.warpAffine(
        np.full(earlier.shape[:2], 255, np.uint8), matrix, (width, height), flags=cv2.INTER_NEAREST, borderValue=0
    )
    return np.asarray(drawn), np.asarray(inside) > 0


def _prepared(picture: Picture) -> tuple[Picture, float]:
    """At the working size with evened contrast, and the factor that it was scaled by."""
    factor = min(1.0, WORKING_SIDE / max(picture.shape))
    height, width = (max(1, round(side * factor)) for side in picture.shape)
    small = cv2.resize(picture, (width, height), interpolation=cv2.INTER_AREA) if factor < 1 else picture
    return np.asarray(cv2.createCLAHE(2.0, (8, 8)).apply(small), np.uint8), factor


def _by_corners(earlier: Picture, later: Picture) -> tuple[Matrix, int] | None:
    detector = cv2.ORB.create(nfeatures=_FEATURES, fastThreshold=5)
    found = [detector.detectAndCompute(one, None) for one in (earlier, later)]
    if any(descriptors is None or len(descriptors) < _LEAST_INLIERS for _, descriptors in found):
        return None
    pairs = cv2.BFMatcher(cv2.NORM_HAMMING).knnMatch(found[0][1], found[1][1], k=2)
    good = [pair[0] for pair in pairs if len(pair) == 2 and pair[0].distance < _RATIO * pair[1].distance]
    if len(good) < _LEAST_INLIERS:
        return None
    source = np.array([found[0][0][one.queryIdx].pt for one in good], np.float32)
    target = np.array([found[1][0][one.trainIdx].pt for one in good], np.float32)
    cv2.setRNGSeed(0)  # RANSAC draws at random; the same pictures give the same answer
    matrix, inliers = cv2.estimateAffinePartial2D(
        source, target, method=cv2.RANSAC, ransacReprojThreshold=_RANSAC_PIXELS, maxIters=5000, confidence=0.999
    )
    if matrix is None or int(inliers.sum()) < _LEAST_INLIERS:
        return None
    return np.asarray(matrix, np.float64), int(inliers.sum())


def _centred(earlier: Picture, later: Picture) -> Matrix:
    """The first guess without corners: both centres on each other, the heights alike."""
    scale = later.shape[0] / earlier.shape[0]
    return np.array(
        [
            [scale, 0, (later.shape[1] - 1) / 2 - scale * (earlier.shape[1] - 1) / 2],
            [0, scale, (later.shape[0] - 1) / 2 - scale * (earlier.shape[0] - 1) / 2],
        ]
    )


def _refined(earlier: Picture, later: Picture, guess: Matrix) -> Matrix:
    """Climb the correlation of all pixels from coarse to fine; where it does not converge the guess stays."""
    current = guess
    criteria = (cv2.TERM_CRITERIA_EPS | cv2.TERM_CRITERIA_COUNT, _ECC_STEPS, _ECC_CHANGE)
    for level in _ECC_LEVELS:
        pictures = [_shrunk(one, level) for one in (later, earlier)]
        # OpenCV warps the second picture backwards: the map from the later to the earlier one.
        start = cv2.invertAffineTransform(_levelled(current, 1 / level)).astype(np.float32)
        try:
            _, found = cv2.findTransformECC(
                pictures[0], pictures[1], start, cv2.MOTION_AFFINE, criteria, None, _ECC_BLUR
            )
        except cv2.error:
            continue  # it reports no convergence as an error: the last guess stays
        if not np.isfinite(found).all() or abs(float(np.linalg.det(found[:, :2]))) < 1e-3:
            continue
        current = _levelled(np.asarray(cv2.invertAffineTransform(found), np.float64), level)
    return current


def _shrunk(picture: Picture, level: int) -> Picture:
    height, width = (max(8, side // level) for side in picture.shape)
    return np.asarray(cv2.resize(picture, (width, height), interpolation=cv2.INTER_AREA), np.uint8)


def _levelled(matrix: Matrix, factor: float) -> Matrix:
    """The same map between pictures that are `factor` times as large; centres of pixels are whole numbers."""
    found = matrix.copy()
    shift = (factor - 1) / 2
    found[:, 2] = factor * matrix[:, 2] + shift - matrix[:, :2] @ [shift, shift]
    return found


def _enlarged(matrix: Matrix, earlier: float, later: float) -> Matrix:
    """From the working size to the pictures as they were."""
    up = np.array([[1 / later, 0, (1 / later - 1) / 2], [0, 1 / later, (1 / later - 1) / 2], [0, 0, 1]])
    down = np.array([[earlier, 0, (earlier - 1) / 2], [0, earlier, (earlier - 1) / 2], [0, 0, 1]])
    whole: Matrix = up @ np.vstack([matrix, [0.0, 0.0, 1.0]]) @ down
    return whole[:2]


def _edges(picture: Picture) -> NDArray[np.float32]:
    smooth = cv2.GaussianBlur(picture, (0, 0), 2.0).astype(np.float32)
    return np.asarray(np.hypot(cv2.Sobel(smooth, cv2.CV_32F, 1, 0), cv2.Sobel(smooth, cv2.CV_32F, 0, 1)), np.float32)


def _likeness(earlier: Picture, later: Picture, matrix: Matrix) -> tuple[float, float]:
    """Correlation of the edges in the common part [-1 to 1], and its share of the later picture [0-1]."""
    height, width = later.shape
    drawn, inside = warped(_edges(earlier), matrix, width, height)
    inside = cv2.erode(inside.astype(np.uint8), np.ones((9, 9), np.uint8), borderValue=1) > 0
    overlap = float(inside.mean())
    if np.count_nonzero(inside) < _BLOCK * _BLOCK // 4:
        return -1.0, overlap
    first, second = drawn[inside].astype(np.float64), _edges(later)[inside].astype(np.float64)
    spread = float(first.std() * second.std())
    if spread == 0:
        return -1.0, overlap
    return float(((first - first.mean()) * (second - second.mean())).mean() / spread), overlap


def _residual(earlier: Picture, later: Picture, matrix: Matrix) -> float:
    """Median shift between squares of both pictures [working pixels]; infinite where none shows structure."""
    height, width = later.shape
    drawn, inside = warped(earlier, matrix, width, height)
    side = min(_BLOCK, height, width)
    taper = cv2.createHanningWindow((side, side), cv2.CV_32F)
    shifts = []
    for top in range(0, height - side + 1, side // 2):
        for left in range(0, width - side + 1, side // 2):
            part = np.s_[top : top + side, left : left + side]
            first, second = drawn[part].astype(np.float32), later[part].astype(np.float32)
            if not inside[part].all() or min(first.std(), second.std()) < _LEAST_TEXTURE:
                continue
            (across, down), response = cv2.phaseCorrelate(first, second, taper)
            if response >= _LEAST_RESPONSE:
                shifts.append(float(np.hypot(across, down)))
    return float(np.median(shifts)) if shifts else float("inf")


def _parts(matrix: Matrix) -> tuple[float, float, float]:
    """Scale, rotation [deg] and stretch of an affine, by its singular values; a mirrored one has scale 0."""
    left, values, right = np.linalg.svd(matrix[:, :2])
    if np.linalg.det(matrix[:, :2]) <= 0:
        return 0.0, 180.0, float("inf")
    turn = left @ right
    rotation = float(np.degrees(np.arctan2(turn[1, 0], turn[0, 0])))
    return float(np.sqrt(values[0] * values[1])), rotation, float(values[0] / values[1])


def _check(
    matrix: Matrix, likeness: float, overlap: float, residual: float, shape: tuple[int, ...], factor: float
) -> None:
    scale, rotation, stretch = _parts(matrix)
    scale /= factor
    reasons = (
        (likeness < LEAST_LIKENESS, f"their edges do not agree (correlation {likeness:.2f}, needed {LEAST_LIKENESS})"),
        (
            overlap < LEAST_OVERLAP,
            f"they share too little ({overlap:.0%} of the later one, needed {LEAST_OVERLAP:.0%})",
        ),
        (not SCALES[0] <= scale <= SCALES[1], f"one would be magnified {scale:.2f} times"),
        (abs(rotation) > MOST_DEGREES, f"one would be turned by {rotation:.0f} degrees"),
        (stretch > MOST_STRETCH, f"one would be stretched by {stretch - 1:.0%}"),
        (
            residual > MOST_RESIDUAL * float(np.hypot(shape[0], shape[1])),
            "what is left between them is too large" if np.isfinite(residual) else "they show no structure in common",
        ),
    )
    reason = next((said for is_bad, said in reasons if is_bad), None)
    if reason is not None:
        raise BadArguments(
            f"The two images cannot be registered: {reason}. Compare them side by side with compare instead."
        )
