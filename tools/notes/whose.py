"""Values of another person, and values that are a limit: headings that speak for what follows in their sentence."""

import re

__all__ = ["is_another"]

_PERSON = (
    r"(?P<person>wife|husband|partner|spouse|mother|father|mum|mom|mam|dad|brother|sister|uncle|aunt|cousin|twin"
    r"|grand(?:mother|father|ma|pa))"
)
_DONE = (
    r"(?:noticed|noted|measured|brought|called|reported|given|gave|recorded|checked|taken|found|seen|said|told|felt"
    r"|described)"
)
_HEADED = re.compile(
    rf"^[\s•*-]*(?:(?:his|her|the|patient's)\s+)?{_PERSON}(?:'s)?\s*(?:\([^()\n]{{0,20}}\)\s*)?:", re.IGNORECASE
)
"""`Wife: BP 85/50, HR 130`, at the start of a sentence only: "history from wife: HR 130" is of the patient."""
_HAD = re.compile(rf"\b{_PERSON} (?:has had|had|has)\b(?! (?:\w+ly )?{_DONE}\b)[^,:]*$", re.IGNORECASE)
"""`Mother had fever and platelets of 60`, up to a comma: "mother has asthma, HR 130" may be either's."""
_PATIENT = re.compile(
    r"\b(?:he|she|they|his|patient|patient's(?! (?:wife|husband|partner|mother|father))|pt|baby|baby's|infant|infant's"
    r"|neonate|newborn|child|boy|girl|son|daughter|who)\b",
    re.IGNORECASE,
)
_LIMITS = re.compile(
    r"\b(?:(?:discharge|admission|readmission|return|escalation|call(?:ing)?|stopping|step-?down|transfer|extubation"
    r"|weaning|referral|exclusion|inclusion|eligibility|treatment|transfusion|trigger)"
    r"\s+(?:criteria|parameters|thresholds?|triggers?|limits)\s*:"
    r"|(?:return|come back|re-?attend|readmit|call|escalate|inform|notify|seek help|transfuse|stop|hold|withhold|refer"
    r"|treat)\s+(?:\w+\s+){0,2}(?:if|when)\b)",
    re.IGNORECASE,
)
_MET = re.compile(r"\b(?:meets?|met|fulfil(?:s|led)?|satisf(?:ies|ied))\b", re.IGNORECASE)
_SENTENCE = re.compile(r"[.!?;](?=\s|$)|\n")
_BACK = 200
"""How far back [characters] a sentence is looked through for its heading. Our choice."""


def is_another(text: str, start: int) -> bool:
    """Return whether a value is of another person, or a limit to act on, by what its sentence says before it.

    Args:
        text: The note.
        start: Where the value starts [character].
    """
    first = max(0, start - _BACK)
    for stop in _SENTENCE.finditer(text, first, start):
        first = stop.end()
    said = text[first:start]
    if _LIMITS.search(said) and not _MET.search(said):
        return True
    person = _HEADED.search(said) or _HAD.search(said)
    return person is not None and _PATIENT.search(said, person.end("person")) is None
