"""Light's criteria of a pleural effusion."""

from typing import Annotated

from tools.calculating import Calculator, Exact, Number, Outcome, Source, exact, step

__all__ = ["CALCULATOR", "light_criteria"]

LIGHT = Source(
    (
        "Light RW et al. Pleural effusions: the diagnostic separation of transudates and exudates. "
        "Ann Intern Med 1972;77:507-513"
    ),
    doi="10.7326/0003-4819-77-4-507",
)

PROTEIN, ENZYME, OF_LIMIT = exact("0.5"), exact("0.6"), Exact(2, 3)
"""Above any of them it is an exudate: pleural by serum protein, pleural by serum lactate dehydrogenase, pleural lactate
dehydrogenase by the upper limit of normal of serum [1]. Source: Light 1972, in the form in use today."""


def light_criteria(
    pleural_protein: Annotated[Exact, Number("Protein of the pleural fluid", "g/dL", "0.1", 12)],
    serum_protein: Annotated[Exact, Number("Total protein of serum", "g/dL", 1, 15)],
    pleural_ldh: Annotated[Exact, Number("Lactate dehydrogenase of the pleural fluid", "U/L", 1, 100000)],
    serum_ldh: Annotated[Exact, Number("Lactate dehydrogenase of serum", "U/L", 10, 50000)],
    ldh_upper_limit: Annotated[
        Exact, Number("Upper limit of normal of serum lactate dehydrogenase, of the laboratory", "U/L", 50, 1000)
    ],
) -> Outcome:
    """Exudate or transudate: Light's criteria of a pleural effusion."""
    protein, enzyme, of_limit = pleural_protein / serum_protein, pleural_ldh / serum_ldh, pleural_ldh / ldh_upper_limit
    exudate = protein > PROTEIN or enzyme > ENZYME or of_limit > OF_LIMIT
    return Outcome(
        "exudate" if exudate else "transudate",
        (
            step("Protein, above 0.5?", "pleural / serum", protein, pleural=pleural_protein, serum=serum_protein),
            step("Lactate dehydrogenase, above 0.6?", "pleural / serum", enzyme, pleural=pleural_ldh, serum=serum_ldh),
            step("By upper limit, above 2/3?", "pleural / limit", of_limit, pleural=pleural_ldh, limit=ldh_upper_limit),
        ),
        (
            "About a quarter of the effusions of heart failure and cirrhosis are called exudates, above all "
            "under diuretics: then see the albumin gradient of serum to pleural fluid (transudate above 1.2 g/dL).",
        )
        if exudate
        else (),
    )


CALCULATOR = Calculator(
    function=light_criteria,
    title="Light's criteria of a pleural effusion",
    aliases=("Light", "pleural effusion", "exudate", "transudate", "thoracentesis"),
    specialty="respiratory medicine",
    formula=(
        "Exudate if pleural/serum protein > 0.5, or pleural/serum LDH > 0.6, or pleural LDH > 2/3 of the upper limit "
        "of normal of serum"
    ),
    sources=(
        LIGHT,
        Source(
            "Light RW. Diagnostic principles in pleural disease. Eur Respir J 1997;10:476-481",
            doi="10.1183/09031936.97.10020476",
        ),
    ),
    categories={
        "exudate": "exudate: at least one criterion is met",
        "transudate": "transudate: no criterion is met, so an exudate is very unlikely",
    },
)
