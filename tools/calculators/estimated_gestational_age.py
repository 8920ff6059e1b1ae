"""Gestational age from the last menstrual period."""

from datetime import date
from typing import Annotated

from tools.calculating import Calculator, Day, Outcome, Source, Step
from tools.errors import BadArguments

__all__ = ["ACOG", "CALCULATOR", "estimated_gestational_age"]

ACOG = Source(
    "American College of Obstetricians and Gynecologists. Committee Opinion 700: Methods for estimating the due date. "
    "Obstet Gynecol 2017;129:e150-e154",
    doi="10.1097/AOG.0000000000002046",
)

LONGEST = 44 * 7
"""Days after which the dates cannot both be of this pregnancy [d] (ours: two weeks beyond the end of week 42)."""


def estimated_gestational_age(
    last_menstrual_period: Annotated[date, Day("First day of the last menstrual period")],
    today: Annotated[date, Day("Day for which the age is wanted")],
) -> Outcome:
    """Gestational age on a day, counted from the first day of the last menstrual period, in whole weeks and days."""
    days = (today - last_menstrual_period).days
    if not 0 <= days <= LONGEST:
        raise BadArguments(
            f"today must be 0 to {LONGEST} days after last_menstrual_period, got {days} days; check both days."
        )
    weeks, rest = divmod(days, 7)
    text = f"{weeks} {_plural(weeks, 'week')}, {rest} {_plural(rest, 'day')}"
    return Outcome(days, (Step("Days since the last menstrual period", f"{days} = {weeks} × 7 + {rest}"),), text=text)


def _plural(number: int, word: str) -> str:
    return word if number == 1 else f"{word}s"


CALCULATOR = Calculator(
    function=estimated_gestational_age,
    title="Gestational age from the last menstrual period",
    aliases=("gestational age", "weeks pregnant", "EGA", "pregnancy weeks"),
    specialty="obstetrics",
    formula="days from the first day of the last menstrual period, in whole weeks and days left over",
    unit="d",
    sources=(ACOG,),
)
