"""What the drawn opacities of a frontal chest film say: findings of the lungs, with their doubts."""

from typing import Literal

import numpy as np

from tools.finding import Finding, Laterality, Presence
from tools.image import Image, ImageRef
from tools.region import BoundingBox
from tools.segmentation.chest import Chest
from tools.segmentation.diffuse import PRESENT_SUM, Diffuse, diffuse_signs
from tools.segmentation.opacity import ASYMMETRY, DOUBTFUL, OPAQUE, Zone

__all__ = ["airspace_findings"]

NAMES = {
    "lung-opacity": "airspace opacity of the lung",
    "bilateral-lung-opacity": "bilateral opacities of the lungs",
    "unilateral-lung-opacity": "opacity of one lung",
}
BREAST_LEVEL, BREAST_DIFFERENCE = 0.70, 0.20
"""Middle and lower zones alike on both sides and no denser than this may be breast shadow; ours."""
POOR = 0.20
"""Quality of the drawing below which nothing is said for certain; ours."""
OTHER_SIDE = 0.5
"""Quality of the better side from which a poor one beside it may be an opaque lung, which loses its borders; ours."""
ABSENT_MOST = 0.6
"""Greatest certainty of "absent": brightness does not see fine or diffuse patterns."""
MOST_BOXES = 4
"""Most opacities reported one by one."""
DIFFUSE_CERTAINTY = (0.38, 0.70)
"""Certainty of opacity on both sides from its signs alone, at the least sum of votes and at FULL_SUM. On real films
large patients and breasts give the same signs, so it starts below one half; ours."""
FULL_SUM = 3.0
"""Sum of votes from which more of them add nothing: every border lost, or half of them and a bright lung; ours."""
BESIDE_OPAQUE = 2 * PRESENT_SUM
"""Sum of votes from which the second lung is opaque beside one that is so by its zones: a pneumonia of one side alone
gives up to 0.8 on drawn films, by the border of the heart and the span that it shares with the other side. Ours."""
BREAST_UPPER = 0.25
"""Level of both upper zones up to which they are clear, so that breasts may be what is bright below them; ours."""
INVOLVED = 0.24
"""Level from which a zone is drawn into the box of a diffuse opacity: more than vessels and ribs; from drawn films."""

Side = Literal["left", "right"]


def airspace_findings(image: Image, chest: Chest, ref: ImageRef) -> tuple[tuple[Finding, ...], tuple[str, ...]]:
    """Say whether the lungs are opaque, on which side, and where.

    Args:
        image: The film.
        chest: Its drawing.
        ref: The film's name, so that it is hashed once.

    Returns:
        One finding for each opaque part (or one for both lungs, if none is), one for "bilateral", one for "unilateral";
        and warnings.
    """
    if not chest.opacity.zones:
        return (), ("The lungs could not be outlined, so nothing is said about them.",)
    signs = diffuse_signs(chest)
    zonal: dict[Side, Presence] = {"right": _side(chest, "right"), "left": _side(chest, "left")}
    sides = _with_signs(zonal, signs)
    findings = _overall(chest, zonal, sides, signs, ref)
    both, one = _bilateral(sides), _unilateral(sides)
    basis = f"Right lung {sides['right']}, left lung {sides['left']}."
    # "One side only" and "not both" both rest on a clear lung, which is never surer than an absence.
    limit = 1.0 if both == "present" else ABSENT_MOST
    certainty = min(limit, *(finding.certainty for finding in findings))
    findings += [
        _finding("bilateral-lung-opacity", both, certainty if both != "uncertain" else 0.5, ref, basis, "bilateral"),
        _finding("unilateral-lung-opacity", one, certainty if one != "uncertain" else 0.5, ref, basis, _only(sides)),
    ]
    return tuple(findings), _warnings(chest, signs)


def _with_signs(zonal: dict[Side, Presence], signs: Diffuse) -> dict[Side, Presence]:
    """Add what the signs of both lungs together say to what the zones of each say."""
    by_zones = "present" in zonal.values()
    if signs.state == "opaque" and (not by_zones or signs.total >= BESIDE_OPAQUE):
        return {"right": "present", "left": "present"}
    # Where one side is opaque by itself, weak signs of both are explained by it.
    if signs.state != "clear" and not by_zones:
        return {"right": "uncertain", "left": "uncertain"}
    return zonal


def _state(zone: Zone, chest: Chest) -> Presence:
    """Turn one zone into a presence, with the doubts that anatomy gives."""
    if zone.state == "clear":
        return "absent"
    if zone.state == "doubtful" or (chest.quality < POOR and not _lost_side(zone, chest)):
        return "uncertain"
    breast = zone.name != "upper" and zone.level < BREAST_LEVEL and abs(zone.asymmetry) < BREAST_DIFFERENCE
    return "uncertain" if breast else "present"


def _lost_side(zone: Zone, chest: Chest) -> bool:
    """Tell whether an opaque zone lies on the badly drawn side and is much brighter than the well drawn one."""
    right, left = chest.qualities
    weaker: Side = "right" if right < left else "left"
    return max(right, left) >= OTHER_SIDE and zone.side == weaker and zone.asymmetry >= ASYMMETRY


def _side(chest: Chest, side: Side) -> Presence:
    """Sum up the three zones of a side."""
    states = {_state(zone, chest) for zone in chest.opacity.zones if zone.side == side}
    if "present" in states:
        return "present"
    return "uncertain" if "uncertain" in states or chest.opacity.shallow or chest.quality < POOR else "absent"


def _bilateral(sides: dict[Side, Presence]) -> Presence:
    if "absent" in sides.values():
        return "absent"
    return "present" if set(sides.values()) == {"present"} else "uncertain"


