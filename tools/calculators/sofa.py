"""Sequential Organ Failure Assessment."""

from typing import Annotated

from tools.calculating import Band, Bands, Calculator, Exact, Flag, Item, Number, Outcome, Source, exact, graded, tally
from tools.calculating.usual import Bilirubin, Creatinine, Fio2, GlasgowComaScale, MeanArterialPressure, Platelets

__all__ = ["CALCULATOR", "sofa"]

VINCENT = Source(
    "Vincent JL et al. The SOFA (Sepsis-related Organ Failure Assessment) score to describe organ dysfunction/failure. "
    "Intensive Care Med 1996;22:707-710",
    doi="10.1007/BF01709751",
    url="https://pmc.ncbi.nlm.nih.gov/articles/PMC4968574/table/T1",
)
TENTH = exact("0.1")
"""Dose of epinephrine and norepinephrine above which four points count [ug/kg/min]. Source: Vincent 1996."""

Dose = Number("Dose given for at least an hour, 0 if none", "ug/kg/min", 0, 100)


def _respiration(pao2: Exact, fio2: Exact, support: bool) -> Item:
    ratio = pao2 / (fio2 / 100)
    points = graded("", ratio, ((None, 4), (100, 3), (200, 2), (300, 1), (400, 0))).points
    return Item("Respiration (PaO2/FiO2)", points if support else min(points, 2))


def _circulation(pressure: Exact, dopamine: Exact, dobutamine: Exact, catecholamine: Exact) -> Item:
    if dopamine > 15 or catecholamine > TENTH:
        points = 4
    elif dopamine > 5 or catecholamine > 0:
        points = 3
    elif dopamine > 0 or dobutamine > 0:
        points = 2
    else:
        points = 1 if pressure < 70 else 0
    return Item("Cardiovascular", points)


def _kidneys(creatinine: Exact, urine: Exact | None) -> Item:
    steps = ((None, 0), (exact("1.2"), 1), (2, 2), (exact("3.5"), 3), (5, 4))
    by_creatinine = graded("", creatinine, steps).points
    by_urine = 0 if urine is None or urine >= 500 else 3 if urine >= 200 else 4
    return Item("Kidneys", max(by_creatinine, by_urine))


def sofa(
    pao2: Annotated[Exact, Number("Arterial oxygen pressure", "mm[Hg]", 10, 700)],
    fio2: Fio2,
    respiratory_support: Annotated[bool, Flag("Mechanical ventilation or continuous positive airway pressure")],
    platelets: Platelets,
    bilirubin: Bilirubin,
    mean_arterial_pressure: MeanArterialPressure,
    dopamine: Annotated[Exact, Dose],
    dobutamine: Annotated[Exact, Dose],
    epinephrine: Annotated[Exact, Dose],
    norepinephrine: Annotated[Exact, Dose],
    glasgow_coma_scale: GlasgowComaScale,
    creatinine: Creatinine,
    urine_output: Annotated[Exact | None, Number("Urine of 24 hours, if measured", "mL/d", 0, 30000)] = None,
) -> Outcome:
    """Organ dysfunction of an adult in intensive care, from the worst values of 24 hours."""
    return tally(
        _respiration(pao2, fio2, respiratory_support),
        graded("Coagulation (platelets)", platelets, ((None, 4), (20, 3), (50, 2), (100, 1), (150, 0))),
        graded("Liver (bilirubin)", bilirubin, ((None, 0), (exact("1.2"), 1), (2, 2), (6, 3), (12, 4))),
        _circulation(mean_arterial_pressure, dopamine, dobutamine, max(epinephrine, norepinephrine)),
        graded("Central nervous system (GCS)", glasgow_coma_scale, ((None, 4), (6, 3), (10, 2), (13, 1), (15, 0))),
        _kidneys(creatinine, urine_output),
    )


CALCULATOR = Calculator(
    function=sofa,
    title="SOFA score",
    aliases=("Sequential Organ Failure Assessment", "sepsis organ failure", "SOFA"),
    specialty="intensive care",
    formula="0 to 4 points each for respiration, coagulation, liver, circulation, consciousness and kidneys",
    unit="{score}",
    sources=(VINCENT,),
    bands=(
        Bands(
            Source(
                "rccc.eu. SOFA, with the trend over 48 hours of Ferreira FL et al. JAMA 2001;286:1754-1758",
                url="https://rccc.eu/Pronostico/SOFA.html",
            ),
            (
                Band(0, "below 2, from which a rise with suspected infection is sepsis"),
                Band(2, "mortality about 10 % with suspected infection; 37 % where it does not fall in 48 hours"),
                Band(8, "mortality about 60 % where it does not fall in 48 hours, 6 % or less where it falls"),
                Band(12, "mortality about 91 % where it does not fall in 48 hours"),
            ),
        ),
    ),
    rises_with=("bilirubin", "creatinine", "norepinephrine", "respiratory_support"),
    falls_with=("platelets", "mean_arterial_pressure", "glasgow_coma_scale", "pao2", "urine_output"),
)
