"""Morphine milligram equivalents."""

from typing import Annotated

from tools.calculating import Band, Bands, Calculator, Exact, Number, Outcome, Source, Step, exact, step
from tools.errors import BadArguments

__all__ = ["CALCULATOR", "morphine_milligram_equivalents"]

CDC = Source(
    "Dowell D et al. CDC clinical practice guideline for prescribing opioids for pain: United States, 2022. "
    "MMWR Recomm Rep 2022;71(3):1-95",
    doi="10.15585/mmwr.rr7103a1",
    url="https://globalrph.com/medcalcs/morphine-milligram-equivalents-calculator",
)
BUCCAL = Source(
    "Centers for Medicare and Medicaid Services. Opioid morphine equivalent conversion factors (CDC 2014)",
    url="https://www.formsbank.com/template/119490/opioid-morphine-equivalent-conversion-factors1-cms.html",
)
FACTORS = {
    "codeine": "0.15",
    "fentanyl_buccal": "0.13",
    "fentanyl_patch": "2.4",
    "hydrocodone": "1",
    "hydromorphone": "5",
    "methadone": "4.7",
    "morphine": "1",
    "oxycodone": "1.5",
    "oxymorphone": "3",
    "tapentadol": "0.4",
    "tramadol": "0.2",
}
"""Factors of the daily dose [mg, fentanyl ug]. Source: CDC 2022; buccal fentanyl: CMS."""

Daily = Annotated[Exact | None, Number("Dose of a whole day, by mouth", "mg/d", 0, 5000)]


def morphine_milligram_equivalents(
    codeine: Daily = None,
    fentanyl_buccal: Annotated[
        Exact | None, Number("Buccal or sublingual dose of a whole day", "ug/d", 0, 50000)
    ] = None,
    fentanyl_patch: Annotated[Exact | None, Number("Strength of all patches worn at once", "ug/h", 0, 2000)] = None,
    hydrocodone: Daily = None,
    hydromorphone: Daily = None,
    methadone: Daily = None,
    morphine: Daily = None,
    oxycodone: Daily = None,
    oxymorphone: Daily = None,
    tapentadol: Daily = None,
    tramadol: Daily = None,
) -> Outcome:
    """Daily morphine equivalents of all opioids of an adult, at least one; not for switching to another opioid."""
    doses = dict(locals())
    taken = {name: dose for name, dose in doses.items() if dose is not None}
    if not taken:
        raise BadArguments(f"Give the daily dose of at least one opioid: {', '.join(FACTORS)}.")
    steps: list[Step] = []
    total = Exact(0)
    for name, dose in taken.items():
        factor = exact(FACTORS[name])
        total += dose * factor
        steps.append(step(name, "dose × factor", dose * factor, dose=dose, factor=factor))
    return Outcome(total, tuple(steps))


CALCULATOR = Calculator(
    function=morphine_milligram_equivalents,
    title="Morphine milligram equivalents (MME)",
    aliases=("MME", "morphine equivalent dose", "opioid conversion", "oral morphine equivalents"),
    specialty="pharmacology",
    formula="sum of the daily doses times factors: codeine 0.15, fentanyl buccal [µg] 0.13, fentanyl patch [µg/h] 2.4, "
    "hydrocodone 1, hydromorphone 5, methadone 4.7, morphine 1, oxycodone 1.5, oxymorphone 3, tapentadol 0.4, "
    "tramadol 0.2",
    unit="mg/d",
    decimals=2,
    sources=(CDC, BUCCAL),
    bands=(
        Bands(
            CDC,
            (
                Band(0, "below 50 MME a day"),
                Band(50, "50 MME a day and more: weigh benefit and risk of any increase again"),
            ),
        ),
    ),
    rises_with=("codeine", "methadone", "morphine", "oxycodone"),
)
