"""A report on a shipped study, with everything that a report may hold."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pytest

from tools import samples
from tools.exports.codes import Code, own
from tools.exports.report import (
    Advice,
    Danger,
    Observer,
    Picture,
    Report,
    Segment,
    Statement,
    Suggestion,
    Support,
    Sureness,
)
from tools.exports.sources import SourceImage, find_sources
from tools.finding import Finding, Measurement
from tools.region import BoundingBox, Mask
from tools.rendering import encode_png

BOX = BoundingBox(left=128.25, top=540.5, right=356.0, bottom=732.75)


@pytest.fixture(scope="session")
def sources() -> dict[str, SourceImage]:
    return find_sources(samples.path("chest_pneumonia"))


@pytest.fixture
def make(sources: dict[str, SourceImage]) -> Callable[..., Report]:
    (source,) = sources.values()
    ref = source.image.ref
    mask = np.zeros((ref.height, ref.width), np.bool_)
    mask[540:732, 128:356] = True
    lungs = np.zeros_like(mask)
    lungs[200:800, 100:900] = True

    def report(**more: Any) -> Report:
        told: dict[str, Any] = {
            "case_id": "case-7",
            "status": "escalate",
            "outcome": "Escalate: a sign of danger",
            "reason": "The history has a sign of danger.",
            "notice": "Research and education only; not a medical device.",
            "observer": Observer(name="MMedExpert Agent", version="0.1.0", model="embedded: rule-based reasoner"),
            "created": datetime(2026, 11, 21, 2, 3, 4, tzinfo=UTC),
            "confidence": Sureness(value=0.6, calibrated=False, method="evidence-coverage", meaning="A rule of ours."),
            "question": "Is there consolidation?",
            "answer": "Yes <b>&",
            "basis": (Statement(text="airspace opacity: present"),),
            "red_flags": (
                Danger(message="Worst headache of life: think of bleeding.", source="https://example.org/f"),
            ),
            "differential": (
                Suggestion(
                    name="Community-acquired pneumonia",
                    code=own("community-acquired-pneumonia", "Community-acquired pneumonia"),
                    codes=(Code(value="J18.9", scheme="I10", meaning="Pneumonia"),),
                    probability=0.79,
                    urgent=True,
                    supports=(Statement(text="fever ≥ 38 °C", citations=("E1",)),),
                    refutes=(Statement(text="no dullness", citations=("E2",)),),
                ),
                Suggestion(name="Something else", code=own("something-else", "Something else")),
            ),
            "images": (ref,),
            "findings": (
                Finding(code="fever", name="fever", presence="present", source="history", span=(3, 8)),
                Finding(
                    code="lung-opacity",
                    name="airspace opacity of the lung",
                    presence="present",
                    source="image",
                    certainty=0.75,
                    laterality="right",
                    region=BOX,
                    image=ref,
                    basis="Brightness of the lung zones.",
                ),
                Finding(code="cardiomegaly", name="enlarged heart", presence="uncertain", source="image", image=ref),
            ),
            "measurements": (
                Measurement(code="temperature", name="body temperature", value=38.9, unit="Cel", span=(9, 20)),
                Measurement(
                    code="cardiothoracic-ratio",
                    name="cardiothoracic ratio",
                    value=0.512345,
                    unit="1",
                    uncertainty=0.03,
                    basis="Widest heart over widest thorax.",
                ),
            ),
            "citations": (
                Support(
                    label="E1",
                    title="Signs of pneumonia",
                    issuer="The society",
                    year=2020,
                    section="Table 1",
                    url="https://example.org/cap?a=1&b=2",
                    wording="summary",
                    text="Fever ≥ 38 °C and crackles speak for pneumonia.",
                    grade="strong",
                ),
                Support(
                    label="E2",
                    title="A protocol",
                    issuer="The hospital",
                    year=None,
                    section="2",
                    url="https://example.org/protocol",
                    wording="quote",
                    text="Dullness is seldom absent.",
                ),
            ),
            "next_tests": (Advice(name="C-reactive protein", condition="pneumonia", citations=("E1",)),),
            "missing": ("egophony",),
            "remarks": ("1 file was a copy of another file.",),
            "codes": {"fever": Code(value="386661006", scheme="SCT", meaning="Fever")},
            "segments": (
                Segment(target="lungs", image=ref, mask=Mask(pixels=lungs), basis="By fitting a shape."),
                Segment(target="lung-opacity", image=ref, mask=Mask(pixels=mask), basis="By brightness."),
            ),
            "pictures": (
                Picture(caption="Image 1 with what was found", png=encode_png(np.full((60, 80), 99, np.uint8))),
            ),
        }
        return Report(**{**told, **more})

    return report


@pytest.fixture
def report(make: Callable[..., Report]) -> Report:
    return make()
