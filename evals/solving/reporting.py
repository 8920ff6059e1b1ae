"""From what the agent found on an image to a grounded report: one finding a sentence, with its box."""

from collections.abc import Sequence
from dataclasses import replace

import orjson

from evals.sample import Prediction, Sample
from evals.scoring.grounded import RULE
from tools.finding import Finding

__all__ = ["reported", "sentence_of"]

_EDGES = ("x_min", "y_min", "x_max", "y_max")


def reported(prediction: Prediction, sample: Sample, findings: Sequence[Finding]) -> Prediction:
    """Read the agent's findings as its report, where a sample asks for a grounded one.

    The findings are the report, whether the agent answers a question or abstains from it; an agent that found nothing
    has written none, and its prediction stays as it is.
    """
    if sample.extra.get("rule") != RULE or prediction.outcome not in ("answered", "abstained"):
        return prediction
    rows = [
        {"text": sentence_of(one), "boxes": _boxes(one)}
        for one in findings
        if one.span is None and one.presence in ("present", "absent")
    ]
    if not rows:
        return prediction
    text = " ".join(str(row["text"]) for row in rows)
    return replace(prediction, outcome="answered", said=orjson.dumps(rows).decode(), answer=text, why="")


def sentence_of(finding: Finding) -> str:
    """Say a finding, or its absence, in one sentence."""
    side = f"{finding.laterality} " if finding.laterality else ""
    words = f"{side}{finding.name}"
    return f"No {words}." if finding.presence == "absent" else f"{words[:1].upper()}{words[1:]}."


def _boxes(finding: Finding) -> list[dict[str, float]] | None:
    """Its box in shares of the image; None for what is absent, or is nowhere in particular."""
    if finding.presence != "present" or finding.region is None or finding.image is None:
        return None
    x0, y0, x1, y1 = finding.region.as_tuple()
    width, height = finding.image.width, finding.image.height
    edges = (x0 / width, y0 / height, x1 / width, y1 / height)
    return [dict(zip(_EDGES, (min(max(edge, 0.0), 1.0) for edge in edges), strict=True))]
