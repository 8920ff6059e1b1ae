"""Injury Severity Score."""

from typing import Annotated

from tools.calculating import Calculator, Exact, Number, Outcome, Source, step

__all__ = ["CALCULATOR", "injury_severity_score"]

BAKER = Source(
    (
        "Baker SP et al. The Injury Severity Score: a method for describing patients with "
        "multiple injuries and evaluating emergency care. J Trauma 1974;14:187-196"
    ),
    doi="10.1097/00005373-197403000-00001",
)

UNSURVIVABLE, HIGHEST = 6, 75
"""An injury of this scale sets the score to the highest [1]. Source: Baker 1974 with the later scale."""


def injury_severity_score(
    head_neck: Annotated[Exact, Number("Worst Abbreviated Injury Scale: Head and neck", "{number}", 0, 6, whole=True)],
    face: Annotated[Exact, Number("Worst Abbreviated Injury Scale: Face", "{number}", 0, 6, whole=True)],
    chest: Annotated[Exact, Number("Worst Abbreviated Injury Scale: Chest", "{number}", 0, 6, whole=True)],
    abdomen: Annotated[
        Exact, Number("Worst Abbreviated Injury Scale: Abdomen and pelvic contents", "{number}", 0, 6, whole=True)
    ],
    extremities: Annotated[
        Exact, Number("Worst Abbreviated Injury Scale: Extremities and pelvic girdle", "{number}", 0, 6, whole=True)
    ],
    external: Annotated[Exact, Number("Worst Abbreviated Injury Scale: External", "{number}", 0, 6, whole=True)],
) -> Outcome:
    """Anatomical severity of multiple injuries: Injury Severity Score from the worst AIS of six regions."""
    worst = sorted((head_neck, face, chest, abdomen, extremities, external), reverse=True)[:3]
    value = Exact(HIGHEST) if worst[0] == UNSURVIVABLE else sum((one**2 for one in worst), start=Exact(0))
    first, second, third = worst
    steps = (
        step("Score", "first² + second² + third²; 75 where one is 6", value, first=first, second=second, third=third),
    )
    return Outcome(value, steps)


CALCULATOR = Calculator(
    function=injury_severity_score,
    title="Injury Severity Score",
    aliases=(
        "ISS",
        "AIS",
        "polytrauma",
    ),
    specialty="trauma surgery",
    formula="Sum of the squares of the three worst regions; 75 where any is 6",
    unit="{score}",
    sources=(BAKER,),
    rises_with=(
        "head_neck",
        "face",
        "chest",
        "abdomen",
        "extremities",
        "external",
    ),
)
