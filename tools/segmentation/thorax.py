"""The outline of the lung fields on a frontal chest film, by fitting a shape with ten anatomical parameters.

A lung full of fluid is as bright as the chest wall, so brightness alone loses exactly the lungs that matter. The
outline is therefore a shape that is always whole: two fields, each bounded by the rib cage, the apex, the spine and the
dome of the diaphragm, placed where its borders agree best with the gradients of the film. The part behind the heart
belongs to the field, as it does to the lung.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tools.segmentation.film import Film

__all__ = [
    "BEAM_EDGE",
    "PARAMETERS",
    "Thorax",
    "fit_thorax",
    "outline",
    "outward_gradient",
    "placed",
    "rims",
    "sampled",
    "shifted",
]

PARAMETERS = (
    "midline",
    "tilt",
    "apex",
    "right_width",
    "left_width",
    "right_base",
    "left_base",
    "right_dome",
    "left_dome",
    "roundness",
)
"""Columns of the parameter table: midline [content widths from its left], tilt [columns per row], apex [content heights
from its top], widest half-widths [content widths], costophrenic angles [content heights from its top], height of the
domes [field heights], exponent of the superellipse of the cage."""

# Middle and spread of each parameter where the search begins, from how a chest film is taken: the chest is centred, its
# cage takes four fifths of the film's width, the apices are near the upper edge, the costophrenic angles are included.
START = np.array([0.5, 0.0, 0.10, 0.40, 0.40, 0.86, 0.86, 0.18, 0.18, 2.2])
SPREAD = np.array([0.04, 0.025, 0.05, 0.05, 0.05, 0.09, 0.09, 0.05, 0.05, 0.35])
LOWEST = np.array([0.35, -0.12, 0.0, 0.18, 0.18, 0.45, 0.45, 0.03, 0.03, 1.7])
HIGHEST = np.array([0.65, 0.12, 0.35, 0.55, 0.55, 1.02, 1.02, 0.30, 0.30, 3.6])

MIDLINES = (0.42, 0.5, 0.58)
"""Where searches begin [content widths]: a chest is rarely further from the middle of its film."""
APEX_AT = 0.36
"""Where the apex of a lung lies between midline and widest point: above the medial third of the clavicle."""
SPINE_AT = 0.17
"""Where the field ends beside the spine, as a share of its half-width: half a vertebra of 3.5 cm and the tissue beside
it, in a cage of 28 cm. Outlines drawn by hand on twelve films of VQA-RAD give 0.17 on both sides, spread 0.04."""
WIDEST_AT = 1.1
"""Where the cage is widest, as a share of the field's height: it still widens at the costophrenic angle."""
DOME_AT = 0.45
"""Where the dome is highest between midline and cage."""
HEIGHT_PER_WIDTH = (0.92, 0.11)
"""Middle and spread of field height over cage width, from supine expiration to deep upright inspiration. Measured on
outlines drawn by hand on twelve films of VQA-RAD: 0.72 to 1.11."""
PRIOR_WEIGHT = 0.030
"""How much one squared spread of a parameter costs against the mean border gradient, which is within [-1, 1]; ours."""

BEAM_EDGE = 3.0
"""How far a rounded organ reaches beyond its steepest gradient [working pixels]. A beam near the border crosses little
of it: half the depth of a circular section is reached only at 0.13 of its radius (1 - cos 30°), which is 6 for a lung
of 45 working pixels in radius. Ours: half of that, since flattened sections have steeper borders."""
MEDIAL_WEIGHT, MEDIAL_PART = 0.30, slice(10, 22)
"""Weight of the gradient at the upper mediastinum, which a heart does not hide, and its points. Without it a cage may
be fitted to the skin beside an opaque lung. Chosen on the films with outlines drawn by hand."""
WALL_WEIGHT, WALL_PART, WALL_STEP = 0.10, slice(12, 44, 4), 0.10
"""Weight of chest wall being brighter than the lung beside it, the points where they are compared, and how far from the
cage [half-widths]. Beyond the skin is black air instead. Chosen likewise."""
POINTS = 24
"""Points on each border; neighbours are then closer than the larger scale of the gradients."""
FIRST, THEN = (5, 400, 30), (9, 700, 40)
"""The cross-entropy search from each midline, and the one that goes on from the best of them: rounds, shapes drawn in
each, best ones kept."""
SEED = 20

Points = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Thorax:
    """A fitted pair of lung fields."""

    parameters: NDArray[np.float64]
    """In the order of PARAMETERS."""
    agreement: float
    """Mean gradient along the borders, outwards [-1 to 1]; about 0.1 for noise."""
    sides: tuple[float, float]
    """The same for the field on the image's left and on its right."""
    content: tuple[int, int, int, int]
    """Left, top, right, bottom of the exposed part [working pixels]."""


