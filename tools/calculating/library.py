"""The calculators that ship: one file each, found by its name."""

import importlib
import pkgutil
from functools import cache

from tools.calculating.calculator import Calculator
from tools.errors import UnknownCalculator
from tools.schema import did_you_mean, shown

__all__ = ["load_calculator", "names_of_calculators"]


@cache
def names_of_calculators() -> tuple[str, ...]:
    """List the calculators, sorted."""
    library = importlib.import_module("tools.calculators")
    return tuple(sorted(one.name for one in pkgutil.iter_modules(library.__path__) if not one.name.startswith("_")))


def load_calculator(name: str) -> Calculator:
    """Get a calculator by its name, however it is spaced and capitalised.

    Raises:
        UnknownCalculator: If no file of the folder has that name.
    """
    known = names_of_calculators()
    plain = next((one for one in known if _letters(one) == _letters(name)), None)
    # Only names that the folder holds reach the import, so that nothing else can be imported.
    if plain is None:
        raise UnknownCalculator(
            f"Unknown calculator {shown(name)}.{did_you_mean(name, known)} find_calculator finds one by what it is for."
        )
    calculator = importlib.import_module(f"tools.calculators.{plain}").CALCULATOR
    if not isinstance(calculator, Calculator):
        raise TypeError(f"tools/calculators/{plain}.py must define CALCULATOR = Calculator(function={plain}, ...).")
    return calculator


def _letters(name: str) -> str:
    return "".join(one for one in name.lower() if one.isalnum())
