"""Find the calculator for a question."""

from typing import Annotated

from tools.calculating.search import search_calculators
from tools.result import ToolResult
from tools.tool import MaxLength, Range, Tool

__all__ = ["TOOL", "find_calculator"]


def find_calculator(question: Annotated[str, MaxLength(2000)], k: Annotated[int, Range(1, 8)] = 3) -> ToolResult:
    """Find the clinical calculator for a question: its name and the inputs that it takes, for calculate.

    Args:
        question: What shall be calculated, in words: a score's name, or what it is about.
        k: Calculators wanted.

    Returns:
        The best matches with their inputs, best first.
    """
    hits = search_calculators(question, k)
    found = [
        {
            "name": one.name,
            "title": one.title,
            "about": one.about,
            "unit": one.unit,
            "inputs": one.schema()["properties"],
            "required": one.schema()["required"],
        }
        for one, _ in hits
    ]
    named = ", ".join(f"{one.name} ({one.title})" for one, _ in hits)
    text = f"Calculators, best first: {named}." if hits else "No calculator has any of these words; say it in others."
    return ToolResult(text=text, values={"calculators": found})


TOOL = Tool.of(find_calculator)
