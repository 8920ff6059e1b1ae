"""A vocabulary of a few terms and builders for criteria and facts."""

from typing import Any

import pytest

from agent.facts import Fact, Facts, Patient
from guidelines import Criterion, Locator, Term, Vocabulary, Weight
from guidelines.vocabulary import Derivation
from tools.finding import Measurement

SOURCE = Locator(section="Table 1", url="https://example.org")


@pytest.fixture
def vocabulary() -> Vocabulary:
    return Vocabulary.of(
        (
            Term(code="cough", name="cough", kind="symptom", phrases=("cough",)),
            Term(
                code="productive-cough",
                name="cough with sputum",
                kind="symptom",
                phrases=("productive cough",),
                implies=("cough",),
            ),
            Term(
                code="fever",
                name="fever",
                kind="sign",
                phrases=("fever",),
                derived=Derivation(quantity="temperature", operator=">=", value=38.0, unit="Cel"),
            ),
            Term(code="temperature", name="temperature", kind="quantity", phrases=("temperature",), unit="Cel"),
        )
    )


def criterion(finding: str, kind: Any, *, condition: str = "flu", **more: Any) -> Criterion:
    weight = Weight(
        kind=kind,
        positive=more.pop("positive", None),
        negative=more.pop("negative", None),
        points=more.pop("points", None),
    )
    return Criterion(
        id=f"{condition}-{finding}",
        condition=condition,
        anchor="diagnosis",
        finding=finding,
        weight=weight,
        source=SOURCE,
        **more,
    )


def facts(*, quantities: dict[str, tuple[float, str]] | None = None, **findings: str) -> Facts:
    return Facts(
        patient=Patient(),
        findings={
            code.replace("_", "-"): Fact(presence=presence, certainty=1.0, sources=("history",))  # type: ignore[arg-type]
            for code, presence in findings.items()
        },
        quantities={
            code: Measurement(code=code, name=code, value=value, unit=unit)
            for code, (value, unit) in (quantities or {}).items()
        },
    )
