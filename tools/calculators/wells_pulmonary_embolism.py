"""Wells' criteria for pulmonary embolism."""

from typing import Annotated

from tools.calculating import Band, Bands, Calculator, Flag, Outcome, Source, exact, item, tally
from tools.calculating.usual import HeartRate

__all__ = ["CALCULATOR", "wells_pulmonary_embolism"]

WELLS = Source(
    "Wells PS et al. Derivation of a simple clinical model to categorize patients' probability of pulmonary embolism. "
    "Thromb Haemost 2000;83:416-420",
    url="https://fpnotebook.com/Lung/Exam/PlmnryEmblsmPrtstPrblty.htm",
)
HALF = exact("1.5")
"""Points of the criteria of middle weight. Source: Wells 2000."""


def wells_pulmonary_embolism(
    signs_of_dvt: Annotated[bool, Flag("Signs of deep vein thrombosis: at least leg swelling and pain on palpation")],
    most_likely: Annotated[bool, Flag("Pulmonary embolism is the first diagnosis, or as likely as any other")],
    heart_rate: HeartRate,
    immobilised: Annotated[bool, Flag("Immobilised for at least 3 days")],
    recent_surgery: Annotated[bool, Flag("Surgery within the last 4 weeks")],
    previous: Annotated[bool, Flag("Earlier deep vein thrombosis or pulmonary embolism, proven")],
    haemoptysis: Annotated[bool, Flag("Haemoptysis")],
    malignancy: Annotated[bool, Flag("Cancer treated within 6 months, or palliative")],
) -> Outcome:
    """Probability of pulmonary embolism before testing, in patients in whom it is suspected."""
    return tally(
        item("Signs of deep vein thrombosis", signs_of_dvt, 3),
        item("No other diagnosis is likelier", most_likely, 3),
        item("Heart rate > 100/min", heart_rate > 100, HALF),
        item("Immobilisation or surgery", immobilised or recent_surgery, HALF),
        item("Earlier thrombosis or embolism", previous, HALF),
        item("Haemoptysis", haemoptysis),
        item("Malignancy", malignancy),
    )


CALCULATOR = Calculator(
    function=wells_pulmonary_embolism,
    title="Wells' criteria for pulmonary embolism",
    aliases=("Wells PE", "Wells score PE", "pulmonary embolism probability"),
    specialty="emergency medicine",
    formula="signs of DVT 3, no likelier diagnosis 3, heart rate > 100 1.5, immobilisation or surgery 1.5, earlier "
    "DVT or PE 1.5, haemoptysis 1, malignancy 1",
    unit="{score}",
    decimals=1,
    sources=(WELLS,),
    bands=(
        Bands(
            WELLS,
            (
                Band(0, "low probability; PE unlikely"),
                Band(2, "moderate probability; PE unlikely"),
                Band(4, "moderate probability; PE likely", above=True),
                Band(6, "high probability; PE likely", above=True),
            ),
        ),
    ),
    rises_with=("signs_of_dvt", "most_likely", "heart_rate", "immobilised", "recent_surgery", "previous"),
)
