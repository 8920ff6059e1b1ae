"""CIWA-Ar for alcohol withdrawal."""

from typing import Annotated

from tools.calculating import Calculator, Exact, Item, Number, Outcome, Source, tally

__all__ = ["CALCULATOR", "ciwa_ar"]

SULLIVAN = Source(
    (
        "Sullivan JT et al. Assessment of alcohol withdrawal: the revised Clinical Institute "
        "Withdrawal Assessment for Alcohol scale (CIWA-Ar). Br J Addict 1989;84:1353-1357"
    ),
    doi="10.1111/j.1360-0443.1989.tb00737.x",
)


def ciwa_ar(
    nausea: Annotated[Exact, Number("Nausea and vomiting, 0 to 7", "{number}", 0, 7, whole=True)],
    tremor: Annotated[Exact, Number("Tremor, 0 to 7", "{number}", 0, 7, whole=True)],
    sweats: Annotated[Exact, Number("Paroxysmal sweats, 0 to 7", "{number}", 0, 7, whole=True)],
    anxiety: Annotated[Exact, Number("Anxiety, 0 to 7", "{number}", 0, 7, whole=True)],
    agitation: Annotated[Exact, Number("Agitation, 0 to 7", "{number}", 0, 7, whole=True)],
    tactile: Annotated[Exact, Number("Tactile disturbances, 0 to 7", "{number}", 0, 7, whole=True)],
    auditory: Annotated[Exact, Number("Auditory disturbances, 0 to 7", "{number}", 0, 7, whole=True)],
    visual: Annotated[Exact, Number("Visual disturbances, 0 to 7", "{number}", 0, 7, whole=True)],
    headache: Annotated[Exact, Number("Headache, fullness in the head, 0 to 7", "{number}", 0, 7, whole=True)],
    orientation: Annotated[
        Exact, Number("Orientation and clouding of the sensorium, 0 to 4", "{number}", 0, 4, whole=True)
    ],
) -> Outcome:
    """Severity of alcohol withdrawal: CIWA-Ar, nine signs of 0 to 7 and orientation of 0 to 4."""
    return tally(
        Item("Nausea and vomiting", nausea),
        Item("Tremor", tremor),
        Item("Paroxysmal sweats", sweats),
        Item("Anxiety", anxiety),
        Item("Agitation", agitation),
        Item("Tactile disturbances", tactile),
        Item("Auditory disturbances", auditory),
        Item("Visual disturbances", visual),
        Item("Headache, fullness in the head", headache),
        Item("Orientation and clouding of the sensorium", orientation),
    )


CALCULATOR = Calculator(
    function=ciwa_ar,
    title="CIWA-Ar for alcohol withdrawal",
    aliases=(
        "CIWA",
        "alcohol withdrawal",
    ),
    specialty="psychiatry",
    formula="Sum of ten observations, of 0 to 7, orientation of 0 to 4",
    unit="{score}",
    sources=(SULLIVAN,),
    rises_with=(
        "nausea",
        "tremor",
        "sweats",
        "anxiety",
        "agitation",
        "tactile",
        "auditory",
        "visual",
        "headache",
        "orientation",
    ),
)
