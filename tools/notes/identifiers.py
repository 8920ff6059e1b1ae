"""Removing obvious identifiers from a history before any model sees it.

Rules, not a model: they catch what is marked as an identifier by its form or by the words before it. A bare name in
running text is not recognised; do not rely on this for publishing. The kinds follow the HIPAA safe harbour list,
45 CFR 164.514(b)(2): https://www.hhs.gov/hipaa/for-professionals/privacy/special-topics/de-identification/index.html
"""

import re
from collections import Counter
from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import NamedTuple

__all__ = ["OLDEST_TOLD", "Scrubbed", "scrub"]

OLDEST_TOLD = 89
"""Ages above this [a] are told as "90 or older" only. Source: 45 CFR 164.514(b)(2)(i)(C)."""

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sep(?:t(?:ember)?)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_YEAR, _DAY, _ORDINAL = r"(?:19|20)\d\d", r"(?:0?[1-9]|[12]\d|3[01])", r"(?:st|nd|rd|th)?"
_DATE = "|".join(
    [rf"{_DAY}{sign}{_DAY}{sign}(?:{_YEAR}|\d\d)(?![\d/%]|[.-]\d)" for sign in ("/", r"\.", "-")]
    + [rf"{_YEAR}{sign}\d\d?{sign}\d\d?(?!\d)" for sign in ("/", r"\.", "-")]
    + [rf"{_DAY}{_ORDINAL}\s+(?:of\s+)?{_MONTH}\.?,?\s+{_YEAR}", rf"{_MONTH}\.?\s+{_DAY}{_ORDINAL},?\s+{_YEAR}"]
)
_NAME = r"(?:[^\W\d_a-z]\.|[^\W\d_a-z][^\W\d_]*(?:['’-][^\W\d_]+)*)"
_NAMES = rf"{_NAME}(?:[ \t]+{_NAME}){{0,3}}"
_NUMBER = r"(?=[A-Z0-9/-]*\d)[A-Z0-9][A-Z0-9/-]{2,}(?:[ \t]\d{2,4}){0,3}"
_NO = r"(?: (?:no\.?|number|id))?"
_RECORD = (
    rf"(?i:mrn|nhs{_NO}|ssn|social security{_NO}|medical record{_NO}|hospital (?:no\.?|number)|patient (?:id|number)"
    rf"|insurance{_NO}|policy{_NO}|medicare{_NO}|accession{_NO}|passport{_NO}|id)"
)
_PHONE_LABEL = r"(?i:tel(?:ephone)?|phone|mobile|cell|fax|contact|call(?:ed)?(?: on)?)\s*(?i:no\.?|number)?\s*[:.]?\s*"
_PHONE = (
    r"(?:\+\d{1,3}[ .-]?(?:\(?\d{1,5}\)?[ .-]?){1,4}\d{3,4}|\(\d{3}\)\s?\d{3}[ -]\d{4}|\d{3}-\d{3}-\d{4}"
    r"|0\d{2,4} \d{3,4} ?\d{3,4})"
)
_ADDRESS_LABEL = r"(?i:(?:lives|living|resides|residing) at|home address:?|address:?|address is)\s+"
_STREET = (
    r"(?i:street|st|road|rd|avenue|ave|lane|ln|drive|close|court|way|place|square|crescent|terrace|boulevard|blvd"
    r"|gardens|grove|park|hill|row|mews|house|flat)"
)
_PLACE_WORD = (
    r"(?:[^\W\d_a-z][^\W\d_A-Z]+(?:['’-][^\W\d_]+)*|of|upon|on|the|de|la|[A-Z]{1,2}\d[A-Z\d]?|\d[A-Z]{2}|\d{5})"
)
_AFTER_PLACE = r"(?=[ \t]*(?:[,.;\n]|$|(?:and|with|who|where|presents)\b))"
_NO_PLACE = r"(?!(?i:sp?o2|bp|hr|rr|temp\w*|fever\w*|chest|pain\w*|severe|sudden|acute|no|denies)\b)"
_PLACES = (
    rf"(?:,[ \t]*{_NO_PLACE}{_PLACE_WORD}(?:[ \t]+{_PLACE_WORD}){{0,4}}{_AFTER_PLACE}"
    rf"(?:,[ \t]*(?=[^,.;\n]*\d){_NO_PLACE}{_PLACE_WORD}(?:[ \t]+{_PLACE_WORD}){{0,4}}{_AFTER_PLACE})?)?"
)
"""What goes on after a comma: a part with capitals, one more with a post code. All else belongs to the history."""
_NAME_LABEL = (
    r"(?i:patient name|full name|first name|last name|surname|name|next of kin|referred by|seen by|signed by|signed"
    r"|consultant|gp)\s*:\s*"
)
_TITLE = r"(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Professor|Doctor|Sir|Dame|MR|MRS|MS|DR)\b\.?[ \t]+"
_TWO_NAMES = rf"(?!(?i:[^\W_]+[ \t]+)?(?i:male|female|man|woman|boy|girl|lady)\b){_NAME}(?:[ \t]+{_NAME}){{1,3}}"
"""After "Patient:" one word with a capital may be anything; two are taken for a name."""
_CALLED = r"(?i:(?:patient|he|she) is (?:called|named)|named|called|my name is)[ \t]+"


