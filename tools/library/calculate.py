"""Calculate a clinical score or formula."""

from typing import Annotated

from tools.calculating import Needs, Result, load_calculator
from tools.tool import MaxLength, Scalars, Tool

__all__ = ["TOOL", "calculate"]


def calculate(name: Annotated[str, MaxLength(80)], inputs: Scalars) -> Result | Needs:
    """Calculate a clinical score or formula exactly, with its working and what the value means.

    Use it for every score, clearance, gap, dose or date instead of calculating yourself; repeat its value unchanged.
    Where an input is missing, it says what it needs: never make a value up.

    Args:
        name: Name of the calculator, as find_calculator gives it.
        inputs: The calculator's inputs by name; numbers with their unit, as "13 mmol/L" or [13, "mmol/L"].

    Returns:
        The value with unit, working, interpretation and source, or all inputs that are missing.
    """
    return load_calculator(name).calculate(inputs)


TOOL = Tool.of(calculate)