def _unilateral(sides: dict[Side, Presence]) -> Presence:
    if set(sides.values()) == {"present", "absent"}:
        return "present"
    return "uncertain" if "uncertain" in sides.values() else "absent"


def _only(sides: dict[Side, Presence]) -> Laterality | None:
    """Name the one side that is opaque, where it is one."""
    opaque = [side for side, presence in sides.items() if presence == "present"]
    return opaque[0] if len(opaque) == 1 else None


def _overall(
    chest: Chest, zonal: dict[Side, Presence], sides: dict[Side, Presence], signs: Diffuse, ref: ImageRef
) -> list[Finding]:
    """Report each opaque part, or that there is none, or that it cannot be told."""
    levels = [zone.level for zone in chest.opacity.zones]
    listed = ", ".join(f"{zone.side} {zone.name} {zone.level:.2f}" for zone in chest.opacity.zones)
    basis = (
        f"Brightness of the lung zones between the clearest lung (0) and the heart (1): {listed}; opaque from {OPAQUE}."
    )
    found: list[Finding] = []
    if "present" in zonal.values():
        sure = float(np.clip(0.55 + (max(levels) - OPAQUE), 0.55, 0.9)) * (0.6 + 0.4 * chest.quality)
        parts = [(side, chest.box(box)) for side, box in chest.opacity.boxes if zonal[side] == "present"]
        found = [_finding("lung-opacity", "present", sure, ref, basis, *part) for part in parts[:MOST_BOXES]]
        drawn = {side for side, _ in parts[:MOST_BOXES]}
        # A side can be opaque by its zones without one part large enough to draw.
        rest = [side for side, presence in zonal.items() if presence == "present" and side not in drawn]
        found += [_finding("lung-opacity", "present", sure, ref, basis, side) for side in rest]
    diffuse = [side for side in sides if sides[side] == "present" and zonal[side] != "present"]
    if diffuse:
        told = ", ".join(f"{sign.name} {sign.value:.2f} (vote {sign.vote:.2f})" for sign in signs.signs)
        voted = f"Signs of opacity in both lungs: {told}; sum {signs.total:.2f}, opaque from {PRESENT_SUM}."
        sure = _diffuse_certainty(chest, signs)
        found += [
            _finding("lung-opacity", "present", sure, ref, voted, side, chest.box(_involved(chest, side)))
            for side in diffuse
        ]
    if found:
        return found
    if "uncertain" in sides.values():
        return [_finding("lung-opacity", "uncertain", 0.5, ref, basis)]
    sure = float(np.clip(0.55 + (DOUBTFUL - max(levels)), 0.5, ABSENT_MOST)) * (0.6 + 0.4 * chest.quality)
    return [_finding("lung-opacity", "absent", sure, ref, basis)]


def _diffuse_certainty(chest: Chest, signs: Diffuse) -> float:
    """Grade the certainty by the sum of the votes, least where breasts would explain them."""
    low, high = DIFFUSE_CERTAINTY
    share = float(np.clip((signs.total - PRESENT_SUM) / (FULL_SUM - PRESENT_SUM), 0, 1))
    sure = low if _like_breasts(chest) else low + (high - low) * share
    # Diffuse disease hides the borders that quality is measured on, so a low quality costs less than elsewhere.
    return sure * (0.8 + 0.2 * chest.quality)


def _like_breasts(chest: Chest) -> bool:
    """Tell whether the upper zones are clear and the others alike on both sides."""
    zones = chest.opacity.zones
    upper = max(zone.level for zone in zones if zone.name == "upper")
    return upper < BREAST_UPPER and all(abs(zone.asymmetry) < BREAST_DIFFERENCE for zone in zones)


def _involved(chest: Chest, side: Side) -> tuple[int, int, int, int]:
    """Box the zones of a side that are brighter than vessels and ribs make them, or all of them [working pixels]."""
    zones = [zone for zone in chest.opacity.zones if zone.side == side and zone.box[2] > zone.box[0]]
    boxes = np.array([zone.box for zone in zones if zone.level >= INVOLVED] or [zone.box for zone in zones])
    left, top = boxes[:, :2].min(axis=0)
    right, bottom = boxes[:, 2:].max(axis=0)
    return int(left), int(top), int(right), int(bottom)


def _warnings(chest: Chest, signs: Diffuse) -> tuple[str, ...]:
    """Put the doubts into words."""
    lower = [zone for zone in chest.opacity.zones if zone.name == "lower" and zone.state == "opaque"]
    said: list[str] = []
    if chest.quality < POOR:
        said.append(
            "The lung outlines fit this film poorly; a whole opaque side, rotation or a cut-off chest does that."
        )
    if signs.state == "opaque" and _like_breasts(chest):
        said.append("Both lungs are hazy with clear upper zones: breasts or a large chest wall can look like this.")
    elif len(lower) == 2 and all(_state(zone, chest) == "uncertain" for zone in lower):
        said.append("Both lower zones are equally bright: breast shadow can look like this.")
    if chest.opacity.shallow:
        said.append("No part of the lungs is clearly dark: diffuse opacity on both sides, or a flat exposure.")
    said.append("Fine or diffuse patterns (reticular, ground-glass, small nodules) are not detected by brightness.")
    return tuple(said)


def _finding(
    code: str,
    presence: Presence,
    certainty: float,
    ref: ImageRef,
    basis: str,
    laterality: Laterality | None = None,
    region: BoundingBox | None = None,
) -> Finding:
    return Finding(
        code=code,
        name=NAMES[code],
        presence=presence,
        source="image",
        certainty=round(certainty, 3),
        laterality=laterality if presence == "present" else None,
        region=region,
        image=ref,
        basis=basis,
    )
