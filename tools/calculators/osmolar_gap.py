"""Osmolal gap of serum."""

from typing import Annotated

from tools.calculating import Band, Bands, Calculator, Exact, Number, Outcome, Source, exact, step
from tools.calculating.usual import BloodUreaNitrogen, Glucose, Sodium

__all__ = ["CALCULATOR", "osmolar_gap"]

PURSSELL = Source(
    (
        "Purssell RA et al. Derivation and validation of a formula to calculate the contribution of ethanol to the "
        "osmolal gap. Ann Emerg Med 2001;38:653-659"
    ),
    doi="10.1067/mem.2001.119455",
)

GLUCOSE, UREA_NITROGEN, ETHANOL = 18, exact("2.8"), exact("3.7")
"""What mg/dL are divided by for their share of the osmolality [mg/dL per mosm/kg]. Source: Purssell 2001; other
formulas divide ethanol by 4.6, its molar mass."""


def osmolar_gap(
    measured: Annotated[Exact, Number("Measured serum osmolality", "mosm/kg", 150, 700)],
    sodium: Sodium,
    glucose: Glucose,
    urea_nitrogen: BloodUreaNitrogen,
    ethanol: Annotated[
        Exact | None, Number("Blood ethanol, where measured; else taken as none", "mg/dL", 0, 1500, substance="ethanol")
    ] = None,
) -> Outcome:
    """Osmolal gap: measured serum osmolality less that calculated from sodium, glucose, urea nitrogen and ethanol."""
    alcohol = Exact(0) if ethanol is None else ethanol
    calculated = 2 * sodium + glucose / GLUCOSE + urea_nitrogen / UREA_NITROGEN + alcohol / ETHANOL
    value = measured - calculated
    return Outcome(
        value,
        (
            step(
                "Calculated osmolality",
                "2 × sodium + glucose / 18 + bun / 2.8 + ethanol / 3.7",
                calculated,
                sodium=sodium,
                glucose=glucose,
                bun=urea_nitrogen,
                ethanol=alcohol,
            ),
            step("Gap", "measured - calculated", value, measured=measured, calculated=calculated),
        ),
        ("A gap within the usual range does not rule out a toxic alcohol: it falls as the alcohol is metabolised.",),
    )


CALCULATOR = Calculator(
    function=osmolar_gap,
    title="Osmolal gap",
    aliases=("osmolar gap", "osmol gap", "toxic alcohol", "methanol", "ethylene glycol"),
    specialty="nephrology",
    formula=(
        "Measured osmolality − (2 × sodium + glucose / 18 + urea nitrogen / 2.8 + ethanol / 3.7), all in mg/dL but "
        "sodium [mmol/L]"
    ),
    unit="mosm/kg",
    decimals=1,
    sources=(PURSSELL,),
    bands=(
        Bands(
            Source(
                "Serum osmolality and osmol gap: how it works, notes and pitfalls",
                url="https://tools.gera.services/serum-osmolality-calculator",
            ),
            (
                Band(None, "below the usual range of about -10 to 10 mosm/kg"),
                Band(-10, "within the usual range of about -10 to 10 mosm/kg"),
                Band(
                    10,
                    (
                        "raised: unmeasured osmoles, such as methanol, ethylene glycol, isopropanol, mannitol or "
                        "propylene glycol, or severe ketoacidosis"
                    ),
                    above=True,
                ),
            ),
        ),
    ),
    rises_with=("measured",),
    falls_with=("sodium", "glucose", "urea_nitrogen", "ethanol"),
)
