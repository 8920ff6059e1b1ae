"""Words and items of a reply as ESL-Bench's evaluator takes them apart.

Source: `_normalize_text`, `_keyword_match` and `_extract_response_items` in
evaluator/plugin/eval_agent/kg_qa_eval_agent.py of https://github.com/healthmemoryarena/holyeval (commit 5e8e1b9).
"""

import re
from collections.abc import Iterable

__all__ = ["items_of", "keyword_share"]

_MARKUP = (
    (re.compile(r"[*]{1,3}|_{1,3}"), ""),
    (re.compile(r"^#{1,6}\s*", re.MULTILINE), ""),
    (re.compile(r"`([^`]*)`"), r"\1"),
    (re.compile(r"\[([^\]]*)\]\([^)]*\)"), r"\1"),
    (re.compile(r"([a-z])([A-Z])"), r"\1 \2"),
    (re.compile(r"([A-Z]+)([A-Z][a-z])"), r"\1 \2"),
    (re.compile(r"[-;/]"), " "),
    (re.compile(r"[^\w\s]"), ""),
    (re.compile(r"\s+"), " "),
)
"""What is taken out or put apart, in this order; a name such as RestingHeartRate-RHR becomes four words."""
_SHORTEST = 2
"""Shortest word or item that counts [characters]."""
_BULLET = re.compile(r"^\s*(?:[-•]\s|\*(?!\*)\s|\d+[.)]\s)\s*(.+)", re.MULTILINE)
_ROW = re.compile(r"^\s*\|(.+)\|", re.MULTILINE)
_RULE = re.compile(r":?-+:?")
_COMMAS = 2
"""Commas from which on a text is a list [1]."""
_LINES = 5
"""Lines that look like names from which on they are a list [1]."""
_NAME, _SENTENCE = 80, 40
"""Longest line that may be a name, and length from which on it may be a sentence [characters]."""
_UNITS = (
    "%|mg|kg|cm|mm|bpm|mmHg|mmol|g/dL|mL|µg|IU|mg/dL|mEq|mIU|ng|pg|fl|fL|U/L|cells|k/µL|M/µL|µmol|mm/hr|sec|min|hours?"
    "|days?|years?|lbs?|in\\.?|°[CF]"
)
_VALUE = re.compile(rf"^[\d.,+\-]+\s*(?:{_UNITS})?$", re.IGNORECASE)
_HEADING = re.compile(r"^(?:\*{1,2})?(?:\d+[).]\s|#{1,4}\s|[A-Z][A-Z\s&]{5,}$)")
_COLUMNS = frozenset(
    ("indicator", "value", "unit", "name", "result", "range", "normal range", "reference", "status", "date", "category")
) | frozenset(("指标", "数值", "单位", "参考范围", "结果"))
_TALK = (" are ", " is ", " the ", " here ", " based on ", " following ", " recorded ", " below")


def keyword_share(said: str, wanted: str) -> float:
    """Return the share of the wanted words that occur in a text, inside other words too [0-1].

    One word alone is cut into pairs of letters, and their share is returned.
    """
    text, target = _plain(said), _plain(wanted)
    words = [word for word in target.split() if len(word) >= _SHORTEST]
    if len(words) <= 1:
        if len(target) < _SHORTEST:
            return float(bool(target) and target in text)
        words = [target[place : place + 2] for place in range(len(target) - 1)]
    return sum(word in text for word in words) / len(words)


def items_of(text: str) -> list[str]:
    """Return the items of a list in a text: bullets, rows of a table, or what semicolons or commas part; else lines."""
    bullets = _BULLET.findall(text)
    if len(bullets) > 1:
        items: Iterable[str] = bullets
    elif _ROW.search(text):
        items = _rows(text)
    elif ";" in text:
        items = text.split(";")
    elif text.count(",") >= _COMMAS:
        items = text.split(",")
    else:
        items = _names(text)
    kept: dict[str, str] = {}
    for one in map(str.strip, items):
        if len(one) >= _SHORTEST:
            kept.setdefault(one.lower(), one)
    return list(kept.values())


def _plain(text: str) -> str:
    for pattern, replacement in _MARKUP:
        text = pattern.sub(replacement, text)
    return text.lower().strip()


def _rows(text: str) -> list[str]:
    """The cells of each row below the rule of a table, without those that are numbers alone."""
    found: list[str] = []
    below = False
    for row in _ROW.findall(text):
        cells = [cell.strip() for cell in row.split("|") if cell.strip()]
        if all(_RULE.fullmatch(cell) for cell in cells):
            below = True
            continue
        content = [cell for cell in cells if not re.fullmatch(r"\d+", cell)]
        if below and content:
            found.append(" ".join(content))
    return found


def _names(text: str) -> list[str]:
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    names = [line for line in lines if _SHORTEST <= len(line) <= _NAME and not _is_no_name(line)]
    return names if len(names) >= _LINES else []


def _is_no_name(line: str) -> bool:
    talks = len(line) > _SENTENCE and any(word in line.lower() for word in _TALK)
    return bool(_VALUE.match(line) or _HEADING.match(line)) or line.lower().strip("*#: ") in _COLUMNS or talks
