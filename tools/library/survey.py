"""The first look at an image: what it is, and what rules on pixels can honestly say about it."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from tools.finding import Finding, Measurement, Presence
from tools.image import Image, ImageRef
from tools.region import BoundingBox
from tools.result import ToolResult
from tools.segmentation.airspace import airspace_findings
from tools.segmentation.cardiothoracic import cardiomegaly, cardiothoracic_ratio
from tools.segmentation.chest import segment_chest
from tools.segmentation.ct import CT_UNIT, LEAST_NOISE, find_head, hyperdense_foci, tissue_shares
from tools.segmentation.frontal import judge_frontal
from tools.segmentation.projection import BY_HEADER, is_lateral, projection_of
from tools.tool import Tool

__all__ = ["TOOL", "survey"]

SMALLEST = 64
"""Shortest side on which anything is judged [pixels]."""
CLEARLY_FRONTAL = 0.75
"""Certainty of a frontal chest film below which nothing on it is absent and nothing measured is present; ours."""
LEAST_ABSENT, LEAST_PRESENT = 0.5, 0.3
"""Certainty from which something is absent, or present. An absence closes a question, so it must be likelier than not;
a faint presence is worth telling with its certainty. Ours."""
MOST_FOCI = 5
"""Most foci reported one by one."""
FOCUS_CERTAINTY = 0.6
"""A dense focus in the brain may also be contrast, calcification, a vessel or beam hardening; ours."""
LOSSY_CERTAINTY = 0.3
"""Blocks and ripples of lossy compression at the skull measure like blood; ours."""

NOT_JUDGED_FILM = ("pleural effusion", "pneumothorax", "lung nodules", "fractures", "devices")
NOT_JUDGED_HEAD = ("thin blood along the skull", "isodense blood", "early infarction")
"""What no rule here looks for; names as a question would ask for it."""


def survey(image: Image) -> ToolResult:
    """Take a first look: recognise a frontal chest film or a head CT slice and report what pixels alone can show.

    Args:
        image: Image to look at.

    Returns:
        Findings of the vocabulary, each with its basis; for other images, what cannot be said and why.
    """
    if min(image.width, image.height) < SMALLEST or float(np.ptp(image.pixels)) == 0:
        return ToolResult(
            text="survey: nothing can be said; the image is empty or too small.",
            values={"kind": "unreadable"},
            warnings=(f"The image is smaller than {SMALLEST} pixels or has one value only.",),
        )
    if image.unit == CT_UNIT and not image.is_colour:
        return _ct(image)
    chest = segment_chest(image)
    frontal = judge_frontal(image, chest)
    if not frontal.is_frontal:
        return _other(image, frontal.certainty, frontal.basis)
    ref = image.ref
    heart, heart_warnings = cardiomegaly(image, chest)
    lungs, lung_warnings = airspace_findings(image, chest, ref)
    findings = tuple(_tempered(finding, frontal.certainty) for finding in (*lungs, heart))
    taken = projection_of(image, chest, frontal.certainty)
    return ToolResult(
        text=f"survey: a frontal chest film ({frontal.certainty:.0%} sure). {_said(findings)} "
        "Pleural effusion, pneumothorax, nodules, fractures and devices are not judged.",
        not_judged=NOT_JUDGED_FILM,
        findings=findings,
        measurements=(cardiothoracic_ratio(chest),),
        values={
            "kind": "frontal chest film",
            "certainty": round(frontal.certainty, 3),
            "quality": round(chest.quality, 3),
            **taken.as_values(),
        },
        warnings=(
            taken.right_basis,
            *taken.warnings,
            *(() if taken.view in ("PA", "AP") else (taken.view_basis,)),
            *heart_warnings,
            *lung_warnings,
        ),
    )


def _tempered(finding: Finding, certainty: float) -> Finding:
    """Lower a finding's certainty by the doubt that this is a frontal chest film at all."""
    sure = round(finding.certainty * certainty, 3)
    clearly = certainty >= CLEARLY_FRONTAL
    if finding.presence == "present":
        # Opaque lungs lose the borders by which a chest is recognised; a measurement needs these borders.
        decided = sure >= LEAST_PRESENT if finding.source == "image" else clearly and sure >= LEAST_ABSENT
    else:
        decided = clearly and sure >= LEAST_ABSENT
    return replace(finding, presence=finding.presence if decided else "uncertain", certainty=sure)


