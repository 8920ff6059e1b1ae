"""From a note and a question to a number, without a model: calculator, inputs, value."""

import asyncio
from time import perf_counter

import orjson

from evals.sample import Kind, Prediction, Sample
from evals.solving.solved import Solved
from evals.solving.workbench import Workbench
from tools.calculating import Calculator, Result, load_calculator
from tools.calculating.search import search_calculators
from tools.errors import BadArguments
from tools.extracting import read_inputs

__all__ = ["solve"]


async def solve(sample: Sample, kind: Kind, bench: Workbench) -> Solved:
    """Find the calculator that is asked for, read its inputs from the note, and calculate; or say what is missing.

    The set names a calculator in `extra["calculator"]` where it knows ours; otherwise the question is searched for
    one. What the note does not mention is missing, never assumed.
    """
    return await asyncio.to_thread(_solve, sample)


def _solve(sample: Sample) -> Solved:
    began = perf_counter()
    calculator = _calculator(sample)
    if calculator is None:
        return Solved(prediction=_declined(sample, "no calculator was found for the question", began))
    read = read_inputs(_note(sample), calculator, sample.question, dates="month-first")
    steps = [f"Calculator: {calculator.name}.", f"Inputs read: {dict(read.inputs)}."]
    if not read.complete:
        doubts = "; ".join(f"{one.name}: {one.why}" for one in read.ambiguous)
        why = f"missing: {', '.join(read.missing) or 'nothing'}. {doubts}".strip()
        return Solved(prediction=_declined(sample, why, began), steps=(*steps, why))
    try:
        result = calculator.calculate(read.inputs)
    except BadArguments as error:
        return Solved(prediction=_declined(sample, str(error), began), steps=(*steps, str(error)))
    if not isinstance(result, Result):
        return Solved(prediction=_declined(sample, str(result), began), steps=(*steps, str(result)))
    prediction = Prediction(
        sample=sample.id,
        outcome="answered",
        said=_reply(calculator.name, result.text),
        answer=result.text,
        measures={"calls": 1.0, "seconds": perf_counter() - began},
    )
    return Solved(prediction=prediction, steps=(*steps, f"Value: {result.text}."))


def _calculator(sample: Sample) -> Calculator | None:
    named = sample.extra.get("calculator")
    if isinstance(named, str):
        return load_calculator(named)
    hits = search_calculators(sample.question, 1)
    return hits[0][0] if hits else None


def _reply(calculator: str, answer: str) -> str:
    """The reply in the form that MedCalc-Bench asks of a model, and its published rule reads."""
    return orjson.dumps({"step_by_step_thinking": f"By the calculator {calculator}.", "answer": answer}).decode()


def _note(sample: Sample) -> str:
    return "\n\n".join(one for one in (sample.history, *sample.context) if one)


def _declined(sample: Sample, why: str, began: float) -> Prediction:
    seconds = {"seconds": perf_counter() - began}
    return Prediction(sample=sample.id, outcome="abstained", said=why, measures=seconds, why=why)
