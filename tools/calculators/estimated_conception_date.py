"""Estimated date of conception."""

from datetime import date, timedelta
from typing import Annotated

from tools.calculating import Calculator, Day, Outcome, Step
from tools.calculators.estimated_due_date import CycleLength
from tools.calculators.estimated_gestational_age import ACOG

__all__ = ["CALCULATOR", "estimated_conception_date"]

LUTEAL = 14
"""Days from ovulation to the next period. Source: ACOG Committee Opinion 700, which puts ovulation on day 14 of 28."""


def estimated_conception_date(
    last_menstrual_period: Annotated[date, Day("First day of the last menstrual period")], cycle_length: CycleLength
) -> Outcome:
    """Likely day of conception: ovulation, taken as 14 days before the next period would begin."""
    wait = int(cycle_length) - LUTEAL
    day = last_menstrual_period + timedelta(days=wait)
    return Outcome(
        day,
        (
            Step("Days to ovulation", f"{cycle_length} − {LUTEAL} = {wait}"),
            Step("Conception", f"{last_menstrual_period} + {wait} days = {day}"),
        ),
    )


CALCULATOR = Calculator(
    function=estimated_conception_date,
    title="Estimated date of conception",
    aliases=("conception date", "date of conception", "ovulation date"),
    specialty="obstetrics",
    formula="first day of the last menstrual period + cycle length − 14 days",
    sources=(ACOG,),
)
