"""Density of prostate-specific antigen."""

from typing import Annotated

from tools.calculating import Band, Bands, Calculator, Exact, Number, Outcome, Source, step

__all__ = ["CALCULATOR", "psa_density"]

DENSITY = Source(
    "PSA density: PSA divided by the volume of the prostate, with the tiers reported in pathways with MRI",
    url="https://drgeorgios.com/?p=10896",
)


def psa_density(
    antigen: Annotated[Exact, Number("Total prostate-specific antigen (PSA) in serum", "ng/mL", "0.01", 5000)],
    volume: Annotated[Exact, Number("Volume of the prostate", "mL", 5, 500)],
) -> Outcome:
    """PSA density: prostate-specific antigen related to the volume of the prostate."""
    value = antigen / volume
    return Outcome(value, (step("Density", "psa / volume", value, psa=antigen, volume=volume),))


CALCULATOR = Calculator(
    function=psa_density,
    title="PSA density",
    aliases=("PSAD", "prostate-specific antigen density", "prostate cancer"),
    specialty="urology",
    formula="Prostate-specific antigen [ng/mL] / volume of the prostate [mL]",
    unit="ng/mL2",
    decimals=2,
    sources=(
        Source(
            "Malecare: PSA density, with an example and its use in active surveillance",
            url="https://malecare.org/psa-density/",
        ),
    ),
    bands=(
        Bands(
            DENSITY,
            (
                Band(0, "low risk tier"),
                Band("0.10", "intermediate risk tier"),
                Band("0.15", "higher risk tier"),
                Band("0.20", "higher risk tier, by some protocols a stronger reason for biopsy"),
            ),
        ),
    ),
    rises_with=("antigen",),
    falls_with=("volume",),
)
