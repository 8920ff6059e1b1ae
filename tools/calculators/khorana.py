"""Khorana score for thromboembolism in cancer."""

from typing import Annotated

from tools.calculating import Band, Bands, Calculator, Choice, Exact, Flag, Item, Number, Outcome, Source, item, tally

__all__ = ["CALCULATOR", "khorana"]

KHORANA = Source(
    (
        "Khorana AA et al. Development and validation of a predictive model for chemotherapy-"
        "associated thrombosis. Blood 2008;111:4902-4907"
    ),
    doi="10.1182/blood-2007-10-116327",
)

SITES = {"very_high_risk": 2, "high_risk": 1, "other": 0}
"""Points of the site of the cancer [1]. Source: Khorana 2008."""


def khorana(
    cancer_site: Annotated[
        str,
        Choice(
            "Site of the cancer",
            {
                "very_high_risk": "stomach or pancreas",
                "high_risk": "lung, lymphoma, gynaecological, bladder or testicular",
                "other": "any other",
            },
        ),
    ],
    platelets: Annotated[Exact, Number("Platelet count before chemotherapy", "10*9/L", 1, 3000)],
    haemoglobin: Annotated[Exact, Number("Haemoglobin before chemotherapy", "g/dL", 2, 25, substance="haemoglobin")],
    growth_factors: Annotated[bool, Flag("Red cell growth factors are used")],
    leucocytes: Annotated[Exact, Number("Leucocyte count before chemotherapy", "10*9/L", "0.1", 500)],
    bmi: Annotated[Exact, Number("Body mass index", "kg/m2", 8, 150)],
) -> Outcome:
    """Risk of venous thromboembolism of an outpatient who begins chemotherapy for cancer: Khorana score."""
    return tally(
        Item("Site of the cancer", SITES[cancer_site]),
        item("Platelets ≥ 350 × 10⁹/L", platelets >= 350),
        item("Haemoglobin < 10 g/dL or growth factors", haemoglobin < 10 or growth_factors),
        item("Leucocytes > 11 × 10⁹/L", leucocytes > 11),
        item("Body mass index ≥ 35 kg/m²", bmi >= 35),
    )


CALCULATOR = Calculator(
    function=khorana,
    title="Khorana score for thromboembolism in cancer",
    aliases=(
        "Khorana",
        "thrombosis in cancer",
        "chemotherapy thromboprophylaxis",
    ),
    specialty="oncology",
    formula=(
        "Stomach or pancreas: 2, lung, lymphoma, gynaecological, bladder or testicular: 1; one each: "
        "platelets ≥ 350, haemoglobin < 10 g/dL or growth factors, leucocytes > 11, body mass index ≥ 35"
    ),
    unit="{score}",
    sources=(KHORANA,),
    bands=(
        Bands(
            KHORANA,
            (
                Band(0, "low risk: thromboembolism in 0.3 to 0.8 % within 2.5 months"),
                Band(1, "intermediate risk: thromboembolism in 1.8 to 2.0 % within 2.5 months"),
                Band(3, "high risk: thromboembolism in 6.7 to 7.1 % within 2.5 months"),
            ),
        ),
    ),
    rises_with=(
        "platelets",
        "growth_factors",
        "leucocytes",
        "bmi",
    ),
    falls_with=("haemoglobin",),
)