def _ct(image: Image) -> ToolResult:
    """Say what the Hounsfield units of one slice show."""
    shares = tissue_shares(image)
    made_of = ", ".join(f"{name} {share:.0%}" for name, share in shares.items())
    head = find_head(image)
    values = {"kind": "CT slice", "tissues": {name: round(share, 4) for name, share in shares.items()}}
    if head is None:
        return ToolResult(
            text=f"survey: a CT slice; of the body, {made_of}. It is no slice through a closed skull and brain, so no "
            "finding is reported; use window, segment and measure.",
            values=values,
        )
    foci = hyperdense_foci(image, head)
    ref = image.ref
    findings = tuple(_focus(image, mask.pixels, mask.box, ref) for mask in foci[:MOST_FOCI] if mask.box is not None)
    if not findings:
        basis = "No connected part of the brain of 40 mm² or more measures 52 to 100 HU on this slice."
        findings = (_finding("absent", FOCUS_CERTAINTY, ref, basis),)
    lossy = image.facts.get("LossyImageCompression") == "01" or head.noise < LEAST_NOISE
    if lossy:
        findings = tuple(replace(one, presence="uncertain", certainty=LOSSY_CERTAINTY) for one in findings)
    return ToolResult(
        text=f"survey: a CT slice through the brain (median {head.median:.0f} HU); of the body, {made_of}. "
        f"{_said(findings)}",
        findings=findings,
        values={**values, "kind": "CT slice of the head"},
        not_judged=NOT_JUDGED_HEAD,
        warnings=(
            "One slice only: a focus elsewhere in the head is not seen here.",
            *(("The slice was compressed with loss, which makes and hides dense foci.",) if lossy else ()),
            "Thin blood along the skull, isodense blood and early infarction are not detected.",
        ),
    )


def _focus(image: Image, mask: NDArray[np.bool_], box: BoundingBox | None, ref: ImageRef) -> Finding:
    """Report one dense focus with its mean."""
    mean = float(image.pixels[mask].mean())
    measured = Measurement(
        code="intensity-mean", name="mean of the focus", value=mean, unit=CT_UNIT, basis="Mean of its pixels."
    )
    basis = f"A connected part of the brain with a mean of {mean:.0f} HU."
    return _finding("present", FOCUS_CERTAINTY, ref, basis, box, measured)


def _other(image: Image, certainty: float, basis: str) -> ToolResult:
    """Say plainly that no rule applies."""
    return ToolResult(
        text="survey: this is not recognised as a frontal chest film or a CT slice, so nothing is reported from its "
        "pixels. Look at it with zoom, enhance and segment.",
        values={
            "kind": "other",
            "certainty": round(certainty, 3),
            "modality": image.modality,
            **({"view": "lateral", "view_certainty": BY_HEADER} if is_lateral(image) else {}),
        },
        warnings=(f"Not taken for a frontal chest film ({certainty:.0%}). {basis}",),
    )


def _finding(
    presence: Presence,
    certainty: float,
    ref: ImageRef,
    basis: str,
    region: BoundingBox | None = None,
    measurement: Measurement | None = None,
) -> Finding:
    return Finding(
        code="hyperdense-focus",
        name="hyperdense focus on CT",
        presence=presence,
        source="image",
        certainty=certainty,
        region=region,
        image=ref,
        measurement=measurement,
        basis=basis,
    )


def _said(findings: tuple[Finding, ...]) -> str:
    """Put findings into one sentence each kind, most serious first."""
    parts = []
    for finding in findings:
        side = f" ({finding.laterality})" if finding.laterality else ""
        parts.append(f"{finding.name}{side}: {finding.presence}")
    return "; ".join(dict.fromkeys(parts)) + "."


TOOL = Tool.of(survey)
