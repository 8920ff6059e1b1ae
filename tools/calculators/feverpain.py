"""FeverPAIN score."""

from typing import Annotated

from tools.calculating import Band, Bands, Calculator, Flag, Outcome, Source, item, tally

__all__ = ["CALCULATOR", "feverpain"]

NICE = Source(
    "NICE guideline NG84. Sore throat (acute): antimicrobial prescribing, terms used in the guideline",
    url="https://www.nice.org.uk/guidance/ng84/chapter/terms-used-in-the-guideline",
)


def feverpain(
    fever: Annotated[bool, Flag("Fever within the last 24 hours")],
    purulent_tonsils: Annotated[bool, Flag("Pus on the tonsils")],
    rapid_attendance: Annotated[bool, Flag("Attends within 3 days of the first symptom")],
    severe_inflammation: Annotated[bool, Flag("Severely inflamed tonsils")],
    no_cough_or_coryza: Annotated[bool, Flag("No cough or coryza")],
) -> Outcome:
    """Probability of streptococcal infection in patients of 3 years or more with an acute sore throat."""
    return tally(
        item("Fever", fever),
        item("Purulent tonsils", purulent_tonsils),
        item("Attends within 3 days", rapid_attendance),
        item("Severely inflamed tonsils", severe_inflammation),
        item("No cough or coryza", no_cough_or_coryza),
    )


CALCULATOR = Calculator(
    function=feverpain,
    title="FeverPAIN score for streptococcal pharyngitis",
    aliases=("FeverPAIN", "strep throat", "streptococcal pharyngitis", "sore throat"),
    specialty="general medicine",
    formula="one point each: fever, purulence, attends within 3 days, severely inflamed tonsils, no cough or coryza",
    unit="{score}",
    sources=(
        NICE,
        Source(
            "Little P et al. Clinical score and rapid antigen detection test to guide antibiotic use for sore throats "
            "(PRISM). BMJ 2013;347:f5806",
            doi="10.1136/bmj.f5806",
        ),
    ),
    bands=(
        Bands(
            NICE,
            (
                Band(0, "streptococcus in 13 to 18 %"),
                Band(2, "streptococcus in 34 to 40 %"),
                Band(4, "streptococcus in 62 to 65 %"),
            ),
        ),
    ),
    rises_with=("fever", "purulent_tonsils", "rapid_attendance", "severe_inflammation", "no_cough_or_coryza"),
)
