"""Maddrey discriminant function."""

from typing import Annotated

from tools.calculating import Band, Bands, Calculator, Exact, Number, Outcome, Source, exact, step
from tools.calculating.usual import Bilirubin

__all__ = ["CALCULATOR", "maddrey"]

MADDREY = Source(
    ("Maddrey WC et al. Corticosteroid therapy of alcoholic hepatitis. Gastroenterology 1978;75:193-199"),
    doi="10.1016/0016-5085(78)90401-8",
)

PER_SECOND = exact("4.6")
"""Weight of a second of prolonged prothrombin time [1/s]. Source: Maddrey 1978."""


def maddrey(
    prothrombin_time: Annotated[Exact, Number("Prothrombin time of the patient", "s", 5, 200)],
    control_prothrombin_time: Annotated[Exact, Number("Prothrombin time of the control", "s", 5, 30)],
    bilirubin: Bilirubin,
) -> Outcome:
    """Severity of alcoholic hepatitis: modified discriminant function of Maddrey."""
    value = PER_SECOND * (prothrombin_time - control_prothrombin_time) + bilirubin
    return Outcome(
        value,
        (
            step(
                "Discriminant function",
                "4.6 × (patient - control) + bilirubin",
                value,
                patient=prothrombin_time,
                control=control_prothrombin_time,
                bilirubin=bilirubin,
            ),
        ),
    )


CALCULATOR = Calculator(
    function=maddrey,
    title="Maddrey discriminant function",
    aliases=(
        "Maddrey",
        "discriminant function",
        "alcoholic hepatitis",
    ),
    specialty="hepatology",
    formula="4.6 × (prothrombin time − control [s]) + bilirubin [mg/dL]",
    unit="{score}",
    decimals=1,
    sources=(MADDREY,),
    bands=(
        Bands(
            MADDREY,
            (
                Band(None, "not severe by this function"),
                Band(
                    32, ("severe alcoholic hepatitis with a poor short-term prognosis: corticosteroids are considered")
                ),
            ),
        ),
    ),
    rises_with=(
        "prothrombin_time",
        "bilirubin",
    ),
    falls_with=("control_prothrombin_time",),
)
