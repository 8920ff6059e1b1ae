"""What a calculator answers: a value with its working, or what it still needs."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from tools.calculating.exact import Exact
from tools.calculating.outcome import Step
from tools.calculating.source import Source
from tools.finding import Measurement
from tools.result import ToolResult

__all__ = ["CODE", "Missing", "Needs", "Result"]

CODE = "calculator:"
"""How the code of a measurement begins whose value a calculator gave; its name follows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """The value of a calculator for one patient."""

    calculator: str
    title: str
    value: Exact | date | str
    """As it is reported: rounded to the calculator's decimals, a day, or a category."""
    text: str
    """The value as it is written in an answer, without unit."""
    unit: str
    """UCUM unit; empty for days and categories."""
    steps: tuple[Step, ...]
    interpretation: str | None
    """What the value means, where a source says so."""
    source: Source
    """Of the formula."""
    interpretation_source: Source | None
    inputs: tuple[Step, ...]
    """The inputs as they were taken, in the calculator's own units."""
    warnings: tuple[str, ...] = ()

    def as_result(self) -> ToolResult:
        """Put it into words and a measurement for a model."""
        bare = self.unit.startswith("{") or not self.text[-1:].isdigit()
        said = self.text if bare else f"{self.text} {self.unit}".strip()
        meaning = f" Meaning: {self.interpretation}." if self.interpretation else ""
        values: dict[str, Any] = {
            "calculator": self.calculator,
            "value": float(self.value) if isinstance(self.value, Exact) else self.text,
            "unit": self.unit,
            "text": self.text,
            "working": [str(one) for one in self.steps],
            "interpretation": self.interpretation,
            "source": str(self.source),
            "inputs": [str(one) for one in self.inputs],
        }
        if self.interpretation_source is not None:
            values["interpretation_source"] = str(self.interpretation_source)
        measured: tuple[Measurement, ...] = ()
        # Weeks and days are no number that an answer could be compared with.
        if isinstance(self.value, Exact) and self.text[-1:].isdigit():
            measured = (
                Measurement(
                    code=f"{CODE}{self.calculator}",
                    name=self.title,
                    value=float(self.value),
                    unit=self.unit,
                    basis=f"Calculated: {self.source.title}.",
                ),
            )
        return ToolResult(
            text=f"{self.title}: {said}.{meaning} Repeat the value unchanged.",
            measurements=measured,
            values=values,
            warnings=self.warnings,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """An input that was not given."""

    name: str
    meaning: str
    told: str
    """What can be given."""

    def __str__(self) -> str:
        return f"{self.name} ({self.meaning}; {self.told})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Needs:
    """Nothing can be calculated yet; nothing is assumed in place of what is missing."""

    calculator: str
    missing: tuple[Missing, ...]
    """Everything that is missing, in the order of the calculator."""

    def __str__(self) -> str:
        return f"{self.calculator} needs {'; '.join(str(one) for one in self.missing)}."

    def as_result(self) -> ToolResult:
        """Put it into words for a model."""
        needs = [{"name": one.name, "meaning": one.meaning, "given_as": one.told} for one in self.missing]
        return ToolResult(
            text=f"{self} Look for them in the case; do not assume them.",
            values={"calculator": self.calculator, "needs": needs},
        )
