"""Wells' criteria for deep vein thrombosis."""

from typing import Annotated

from tools.calculating import Band, Bands, Calculator, Flag, Outcome, Source, item, tally

__all__ = ["CALCULATOR", "wells_dvt"]

WELLS = Source(
    "Wells PS et al. Evaluation of D-dimer in the diagnosis of suspected deep-vein thrombosis. "
    "N Engl J Med 2003;349:1227-1235",
    doi="10.1056/NEJMoa023153",
    url="http://dickyricky.com/Medicine/Charts/Wells.htm",
)


def wells_dvt(
    active_cancer: Annotated[bool, Flag("Active cancer: treated within 6 months, or palliative")],
    paralysis: Annotated[bool, Flag("Paralysis, paresis or recent plaster immobilisation of a leg")],
    bedridden_or_surgery: Annotated[bool, Flag("Bedridden for more than 3 days, or major surgery within 12 weeks")],
    tenderness: Annotated[bool, Flag("Localised tenderness along the deep veins")],
    entire_leg_swollen: Annotated[bool, Flag("Entire leg swollen")],
    calf_swelling: Annotated[bool, Flag("Calf more than 3 cm thicker than the other one")],
    pitting_oedema: Annotated[bool, Flag("Pitting oedema, confined to the symptomatic leg")],
    collateral_veins: Annotated[bool, Flag("Collateral superficial veins, not varicose")],
    previous_dvt: Annotated[bool, Flag("Earlier deep vein thrombosis, documented")],
    alternative_likely: Annotated[bool, Flag("Another diagnosis is at least as likely")],
) -> Outcome:
    """Probability of deep vein thrombosis before testing, in outpatients in whom it is suspected."""
    return tally(
        item("Active cancer", active_cancer),
        item("Paralysis or plaster", paralysis),
        item("Bedridden or major surgery", bedridden_or_surgery),
        item("Tenderness along the deep veins", tenderness),
        item("Entire leg swollen", entire_leg_swollen),
        item("Calf swelling > 3 cm", calf_swelling),
        item("Pitting oedema", pitting_oedema),
        item("Collateral superficial veins", collateral_veins),
        item("Earlier deep vein thrombosis", previous_dvt),
        item("Another diagnosis at least as likely", alternative_likely, -2),
    )


CALCULATOR = Calculator(
    function=wells_dvt,
    title="Wells' criteria for deep vein thrombosis",
    aliases=("Wells DVT", "deep vein thrombosis probability", "leg swelling thrombosis"),
    specialty="emergency medicine",
    formula="one point for each of nine findings, minus two where another diagnosis is at least as likely",
    unit="{score}",
    sources=(WELLS,),
    bands=(
        Bands(
            WELLS,
            (
                Band(None, "low probability (about 5 % have thrombosis)"),
                Band(1, "moderate probability (about 17 %)"),
                Band(3, "high probability (about 53 %)"),
            ),
        ),
    ),
    rises_with=("active_cancer", "calf_swelling", "previous_dvt"),
    falls_with=("alternative_likely",),
)
