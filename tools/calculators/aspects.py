"""Alberta Stroke Programme Early CT Score (ASPECTS)."""

from typing import Annotated

from tools.calculating import Band, Bands, Calculator, Flag, Outcome, Source, Step

__all__ = ["CALCULATOR", "aspects"]

PEXMAN = Source(
    (
        "Pexman JHW et al. Use of the Alberta Stroke Program Early CT Score (ASPECTS) for assessing CT scans in "
        "patients with acute stroke. AJNR Am J Neuroradiol 2001;22:1534-1542"
    ),
    url="https://www.ajnr.org/content/22/8/1534",
)
FULL = 10
"""Score of a scan without early ischaemic change [1], one point for each region. Source: Pexman 2001."""


def aspects(
    caudate: Annotated[bool, Flag("Early ischaemic change in the caudate nucleus (C)")],
    lentiform: Annotated[bool, Flag("Early ischaemic change in the lentiform nucleus (L)")],
    internal_capsule: Annotated[bool, Flag("Early ischaemic change in the internal capsule (IC)")],
    insula: Annotated[bool, Flag("Early ischaemic change in the insular ribbon (I)")],
    m1: Annotated[bool, Flag("Early ischaemic change in M1: anterior cortex at the level of the ganglia")],
    m2: Annotated[bool, Flag("Early ischaemic change in M2: cortex lateral to the insular ribbon")],
    m3: Annotated[bool, Flag("Early ischaemic change in M3: posterior cortex at the level of the ganglia")],
    m4: Annotated[bool, Flag("Early ischaemic change in M4: anterior cortex above M1")],
    m5: Annotated[bool, Flag("Early ischaemic change in M5: lateral cortex above M2")],
    m6: Annotated[bool, Flag("Early ischaemic change in M6: posterior cortex above M3")],
) -> Outcome:
    """Extent of early ischaemic change on CT in acute stroke of the middle cerebral artery: ASPECTS."""
    regions = {
        "C": caudate,
        "L": lentiform,
        "IC": internal_capsule,
        "I": insula,
        "M1": m1,
        "M2": m2,
        "M3": m3,
        "M4": m4,
        "M5": m5,
        "M6": m6,
    }
    involved = [name for name, changed in regions.items() if changed]
    return Outcome(
        FULL - len(involved),
        (Step("Regions involved", f"{', '.join(involved) or 'none'}; {FULL} - {len(involved)}"),),
    )


CALCULATOR = Calculator(
    function=aspects,
    title="ASPECTS: early CT score of stroke",
    aliases=("Alberta Stroke Programme Early CT Score", "early ischaemic change", "middle cerebral artery stroke CT"),
    specialty="radiology",
    formula="10 − number of the regions C, L, IC, I and M1 to M6 with early ischaemic change",
    unit="{score}",
    sources=(PEXMAN,),
    bands=(
        Bands(
            Source(
                "Medical Algorithms Company: ASPECTS, after Barber PA et al. Lancet 2000;355:1670-1674",
                url=(
                    "https://www.medicalalgorithms.com/"
                    "the-alberta-stroke-programme-early-ct-score-aspects-for-grading-acute-stroke"
                ),
            ),
            (
                Band(0, "7 or less: high risk of dependence or death"),
                Band(8, "above 7: likelier to be independent at 3 months"),
            ),
        ),
    ),
    falls_with=("caudate", "lentiform", "internal_capsule", "insula", "m1", "m2", "m3", "m4", "m5", "m6"),
)
