"""Centor score as modified by McIsaac."""

from typing import Annotated

from tools.calculating import Band, Bands, Calculator, Exact, Flag, Number, Outcome, Source, graded, item, tally
from tools.calculating.usual import Temperature

__all__ = ["CALCULATOR", "centor_mcisaac"]

MCISAAC = Source(
    "McIsaac WJ et al. The validity of a sore throat score in family practice. CMAJ 2000;163:811-815",
    url="https://cliniborg.com/2016/09/04/strep-throat-decision-tool-modified-centor-score",
)


def centor_mcisaac(
    age: Annotated[Exact, Number("Age", "a", 3, 125)],
    temperature: Temperature,
    cough_absent: Annotated[bool, Flag("No cough")],
    tender_nodes: Annotated[bool, Flag("Tender or swollen anterior cervical lymph nodes")],
    exudate: Annotated[bool, Flag("Tonsillar swelling or exudate")],
) -> Outcome:
    """Probability of streptococcal pharyngitis in patients of 3 years or more with an acute sore throat."""
    return tally(
        graded("Age 3 to 14 (1), 15 to 44 (0), from 45 (−1)", age, ((3, 1), (15, 0), (45, -1))),
        item("Temperature > 38 °C", temperature > 38),
        item("No cough", cough_absent),
        item("Tender cervical nodes", tender_nodes),
        item("Tonsillar swelling or exudate", exudate),
    )


CALCULATOR = Calculator(
    function=centor_mcisaac,
    title="Centor score, modified by McIsaac",
    aliases=("Centor", "McIsaac", "strep throat", "streptococcal pharyngitis", "sore throat"),
    specialty="general medicine",
    formula="temperature > 38 °C 1, no cough 1, tender nodes 1, exudate or swelling 1, age 3-14 1, ≥ 45 −1",
    unit="{score}",
    sources=(
        MCISAAC,
        Source(
            "Royal College of Emergency Medicine. Sore throat: McIsaac and FeverPAIN criteria",
            url="https://www.rcemlearning.org/modules/may-virtual-journal-club/lessons/background-3/topic/sore-throat/",
        ),
    ),
    bands=(
        Bands(
            MCISAAC,
            (
                Band(None, "risk of group A streptococcus 1 to 2.5 %: no test, no antibiotic"),
                Band(1, "risk of group A streptococcus 5 to 10 %: a test is optional"),
                Band(2, "risk of group A streptococcus 11 to 17 %: test, and treat accordingly"),
                Band(3, "risk of group A streptococcus 28 to 35 %: test, and treat accordingly"),
                Band(4, "risk of group A streptococcus 51 to 53 %: consider treatment"),
            ),
        ),
    ),
    rises_with=("temperature", "cough_absent", "tender_nodes", "exudate"),
    falls_with=("age",),
)
