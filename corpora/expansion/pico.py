"""The PICO form of a clinical question: patient, intervention, comparison, outcome."""

import re
from typing import NamedTuple

__all__ = ["Pico", "read_pico"]

_OUTCOME = (
    r"\b(?:reduc|increas|improv|decreas|lower|rais|prevent|affect|lead|caus|result|worsen|promot|inhibit|enhanc)\w*\b"
    r"(?: (?:to|in|the|risk of|rate of))*|\b(?:to|for) (?:reduce|improve|prevent|increase|treat)\b"
)
_PICO = {
    "population": re.compile(
        r"\b(?:in|among|for) (?P<value>(?:\w+[\s\-]){0,6}?(?:patients?|adults?|children|women|men|"
        r"infants?|newborns?|people|"
        r"persons?|mice|rats|subjects?|participants?)(?: (?:with|who|undergoing|after|on|aged) [^,.;?]+?)?)"
        r"(?=[,.;?]| (?:compared|versus|vs)\b|$)"
    ),
    "comparison": re.compile(
        r"\b(?:compared (?:to|with)|versus|vs\.?|rather than|instead of|as opposed to|better than|superior to) "
        r"(?P<value>[^,.;?]+?)(?=[,.;?]| (?:in|among|for)\b|$)"
    ),
    "outcome": re.compile(rf"(?:{_OUTCOME}) (?P<value>[^,.;?]+?)(?=[,.;?]| (?:in|among|compared|versus|vs)\b|$)"),
    "intervention": re.compile(
        r"^(?:(?:does|do|is|are|can|should|will|did|has|have|the use of|use of|treatment with|what is the effect of) )*"
        rf"(?P<value>[^,.;?]+?)(?= (?:{_OUTCOME})|"
        r" (?:compared|versus|vs|in|among|effective|better|superior|used|useful)\b)"
    ),
}


class Pico(NamedTuple):
    """Parts of a question by their role; each may be empty."""

    population: str = ""
    intervention: str = ""
    comparison: str = ""
    outcome: str = ""

    @property
    def query(self) -> str:
        """The parts that are there, as one line of search words."""
        return " ".join(part for part in self if part)


def read_pico(question: str) -> Pico:
    """Read the PICO parts of a question or claim by its wording.

    Source: Richardson et al., ACP J Club 1995;123:A12, the well-built clinical question. The wording rules are ours; a
    part that is not worded plainly stays empty.

    Example:
        >>> read_pico("Does aspirin reduce stroke in women with diabetes compared with placebo?").outcome
        'stroke'
    """
    plain = re.sub(r"\s+", " ", question.strip().lower())
    found = {name: pattern.search(plain) for name, pattern in _PICO.items()}
    return Pico(**{name: match["value"].strip() if match else "" for name, match in found.items()})