class Scrubbed(NamedTuple):
    """A text without obvious identifiers."""

    text: str
    counts: Mapping[str, int]
    """How many of each kind were removed: name, phone, email, address, number, birth date, date, url, age."""


class _Rule(NamedTuple):
    kind: str
    pattern: re.Pattern[str]
    replace: Callable[[re.Match[str]], str]


def _marked(kind: str) -> Callable[[re.Match[str]], str]:
    return lambda found: f"{found.groupdict().get('keep') or ''}[{kind}]"


def _age(found: re.Match[str]) -> str:
    return f"{found['keep'] or ''}90 or older" if int(found["age"]) > OLDEST_TOLD else found[0]


def _rule(kind: str, pattern: str, *, before: str = "", any_case: bool = False) -> _Rule:
    """A rule for `pattern` after `before`, which stays."""
    whole = re.compile(rf"(?P<keep>{before}){pattern}", re.IGNORECASE if any_case else 0)
    return _Rule(kind, whole, _age if kind == "age" else _marked(kind))


_RULES = (
    _rule("url", r"\b(?:https?://|www\.)[^\s<>\[\]]+", any_case=True),
    _rule("email", r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}"),
    _rule(
        "birth date",
        rf"(?:{_DATE})",
        before=r"\b(?:d\.?o\.?b\.?|date of birth|birth ?date|born(?: on)?)\s*:?\s*",
        any_case=True,
    ),
    _rule("date", rf"(?<![\d/.-])(?:{_DATE})", any_case=True),
    _rule("number", _NUMBER, before=rf"\b{_RECORD}\s*(?:[:#]|\bis\b)?\s*#?\s*"),
    _rule("number", r"(?<![\d-])\d{3}-\d{2}-\d{4}(?![\d-])"),
    _rule("phone", r"\+?\(?\d[\d ().-]{5,}\d", before=rf"\b{_PHONE_LABEL}"),
    _rule("phone", rf"(?<![\w.+]){_PHONE}(?![\w-])"),
    _rule(
        "address",
        rf"(?!\[)(?:[^\n.;,]{{0,60}}?\b{_STREET}\b(?=[ \t]+[a-z]|[ \t]*[.;,\n]|$)"
        rf"|[^\n.;,]+?(?=[.;,\n]|$|\s+(?:and|with|who|where|presents)\b)){_PLACES}",
        before=rf"\b{_ADDRESS_LABEL}",
    ),
    _rule("name", _NAMES, before=rf"\b{_TITLE}"),
    _rule("name", _NAMES, before=rf"\b{_NAME_LABEL}"),
    _rule("name", _NAMES, before=rf"\b{_CALLED}"),
    _rule("name", _TWO_NAMES, before=r"\b(?i:patient|pt)[ \t]*:[ \t]*"),
    _rule("age", r"\b(?P<age>\d{2,3})[- ]?(?:years?|yrs?|y)[- ]?(?:old|o)\b", any_case=True),
    _rule("age", r"\b(?P<age>\d{2,3})\s?(?:y/o|yo)\b", any_case=True),
    _rule("age", r"(?P<age>\d{2,3})\b(?!\s*or older)", before=r"\b(?:aged?|age is)\s*:?\s*", any_case=True),
)


def scrub(text: str) -> Scrubbed:
    """Replace names after titles or labels, numbers of records, phones, e-mails, addresses, dates and great ages.

    Each becomes a marker such as `[name]`. Measurements and doses ("BP 120/80", "1/2 tablet") and relative times
    ("3 days ago", "in 2010") stay. Scrubbing twice changes nothing more.
    """
    counts: Counter[str] = Counter()
    for rule in _RULES:
        text = rule.pattern.sub(partial(_counted, rule=rule, counts=counts), text)
    return Scrubbed(text, MappingProxyType(dict(sorted(counts.items()))))


def _counted(found: re.Match[str], rule: _Rule, counts: Counter[str]) -> str:
    new = rule.replace(found)
    if new != found[0]:
        counts[rule.kind] += 1
    return new
