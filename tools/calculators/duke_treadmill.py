"""Duke treadmill score."""

from typing import Annotated

from tools.calculating import Band, Bands, Calculator, Choice, Exact, Number, Outcome, Source, step

__all__ = ["CALCULATOR", "duke_treadmill"]

MARK = Source(
    (
        "Mark DB et al. Prognostic value of a treadmill exercise score in outpatients with "
        "suspected coronary artery disease. N Engl J Med 1991;325:849-853"
    ),
    doi="10.1056/NEJM199109193251204",
)

ANGINA = {"none": 0, "not_limiting": 1, "limiting": 2}
"""Index of angina [1]. Source: Mark 1991."""
PER_MILLIMETRE = 5
"""Points lost for a millimetre of ST deviation [1/mm]. Source: Mark 1991."""
PER_ANGINA = 4
"""Points lost for a step of the angina index [1]. Source: Mark 1991."""


def duke_treadmill(
    exercise_time: Annotated[Exact, Number("Exercise time by the Bruce protocol", "min", 0, 30)],
    st_deviation: Annotated[Exact, Number("Greatest net ST deviation in any lead", "mm", 0, 20)],
    angina: Annotated[
        str,
        Choice(
            "Angina during the test",
            {"none": "", "not_limiting": "not limiting exercise", "limiting": "the reason for stopping"},
        ),
    ],
) -> Outcome:
    """Prognosis by a treadmill test (Bruce protocol) in suspected coronary disease: Duke treadmill score."""
    index = ANGINA[angina]
    value = exercise_time - PER_MILLIMETRE * st_deviation - PER_ANGINA * index
    return Outcome(
        value,
        (
            step(
                "Score",
                "time - 5 × deviation - 4 × angina",
                value,
                time=exercise_time,
                deviation=st_deviation,
                angina=index,
            ),
        ),
    )


CALCULATOR = Calculator(
    function=duke_treadmill,
    title="Duke treadmill score",
    aliases=(
        "Duke treadmill",
        "exercise test prognosis",
    ),
    specialty="cardiology",
    formula=("Exercise time [min] − 5 × ST deviation [mm] − 4 × angina index (0 none, 1 not limiting, 2 limiting)"),
    unit="{score}",
    decimals=1,
    sources=(MARK,),
    bands=(
        Bands(
            MARK,
            (
                Band(None, "high risk"),
                Band(-10, "moderate risk"),
                Band(5, "low risk"),
            ),
        ),
    ),
    rises_with=("exercise_time",),
    falls_with=("st_deviation",),
)
