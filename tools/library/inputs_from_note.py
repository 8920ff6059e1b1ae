"""Read the inputs of a calculator in a note."""

from decimal import Decimal
from typing import Annotated

from tools.calculating import Exact, load_calculator
from tools.extracting import Extracted, read_inputs
from tools.result import ToolResult
from tools.tool import MaxLength, Tool

__all__ = ["TOOL", "inputs_from_note"]


def inputs_from_note(
    name: Annotated[str, MaxLength(80)],
    note: Annotated[str, MaxLength(20_000)],
    question: Annotated[str, MaxLength(2000)] = "",
) -> ToolResult:
    """Read the inputs of a calculator in a note, without guessing: each with the words that state it.

    What is missing, or given in more than one way, it names: settle that before you call calculate.

    Args:
        name: Name of the calculator, as find_calculator gives it.
        note: The note, unchanged.
        question: What is asked; it may name a time, as "on admission", or a drug.

    Returns:
        Inputs ready for calculate, where each stands [characters], and what is missing or ambiguous.
    """
    read = read_inputs(note, load_calculator(name), question)
    inputs = {one.name: _plain(one.value) for one in read.taken}
    values = {
        "calculator": read.calculator,
        "inputs": inputs,
        "stated_at": {one.name: [list(span) for span in one.spans] for one in read.taken},
        "missing": list(read.missing),
        "ambiguous": [{"name": one.name, "why": one.why} for one in read.ambiguous],
        "complete": read.complete,
    }
    return ToolResult(text=_told(read, inputs), values=values)


def _plain(value: object) -> object:
    """A number with its unit as a text that loses no digit; anything else as it is."""
    if isinstance(value, list) and len(value) == 2 and isinstance(value[0], Exact):
        number, unit = value
        return f"{_digits(number)} {unit}" if unit != "{number}" else _digits(number)
    return value


def _digits(number: Exact) -> str:
    """All digits: what a note writes in decimals is finite."""
    plain = format(Decimal(number.numerator) / Decimal(number.denominator), "f")
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def _told(read: Extracted, inputs: dict[str, object]) -> str:
    parts = [f"Read in the note for {read.calculator}: {inputs or 'nothing'}."]
    if read.missing:
        parts.append(f"Missing: {', '.join(read.missing)}. Do not assume them.")
    parts += [f"{one.name} is ambiguous: {one.why}" for one in read.ambiguous]
    return " ".join(parts)


TOOL = Tool.of(inputs_from_note)