def _unit_borders(dome: Points, roundness: Points) -> tuple[Points, Points, Points]:
    """Draw the borders of one field for many shapes, in field coordinates.

    Args:
        dome: Height of the dome, `(n, 1)` [field heights].
        roundness: Exponent of the superellipse, `(n, 1)`.

    Returns:
        Cage, diaphragm and medial border, each `(n, points, 2)` of (u, v): u from the midline (0) to the widest point
        (1), v from the apex (0) to the costophrenic angle (1).
    """
    v = np.linspace(0.0, 1.0, 2 * POINTS)[None, :]
    rising = np.clip(1 - v / WIDEST_AT, 0, 1)
    cage_u = APEX_AT + (1 - APEX_AT) * (1 - rising**roundness) ** (1 / roundness)
    cage = np.stack([cage_u, np.broadcast_to(v, cage_u.shape)], axis=-1)
    u = np.linspace(1.0, SPINE_AT, POINTS)[None, :]
    lateral = ((u - DOME_AT) / (1 - DOME_AT)) ** 2
    medial = 0.25 * ((DOME_AT - u) / (DOME_AT - SPINE_AT)) ** 2
    base_v = 1 - dome * (1 - np.where(u > DOME_AT, lateral, medial))
    base = np.stack([np.broadcast_to(u, base_v.shape), base_v], axis=-1)
    w = np.linspace(1.0, 0.0, POINTS)[None, :]
    top = 0.22
    spine_v = w * base_v[:, -1:]
    rounding = np.clip(1 - spine_v / top, 0, 1) ** 2.2
    spine_u = SPINE_AT + (APEX_AT - SPINE_AT) * (1 - np.sqrt(np.clip(1 - rounding, 0, 1)))
    return cage, base, np.stack([spine_u, spine_v], axis=-1)


def placed(unit: Points, table: Points, side: int, content: tuple[int, int, int, int]) -> Points:
    """Carry borders from field coordinates to working pixels; side -1 is the image's left."""
    left, top, right, bottom = content
    wide, high = right - left, bottom - top
    base, width = (5, 3) if side < 0 else (6, 4)
    apex = table[:, 2:3] * high
    rows = top + apex + unit[..., 1] * (table[:, base : base + 1] * high - apex)
    middle = left + table[:, 0:1] * wide + table[:, 1:2] * (rows - (top + bottom) / 2)
    columns = middle + side * unit[..., 0] * table[:, width : width + 1] * wide
    return np.stack([columns, rows], axis=-1)


def sampled(field: NDArray[np.float32], points: Points) -> Points:
    """Read a field at points, by nearest pixel; 0 outside the film."""
    columns, rows = np.rint(points[..., 0]).astype(int), np.rint(points[..., 1]).astype(int)
    inside = (columns >= 0) & (columns < field.shape[1]) & (rows >= 0) & (rows < field.shape[0])
    values = field[np.clip(rows, 0, field.shape[0] - 1), np.clip(columns, 0, field.shape[1] - 1)]
    return np.where(inside, values, 0.0)


def outward_gradient(film: Film, points: Points, side: int) -> Points:
    """Give the gradient across a border, positive where it gets brighter outwards, `(n, points)`."""
    along = np.gradient(points, axis=1)
    length = np.hypot(along[..., 0], along[..., 1]) + 1e-9
    # Cage and diaphragm run from the apex outwards and back along the base, so outwards is on one hand of the path.
    normal_across, normal_down = side * along[..., 1] / length, -side * along[..., 0] / length
    return normal_across * sampled(film.across, points) + normal_down * sampled(film.down, points)


