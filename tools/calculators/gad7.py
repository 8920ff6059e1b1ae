"""GAD-7 for anxiety."""

from typing import Annotated

from tools.calculating import Band, Bands, Calculator, Exact, Item, Number, Outcome, Source, tally

__all__ = ["CALCULATOR", "gad7"]

SPITZER = Source(
    (
        "Spitzer RL et al. A brief measure for assessing generalized anxiety disorder: the "
        "GAD-7. Arch Intern Med 2006;166:1092-1097"
    ),
    doi="10.1001/archinte.166.10.1092",
)


def gad7(
    nervous: Annotated[Exact, Number("Feeling nervous, anxious or on edge", "{number}", 0, 3, whole=True)],
    uncontrolled_worry: Annotated[
        Exact, Number("Not being able to stop or control worrying", "{number}", 0, 3, whole=True)
    ],
    much_worry: Annotated[Exact, Number("Worrying too much about different things", "{number}", 0, 3, whole=True)],
    trouble_relaxing: Annotated[Exact, Number("Trouble relaxing", "{number}", 0, 3, whole=True)],
    restless: Annotated[Exact, Number("Being so restless that it is hard to sit still", "{number}", 0, 3, whole=True)],
    irritable: Annotated[Exact, Number("Becoming easily annoyed or irritable", "{number}", 0, 3, whole=True)],
    afraid: Annotated[Exact, Number("Feeling afraid as if something awful might happen", "{number}", 0, 3, whole=True)],
) -> Outcome:
    """Severity of anxiety over the last two weeks: GAD-7, each item 0 (not at all) to 3 (nearly every day)."""
    return tally(
        Item("Feeling nervous, anxious or on edge", nervous),
        Item("Not being able to stop or control worrying", uncontrolled_worry),
        Item("Worrying too much about different things", much_worry),
        Item("Trouble relaxing", trouble_relaxing),
        Item("Being so restless that it is hard to sit still", restless),
        Item("Becoming easily annoyed or irritable", irritable),
        Item("Feeling afraid as if something awful might happen", afraid),
    )


CALCULATOR = Calculator(
    function=gad7,
    title="GAD-7 for anxiety",
    aliases=(
        "GAD-7",
        "generalised anxiety disorder",
        "anxiety questionnaire",
    ),
    specialty="psychiatry",
    formula="Sum of seven items of 0 to 3",
    unit="{score}",
    sources=(SPITZER,),
    bands=(
        Bands(
            SPITZER,
            (
                Band(0, "minimal anxiety"),
                Band(5, "mild anxiety"),
                Band(10, "moderate anxiety"),
                Band(15, "severe anxiety"),
            ),
        ),
    ),
    rises_with=(
        "nervous",
        "uncontrolled_worry",
        "much_worry",
        "trouble_relaxing",
        "restless",
        "irritable",
        "afraid",
    ),
)
