"""Findings that say that somebody is ill, but not where: alone they name no disease."""

__all__ = ["DEMOGRAPHIC", "UNSPECIFIC"]

UNSPECIFIC = frozenset(
    {
        # Heat and what comes with it: any infection, inflammation, tumour or drug.
        "anorexia",
        "chills",
        "c-reactive-protein",
        "esr",
        "fatigue",
        "fever",
        "leucocytosis",
        "myalgia",
        "night-sweats",
        "procalcitonin",
        "temperature",
        "weight-loss",
        "white-cell-count",
        # Circulation and breathing under strain: bleeding, sepsis, embolism, pain.
        "heart-rate",
        "hypotension",
        "hypoxia",
        "lactate",
        "oxygen-saturation",
        "respiratory-rate",
        "systolic-pressure",
        "tachycardia",
        "tachypnoea",
        # A brain or gut disturbed by anything, as by sodium, drugs or pressure.
        "confusion",
        "nausea-vomiting",
        "seizure",
    }
)
"""Codes of systemic signs. Ours, from two facts: each is stated for diseases of more than one organ, and none of them
tells which organ is ill. The reasoner sees only the passages kept, so it cannot count conditions over the library."""
DEMOGRAPHIC = frozenset({"male-sex"})
"""Codes that say who the patient is and nothing else; they move the odds but are no finding to read about."""
