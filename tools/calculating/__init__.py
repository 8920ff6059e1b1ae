"""Calculating clinical scores and formulas exactly: typed inputs with units, working, sources, interpretation."""

from tools.calculating.bands import Band, Bands
from tools.calculating.calculator import Calculator
from tools.calculating.exact import Exact, Real, exact
from tools.calculating.inputs import Choice, Day, Flag, Given, Needed, Number
from tools.calculating.library import load_calculator, names_of_calculators
from tools.calculating.outcome import Item, Outcome, Step, graded, item, step, tally
from tools.calculating.result import Needs, Result
from tools.calculating.source import Source

__all__ = [
    "Band",
    "Bands",
    "Calculator",
    "Choice",
    "Day",
    "Exact",
    "Flag",
    "Given",
    "Item",
    "Needed",
    "Needs",
    "Number",
    "Outcome",
    "Real",
    "Result",
    "Source",
    "Step",
    "exact",
    "graded",
    "item",
    "load_calculator",
    "names_of_calculators",
    "step",
    "tally",
]
