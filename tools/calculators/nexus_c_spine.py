"""NEXUS criteria for cervical spine imaging."""

from typing import Annotated

from tools.calculating import Band, Bands, Calculator, Flag, Outcome, Source, item, tally

__all__ = ["CALCULATOR", "nexus_c_spine"]

HOFFMAN = Source(
    (
        "Hoffman JR et al. Validity of a set of clinical criteria to rule out injury to the "
        "cervical spine in patients with blunt trauma. N Engl J Med 2000;343:94-99"
    ),
    doi="10.1056/NEJM200007133430203",
)


def nexus_c_spine(
    midline_tenderness: Annotated[bool, Flag("Tenderness in the midline of the cervical spine")],
    focal_deficit: Annotated[bool, Flag("Focal neurological deficit")],
    altered_alertness: Annotated[bool, Flag("Altered level of alertness")],
    intoxication: Annotated[bool, Flag("Intoxication")],
    distracting_injury: Annotated[bool, Flag("Painful distracting injury")],
) -> Outcome:
    """Whether a patient needs imaging of the cervical spine after blunt trauma: number of NEXUS criteria present."""
    return tally(
        item("Tenderness in the midline of the cervical spine", midline_tenderness),
        item("Focal neurological deficit", focal_deficit),
        item("Altered level of alertness", altered_alertness),
        item("Intoxication", intoxication),
        item("Painful distracting injury", distracting_injury),
    )


CALCULATOR = Calculator(
    function=nexus_c_spine,
    title="NEXUS criteria for cervical spine imaging",
    aliases=(
        "NEXUS",
        "cervical spine imaging",
    ),
    specialty="emergency medicine",
    formula="Number of the five criteria present",
    unit="{score}",
    sources=(HOFFMAN,),
    bands=(
        Bands(
            HOFFMAN,
            (
                Band(0, "low risk: no imaging of the cervical spine is needed"),
                Band(1, "imaging of the cervical spine is indicated"),
            ),
        ),
    ),
    rises_with=(
        "midline_tenderness",
        "focal_deficit",
        "altered_alertness",
        "intoxication",
        "distracting_injury",
    ),
)