def _agreements(film: Film, table: Points) -> tuple[Points, Points, Points]:
    """Score many shapes: border agreement of each side `(n, 2)`, regions `(n,)`, prior `(n,)`."""
    sides = []
    contrast = np.zeros(len(table))
    extra = np.zeros(len(table))
    for side, dome in ((-1, 7), (1, 8)):
        cage, base, medial = _unit_borders(table[:, dome : dome + 1], table[:, 9:10])
        cage_score = outward_gradient(film, placed(cage, table, side, film.content), side)
        base_score = outward_gradient(film, placed(base, table, side, film.content), side)
        # Behind the heart the diaphragm is not seen, so only its lateral part counts.
        sides.append(0.6 * cage_score.mean(axis=1) + 0.4 * base_score[:, : POINTS // 2].mean(axis=1))
        v = np.linspace(0.1, 0.75, 12)
        lung = np.stack(np.meshgrid([0.4, 0.55, 0.7], v), axis=-1).reshape(1, -1, 2)
        spine = np.stack(np.meshgrid([0.0, 0.06], v), axis=-1).reshape(1, -1, 2)
        inner = sampled(film.even, placed(lung, table, side, film.content)).mean(axis=1)
        contrast += 0.5 * (sampled(film.even, placed(spine, table, side, film.content)).mean(axis=1) - inner)
        inner_border = placed(medial[:, MEDIAL_PART], table, side, film.content)
        extra += MEDIAL_WEIGHT * outward_gradient(film, inner_border, side).mean(axis=1)
        near, far = (
            sampled(film.even, placed(cage[:, WALL_PART] + np.array([step, 0.0]), table, side, film.content))
            for step in (-WALL_STEP, WALL_STEP)
        )
        extra += WALL_WEIGHT * np.clip(far - near, -1.5, 1.0).mean(axis=1)
    return np.stack(sides, axis=1), 0.10 * np.clip(contrast, -1, 1.5) + extra, _prior(table, film)


def _prior(table: Points, film: Film) -> Points:
    """Cost of being an unusual chest, in squared spreads."""
    left, top, right, bottom = film.content
    cost = (((table - START) / (2 * SPREAD)) ** 2).sum(axis=1)
    height = ((table[:, 5] + table[:, 6]) / 2 - table[:, 2]) * (bottom - top)
    width = (table[:, 3] + table[:, 4]) * (right - left)
    cost += ((height / width - HEIGHT_PER_WIDTH[0]) / HEIGHT_PER_WIDTH[1]) ** 2
    # The two halves of a cage are nearly alike: widths within a tenth, bases within a tenth of the height.
    cost += ((table[:, 3] - table[:, 4]) / 0.04) ** 2 + ((table[:, 5] - table[:, 6]) / 0.05) ** 2
    return np.asarray(cost)


class _Found(NamedTuple):
    """Where a search ended: best shape `(1, parameters)`, spread of the good ones, score."""

    best: Points
    spread: Points
    score: float


def fit_thorax(film: Film) -> Thorax:
    """Find the pair of lung fields that agrees best with a film.

    Args:
        film: A frontal chest film, prepared.

    Returns:
        The fitted shape. Its agreement says whether there was anything to fit.

    Source: the cross-entropy method for optimisation, Rubinstein & Kroese 2004, chapter 4; seeded, so that the same
    film gives the same shape.
    """
    starts = [START.copy() for _ in MIDLINES]
    for start, midline in zip(starts, MIDLINES, strict=True):
        start[0] = midline
    tries = [_search(film, start, SPREAD, *FIRST) for start in starts]
    found = max(tries, key=lambda one: one.score)
    best = _search(film, found.best[0], np.maximum(found.spread, SPREAD / 4), *THEN).best
    sides, _, _ = _agreements(film, best)
    return Thorax(
        parameters=best[0],
        agreement=float(sides.mean()),
        sides=(float(sides[0, 0]), float(sides[0, 1])),
        content=film.content,
    )


def _search(film: Film, mean: Points, spread: Points, rounds: int, candidates: int, elite: int) -> _Found:
    """Search around a middle shape."""
    generator = np.random.default_rng(SEED)
    best, best_score = mean[None, :], -np.inf
    for _ in range(rounds):
        table = np.clip(generator.normal(mean, spread, (candidates, len(mean))), LOWEST, HIGHEST)
        table[0] = best[0]
        sides, regions, cost = _agreements(film, table)
        score = sides.mean(axis=1) + regions - PRIOR_WEIGHT * cost
        order = np.argsort(-score, kind="stable")[:elite]
        if score[order[0]] > best_score:
            best, best_score = table[order[:1]], float(score[order[0]])
        mean = 0.3 * mean + 0.7 * table[order].mean(axis=0)
        spread = 0.3 * spread + 0.7 * table[order].std(axis=0) + 1e-4
    return _Found(best, spread, best_score)


def outline(thorax: Thorax, side: int) -> Points:
    """Draw one field as it was fitted.

    Args:
        thorax: The fitted shape.
        side: -1 for the field on the image's left, 1 for the one on its right.

    Returns:
        A closed polygon, `(points, 2)` of (column, row) [working pixels]: cage from the apex down, diaphragm, spine.
    """
    cage, base, spine = rims(thorax, side)
    return np.concatenate([shifted(cage, side, BEAM_EDGE), base, spine])


def rims(thorax: Thorax, side: int) -> tuple[Points, Points, Points]:
    """Draw the borders of one field where their gradient is steepest.

    Args:
        thorax: The fitted shape.
        side: -1 for the field on the image's left, 1 for the one on its right.

    Returns:
        Cage from the apex down, diaphragm from the cage inwards, spine upwards: `(points, 2)` each [working pixels].
    """
    table = thorax.parameters[None, :]
    dome = 7 if side < 0 else 8
    cage, base, spine = (
        placed(border, table, side, thorax.content)[0]
        for border in _unit_borders(table[:, dome : dome + 1], table[:, 9:10])
    )
    return cage, base, spine


def shifted(border: Points, side: int, outwards: float) -> Points:
    """Move a border, drawn from the top down, away from the midline along its normals [working pixels]."""
    along = np.gradient(border, axis=0)
    length = np.hypot(along[:, 0], along[:, 1]) + 1e-9
    normal = np.stack([side * along[:, 1] / length, -side * along[:, 0] / length], axis=-1)
    return np.asarray(border + outwards * normal)
