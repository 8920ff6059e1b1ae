"""The cardiothoracic ratio with its uncertainty, and what it says about the size of the heart."""

from tools.finding import Finding, Measurement, Presence
from tools.image import Image
from tools.segmentation.chest import Chest

__all__ = ["cardiomegaly", "cardiothoracic_ratio"]

ENLARGED = 0.5
"""Ratio above which the heart is called enlarged on a posteroanterior film of an adult. Source: Danzer CS, The
cardiothoracic ratio, Am J Med Sci 1919."""
HIDDEN = 0.55
"""Level of a lower lung zone from which the heart border in front of it is lost. Source: the silhouette sign, Felson &
Felson 1950; the value is ours."""
DOUBTFUL_QUALITY = 0.25
"""Quality of the drawing below which nothing is decided from it; ours."""


def cardiothoracic_ratio(chest: Chest) -> Measurement:
    """Measure the ratio on a drawn chest."""
    heart = chest.heart.heart_line[2] - chest.heart.heart_line[0]
    cage = chest.heart.thorax_line[2] - chest.heart.thorax_line[0]
    scale = chest.width / chest.film.width
    return Measurement(
        code="cardiothoracic-ratio",
        name="cardiothoracic ratio",
        value=round(chest.heart.ratio, 4),
        unit="1",
        uncertainty=round(chest.heart.uncertainty, 4),
        basis=f"Greatest width of the heart shadow ({heart * scale:.0f} pixels) over greatest inner width of the "
        f"thorax ({cage * scale:.0f} pixels), from fitted outlines.",
    )


def cardiomegaly(image: Image, chest: Chest) -> tuple[Finding, tuple[str, ...]]:
    """Decide whether the heart is enlarged.

    Args:
        image: The film; its ViewPosition says whether the ratio can be trusted.
        chest: Its drawing.

    Returns:
        The finding and warnings. Only a posteroanterior film supports "present": any other view enlarges the heart, so
        a small heart there is still small, a large one is uncertain.

    Source: Chon SB et al., J Korean Med Sci 2011;26:1446: the ratio is reliable on posteroanterior films only.
    """
    measured = cardiothoracic_ratio(chest)
    view = image.facts.get("ViewPosition", "").upper()
    margin = measured.value - ENLARGED
    doubt = measured.uncertainty or 0.0
    presence: Presence = "uncertain"
    warnings: list[str] = []
    if chest.quality < DOUBTFUL_QUALITY:
        warnings.append("The outlines fit this film poorly, so its cardiothoracic ratio decides nothing.")
    elif any(zone.name == "lower" and zone.level >= HIDDEN for zone in chest.opacity.zones):
        warnings.append("A lower lung zone is as bright as the heart, so the border of the heart cannot be seen there.")
    elif margin < -doubt:
        presence = "absent"
    elif margin > doubt and view == "PA":
        presence = "present"
    elif margin > doubt:
        taken = "anteroposterior" if view == "AP" else "of unknown projection"
        warnings.append(f"The film is {taken}, which may enlarge the heart; a ratio above 0.5 is not reliable on it.")
    else:
        warnings.append("The cardiothoracic ratio is within its uncertainty of 0.5.")
    heart = chest.heart_mask.box
    sure = min(0.5 + abs(margin) / max(4 * doubt, 1e-6), 0.9) if presence != "uncertain" else 0.5
    finding = Finding(
        code="cardiomegaly",
        name="enlarged heart on chest radiograph",
        presence=presence,
        source="measurement",
        certainty=sure,
        region=heart,
        image=image.ref,
        measurement=measured,
        basis=f"Cardiothoracic ratio {measured.value:.2f} ± {doubt:.2f} against 0.5"
        f"{', view ' + view if view else ', view unknown'}.",
    )
    return finding, tuple(warnings)
