"""AUDIT-C for hazardous drinking."""

from typing import Annotated

from tools.calculating import Band, Bands, Calculator, Exact, Item, Number, Outcome, Source, tally
from tools.calculating.usual import Sex

__all__ = ["CALCULATOR", "audit_c"]

BUSH = Source(
    (
        "Bush K et al. The AUDIT alcohol consumption questions (AUDIT-C): an effective brief "
        "screening test for problem drinking. Arch Intern Med 1998;158:1789-1795"
    ),
    doi="10.1001/archinte.158.16.1789",
)
BRADLEY = Source(
    (
        "Bradley KA et al. AUDIT-C as a brief screen for alcohol misuse in primary care. "
        "Alcohol Clin Exp Res 2007;31:1208-1217"
    ),
    doi="10.1111/j.1530-0277.2007.00403.x",
)


def audit_c(
    sex: Sex,
    frequency: Annotated[
        Exact,
        Number(
            (
                "How often alcohol is drunk: never 0, monthly or less 1, 2 to 4 times a month 2, 2 or"
                " 3 times a week 3, more often 4"
            ),
            "{number}",
            0,
            4,
            whole=True,
        ),
    ],
    typical_drinks: Annotated[
        Exact,
        Number(
            "Drinks on a typical day: 1 or 2 0, 3 or 4 1, 5 or 6 2, 7 to 9 3, 10 or more 4",
            "{number}",
            0,
            4,
            whole=True,
        ),
    ],
    six_or_more: Annotated[
        Exact,
        Number(
            ("How often six or more drinks: never 0, less than monthly 1, monthly 2, weekly 3, daily or almost 4"),
            "{number}",
            0,
            4,
            whole=True,
        ),
    ],
) -> Outcome:
    """Hazardous drinking from the three questions on consumption: AUDIT-C."""
    return tally(
        Item("How often", frequency),
        Item("Drinks on a typical day", typical_drinks),
        Item("Six or more drinks", six_or_more),
    )


CALCULATOR = Calculator(
    function=audit_c,
    title="AUDIT-C for hazardous drinking",
    aliases=(
        "AUDIT-C",
        "alcohol use disorder",
        "drinking questionnaire",
    ),
    specialty="psychiatry",
    formula="Sum of three answers of 0 to 4",
    unit="{score}",
    sources=(
        BUSH,
        BRADLEY,
    ),
    bands=(
        Bands(
            BRADLEY,
            (
                Band(0, "negative for alcohol misuse"),
                Band(4, "positive for alcohol misuse in men"),
            ),
            only={"sex": "male"},
        ),
        Bands(
            BRADLEY,
            (
                Band(0, "negative for alcohol misuse"),
                Band(3, "positive for alcohol misuse in women"),
            ),
            only={"sex": "female"},
        ),
    ),
    rises_with=(
        "frequency",
        "typical_drinks",
        "six_or_more",
    ),
)
