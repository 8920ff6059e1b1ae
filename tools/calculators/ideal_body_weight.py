"""Ideal body weight by Devine."""

from tools.calculating import Calculator, Exact, Outcome, Source, exact, step
from tools.calculating.usual import AdultHeight, Sex

__all__ = ["CALCULATOR", "ideal_body_weight", "ideal_weight"]

PAI = Source(
    "Pai MP, Paloucek FP. The origin of the 'ideal' body weight equations. Ann Pharmacother 2000;34:1066-1069",
    doi="10.1345/aph.19381",
)

FOR_FIVE_FEET = {"female": exact("45.5"), "male": exact(50)}
"""Weight at a height of 60 inches [kg]. Source: Devine's equations as Pai and Paloucek 2000 give them."""
PER_INCH = exact("2.3")
"""Weight for every inch above 60 [kg]. Source: the same."""
INCH = exact("2.54")
"""One inch [cm]."""


def ideal_weight(sex: str, height: Exact) -> Exact:
    """Ideal body weight [kg] of an adult of a height [cm]; below five feet the line is drawn on downwards."""
    return FOR_FIVE_FEET[sex] + PER_INCH * (height / INCH - 60)


def ideal_body_weight(sex: Sex, height: AdultHeight) -> Outcome:
    """Ideal body weight of an adult by Devine, for the dosing of drugs."""
    inches, value = height / INCH, ideal_weight(sex, height)
    warnings = ("Devine's equation was made for heights from 152.4 cm (5 feet) on.",) if inches < 60 else ()
    return Outcome(
        value,
        (
            step("Height in inches", "height / 2.54", inches, height=height),
            step("Ideal body weight", "base + 2.3 × (inches − 60)", value, base=FOR_FIVE_FEET[sex], inches=inches),
        ),
        warnings,
    )


CALCULATOR = Calculator(
    function=ideal_body_weight,
    title="Ideal body weight (Devine)",
    aliases=("IBW", "Devine formula"),
    specialty="pharmacology",
    formula="men 50 kg, women 45.5 kg, plus 2.3 kg for every inch of height above 60 inches",
    unit="kg",
    decimals=2,
    sources=(PAI,),
    rises_with=("height",),
)
