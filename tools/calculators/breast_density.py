"""BI-RADS category of breast density."""

from typing import Annotated

from tools.calculating import Calculator, Choice, Outcome, Source, Step

__all__ = ["CALCULATOR", "breast_density"]

BIRADS = Source(
    "ACR BI-RADS Atlas, mammography, reporting system: breast composition. American College of Radiology 2013",
    url="https://docslib.org/doc/7244697/acr-bi-rads-atlas-reporting-system",
)
EXPLAINED = Source(
    "Williams D et al. Breast density explained. Imaging Technology News 2020",
    url="https://www.itnonline.com/article/breast-density-explained",
)

LETTERS = {"almost_entirely_fatty": "a", "scattered": "b", "heterogeneously_dense": "c", "extremely_dense": "d"}
"""Category of a composition. Source: BI-RADS Atlas 2013."""


def breast_density(
    composition: Annotated[
        str,
        Choice(
            "Composition of the breasts on mammography",
            {
                "almost_entirely_fatty": "",
                "scattered": "scattered areas of fibroglandular density",
                "heterogeneously_dense": "",
                "extremely_dense": "",
            },
        ),
    ],
) -> Outcome:
    """Density of the breasts on mammography: BI-RADS category and what it means for finding cancer."""
    return Outcome(LETTERS[composition], (Step("Composition", composition.replace("_", " ")),))


CALCULATOR = Calculator(
    function=breast_density,
    title="BI-RADS breast density",
    aliases=("ACR density", "breast composition", "dense breasts", "mammographic density"),
    specialty="radiology",
    formula="a almost entirely fatty, b scattered fibroglandular density, c heterogeneously dense, d extremely dense",
    sources=(BIRADS, EXPLAINED),
    categories={
        "a": "category a, almost entirely fatty: not dense",
        "b": "category b, scattered areas of fibroglandular density: not dense",
        "c": "category c, heterogeneously dense: small masses may be hidden",
        "d": "category d, extremely dense: mammography is less sensitive",
    },
)
