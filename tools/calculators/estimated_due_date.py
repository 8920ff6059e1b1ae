"""Estimated due date by Naegele's rule."""

from datetime import date, timedelta
from typing import Annotated

from tools.calculating import Calculator, Day, Exact, Number, Outcome, Step
from tools.calculators.estimated_gestational_age import ACOG

__all__ = ["CALCULATOR", "CycleLength", "estimated_due_date"]

TERM = 280
"""Days from the first day of the last menstrual period to the due date. Source: ACOG Committee Opinion 700."""
USUAL_CYCLE = 28
"""Days of the cycle that the rule takes for granted. Source: ACOG Committee Opinion 700."""

CycleLength = Annotated[Exact, Number("Length of the menstrual cycle", "d", 18, 60, whole=True)]


def estimated_due_date(
    last_menstrual_period: Annotated[date, Day("First day of the last menstrual period")], cycle_length: CycleLength
) -> Outcome:
    """Due date from the last menstrual period, moved by as many days as the cycle differs from 28 days."""
    shift = int(cycle_length) - USUAL_CYCLE
    day = last_menstrual_period + timedelta(days=TERM + shift)
    return Outcome(
        day,
        (
            Step("Shift for the cycle", f"{cycle_length} − {USUAL_CYCLE} = {shift} days"),
            Step("Due date", f"{last_menstrual_period} + {TERM} days + {shift} days = {day}"),
        ),
    )


CALCULATOR = Calculator(
    function=estimated_due_date,
    title="Estimated due date (Naegele's rule)",
    aliases=("due date", "EDD", "date of delivery", "Naegele"),
    specialty="obstetrics",
    formula="first day of the last menstrual period + 280 days + (cycle length − 28 days)",
    sources=(ACOG,),
)
