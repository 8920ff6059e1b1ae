"""The rule of MedCalc-Bench: what a reply answers and whether it is right depends on the calculator's number.

Sources: `extract_answer` in evaluation/run.py of https://github.com/ncbi-nlp/MedCalc-Bench (commit 25ec6a2) and
`check_correctness` of its evaluation/evaluate.py. Both hand the model's text to `eval`; here it is read as arithmetic.
"""

import re
from datetime import datetime

from evals.scoring.arithmetic import worked_out

__all__ = ["DATES", "PAIRS", "medcalc_answer", "medcalc_right"]

DATES = frozenset((13, 68))
"""Calculators whose answer is a date."""
PAIRS = frozenset((69,))
"""Calculators whose answer is a pair of weeks and days."""
_INTEGERS = frozenset((4, 15, 16, 17, 18, 20, 21, 25, 27, 28, 29, 32, 33, 36, 43, 45, 48, 51))
_DECIMALS = frozenset((2, 3, *range(5, 12), 19, 22, 23, 24, 26, 30, 31, 38, 39, 40, 44, 46, 49, *range(56, 68)))
_FIELD = re.compile(r'[Aa]nswer":\s*(.*?)\}')
_ECHOES = frozenset(
    ("str(short_and_direct_answer_of_the_question)", "str(value which is the answer to the question)", "X.XX")
)
"""Answers that repeat the prompt's own placeholder; they count as none."""
_DATE = re.compile(r"^(0?[1-9]|1[0-2])/(0?[1-9]|[12][0-9]|3[01])/(\d{4})")
_PAIR = re.compile(r"\(?[\"']?(\d+)\s*(?:weeks?)?[\"']?,?\s*[\"']?(\d+)\s*(?:days?)?[\"']?\s*\)?")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_LIST = re.compile(r"-?\d+(?:, ?-?\d+)+")
_CALLED = re.compile(r"str\((.*)\)")
_REWRITTEN = (
    ("^", "**"),
    ("is odd", "% 2 == 1"),
    ("is even", "% 2 == 0"),
    ("sqrt", "math.sqrt"),
    (".math", ""),
    ("weight", ""),
    ("height", ""),
    ("mg/dl", ""),
    ("g/dl", ""),
    ("mmol/L", ""),
    ("kg", ""),
    ("g", ""),
    ("mEq/L", ""),
)
"""What is replaced in an expression, in this order, before it is worked out; without its `g`, `math.log` is nothing."""
_CALLS = frozenset(("min", "pow", "round", "abs", "int", "float", "math.sqrt", "math.exp"))


def medcalc_answer(said: str, calculator: int) -> str | None:
    """Return what the rule reads from a reply; None where it reads nothing.

    Args:
        said: The reply.
        calculator: Number of the calculator.
    """
    fields = _FIELD.findall(said)
    text = fields[-1].strip().strip('"') if fields else "Not Found"
    if text in _ECHOES:
        text = "Not Found"
    if calculator in DATES:
        found = _DATE.search(text)
        return f"{int(found[1]):02}/{int(found[2]):02}/{found[3]}" if found else None
    if calculator in PAIRS:
        # Found as it stands, it is looked for once more without quotes, which may find another pair.
        found = _PAIR.search(text) and _PAIR.search(re.sub("[\"']", "", text))
        return f"({found[1]}, {found[2]})" if found else None
    if calculator in _INTEGERS:
        return _integer(text)
    return _decimal(text) if calculator in _DECIMALS else None


def _integer(text: str) -> str | None:
    """`3 out of 5` is 3; a list is the number of its items; otherwise the last number."""
    found = re.search(r"(\d+) out of", text)
    if found:
        return found[1]
    found = _LIST.search(text)
    if found:
        return str(len(found[0].split(",")))
    numbers = _NUMBER.findall(text)
    return numbers[-1] if numbers else None


def _decimal(text: str) -> str | None:
    """An expression in `str(…)`, then a filtration rate, then a percentage as a fraction, then the last number."""
    called = _CALLED.search(text)
    if called:
        return _expression(called[1])
    found = re.search(r"(-?\d+(?:\.\d+)?)\s*mL/min/1.73", text)
    shares = re.findall(r"(-?\d+(?:\.\d+)?)%", text)
    numbers = _NUMBER.findall(text)
    chosen = found[1] if found else shares[-1] if shares else numbers[-1] if numbers else None
    value = worked_out(chosen) if chosen is not None else None
    if value is None:
        return None
    return str(value / 100) if shares and not found else str(value)


def _expression(text: str) -> str | None:
    for old, new in _REWRITTEN:
        text = text.replace(old, new)
    text = text.split("#")[0]
    missing = text.count("(") - text.count(")")
    text = text + ")" * missing if missing > 0 else "(" * -missing + text
    value = worked_out(text, _CALLS)
    return None if value is None else str(value)


def medcalc_right(said: str, calculator: int, truth: str, limits: tuple[str, str]) -> bool:
    """Say whether a reply is right by the published rule.

    Args:
        said: The reply.
        calculator: Number of the calculator.
        truth: `Ground Truth Answer`, as it stands in the file.
        limits: `Lower Limit` and `Upper Limit`, as they stand in the file.
    """
    answer = medcalc_answer(said, calculator)
    if answer is None:
        return False
    if calculator in DATES:
        return _day(answer) is not None and _day(answer) == _day(truth)
    if calculator in PAIRS:
        found, wanted = _PAIR.search(answer), _PAIR.search(truth)
        # The published script evaluates the pair, and a number with a leading zero is no Python.
        leads = found is not None and any(len(one) > 1 and one.startswith("0") for one in found.groups())
        return bool(found and wanted and not leads and found.groups() == wanted.groups())
    value = worked_out(answer)
    if value is None:
        return False
    if calculator in _INTEGERS:
        return round(value) == worked_out(truth)
    low, high = (worked_out(one) for one in limits)
    return low is not None and high is not None and low <= value <= high


def _day(text: str) -> datetime | None:
    try:
        return datetime.strptime(text, "%m/%d/%Y")  # noqa: DTZ007 - a day without an hour
    except ValueError:
        return None
