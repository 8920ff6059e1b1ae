"""Values of calculators, repeated unchanged: what an answer says a score is must be what the calculator gave."""

import re
from collections.abc import Iterable
from functools import cache

from agent.answer_record import AnswerRecord, ClaimRecord, HypothesisRecord
from tools.calculating import Exact, exact, load_calculator
from tools.calculating.exact import written
from tools.calculating.result import CODE
from tools.calculating.units import spelled
from tools.errors import BadArguments
from tools.finding import Measurement
from tools.spoken import unit_for_readers

__all__ = ["Repetition"]

_SAYS = (
    r"\)?(?:\s+(?:score|index|value|total|criteria))?\s*"
    r"(?:[:=]|\(|is|was|of|at|equals|comes to|came to|totals|gives)?\s*"
)
_ABOUT = r"(?:(?:about|approximately|calculated (?:as|at)|estimated at|only|now|~|≈)\s*)?"
_NUMBER = r"(?P<number>[-−]?\d+(?:[.,]\d+)?)"
_RANGE = re.compile(
    r"\s*(?:(?:points?\s+)?(?:or|and)\s+(?:more|higher|above|less|lower|below|over)|\+|[-–]\s*\d|to\s+\d)"
)
"""What follows the number of a threshold or of a range: a rule, and not this patient's value."""
_SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
_AFTER = 24
"""Characters after a number in which its unit stands."""


class Repetition:
    """Holds the words of one answer to the values that calculators gave in this case."""

    def __init__(self, measurements: Iterable[Measurement]) -> None:
        self._values: dict[str, list[Measurement]] = {}
        for one in measurements:
            if one.code.startswith(CODE):
                for name in _names(one.code.removeprefix(CODE)):
                    self._values.setdefault(name, []).append(one)
        self.corrected: list[str] = []
        """What was put right or could not be, as sentences."""

    def record(self, record: AnswerRecord) -> AnswerRecord:
        """The answer with every value of a calculator as the calculator gave it."""
        if not self._values:
            return record
        return record.model_copy(
            update={
                "answer": self.text(record.answer) if record.answer is not None else None,
                "differential": [self._hypothesis(one) for one in record.differential],
            }
        )

    def text(self, text: str) -> str:
        """A text with its wrong values replaced; each replacement is named in `corrected`."""
        for name in sorted(self._values, key=len, reverse=True):
            text = self._held_to(text, name)
        return text

    def option(self, text: str) -> None:
        """Name a wrong value in an option, which is somebody else's text and stays as it is."""
        before = len(self.corrected)
        self.text(text)
        self.corrected[before:] = [
            f"The chosen option differs from a calculator: {one}" for one in self.corrected[before:]
        ]

    def _hypothesis(self, one: HypothesisRecord) -> HypothesisRecord:
        sides = {side: [self._claim(claim) for claim in getattr(one, side)] for side in ("supports", "refutes")}
        return one.model_copy(update=sides)

    def _claim(self, claim: ClaimRecord) -> ClaimRecord:
        return claim.model_copy(update={"text": self.text(claim.text)})

    def _held_to(self, text: str, name: str) -> str:
        given = self._values[name]
        out, end = [], 0
        for match in _pattern(name).finditer(text.translate(_SUBSCRIPTS)):
            start, stop = match.span("number")
            if start < end or _RANGE.match(text, stop):
                continue
            right = self._right(match["number"], text[stop : stop + _AFTER], given)
            if right is not None:
                out += [text[end:start], right]
                end = stop
        return "".join([*out, text[end:]])

    def _right(self, said: str, after: str, given: list[Measurement]) -> str | None:
        """What should stand in place of a number, or None where it may stay."""
        try:
            number = exact(said.replace("−", "-").replace(",", "."))
        except BadArguments:
            return None
        if any(number == exact(one.value) for one in given):
            return None
        latest = given[-1]
        unit, gave = spelled(after), f"the calculator gave {_shown(latest)}"
        if unit is not None and unit != latest.unit:
            self.corrected.append(f"{latest.name} was said to be {said} {unit}; {gave}, which was not compared.")
            return None
        self.corrected.append(f"{latest.name} was said to be {said}; {gave}, which stands now.")
        return written(exact(latest.value))


def _shown(one: Measurement) -> str:
    value: Exact = exact(one.value)
    unit = "" if one.unit.startswith("{") else unit_for_readers(one.unit)
    return f"{written(value)} {unit}".rstrip()


@cache
def _names(calculator: str) -> tuple[str, ...]:
    """What a text may call a calculator, in small letters."""
    one = load_calculator(calculator)
    plain = re.sub(r"\s*\([^)]*\)", "", one.title)
    inside = re.findall(r"\(([A-Z][\w-]*)\)", one.title)
    short = re.split(r"\s+(?:for|in|of|from|with)\s+|,", plain)[0]
    said = (one.name.replace("_", " "), one.title, plain, short, *inside, *one.aliases)
    return tuple(dict.fromkeys(name.lower() for name in said if len(name) > 1))


@cache
def _pattern(name: str) -> re.Pattern[str]:
    """The name, however it is spaced and hyphenated, and a number that it is said to be."""
    parts = re.findall(r"[^\W_]+", name.translate(_SUBSCRIPTS))
    called = r"[\W_]{0,3}".join(map(re.escape, parts))
    return re.compile(rf"(?<![^\W_]){called}(?![^\W\d_]){_SAYS}{_ABOUT}{_NUMBER}(?![\w])", re.IGNORECASE)
