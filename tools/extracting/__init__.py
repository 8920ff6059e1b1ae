"""Taking a calculator's inputs from a note without a model: numbers, days, doses, yes and no, each with its place."""

from tools.extracting.extracted import Doubtful, Extracted, Taken
from tools.extracting.reading import Unmentioned, read_inputs

__all__ = ["Doubtful", "Extracted", "Taken", "Unmentioned", "read_inputs"]
