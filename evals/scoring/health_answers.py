"""How ESL-Bench scores an answer by its type, where it asks no judge: numbers, yes or no, and lists.

Source: `KgQaEvalAgent` in evaluator/plugin/eval_agent/kg_qa_eval_agent.py of
https://github.com/healthmemoryarena/holyeval (commit 5e8e1b9).
"""

import re
from collections.abc import Sequence

from evals.scoring.health_words import items_of, keyword_share

__all__ = ["DEFECTS", "SOURCE", "TOLERANCE", "boolean_score", "list_score", "numeric_score", "text_score"]

SOURCE = "https://github.com/healthmemoryarena/holyeval/blob/main/evaluator/plugin/eval_agent/kg_qa_eval_agent.py"
DEFECTS = (
    "Any number of the reply, or of its ANSWER line, may be the right one, dates too.",
    "A wrong number is worth 0.2, unless the reply has words for having found nothing, or for an error.",
    "A word of a list counts where two fifths of it are in the reply, inside other words too; one word alone is"
    " compared by pairs of letters: `steps` is found in `stepping`.",
    "Yes and no are counted as words anywhere in the answer: `No, that is not true` has one of the one and two of the"
    " other; a tie is no.",
    "Texts are judged by a model, and where it fails, by shared words: the two are not told apart.",
)
TOLERANCE = 0.01
"""Largest relative difference of a number that is right [0-1], unless a question says otherwise."""
_LINE = re.compile(r"(?:^|\n)\s*ANSWER\s*:\s*(.+?)(?:\n|$)")
_NUMBER = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?")
_NOTHING = 1e-6
"""What a number may differ from 0 by to be 0."""
_TRIED = 0.2
"""Worth of a wrong number [0-1]."""
_LISTED = 0.4
"""Share of an item's words from which on it is found [0-1]."""
_BROKEN = ("502 Bad Gateway", "API 调用失败")
_NOT_FOUND = (
    *("i cannot find", "i don't have", "i couldn't find", "no data", "no record", "not available", "not found"),
    *("无法找到", "没有找到", "未找到", "无相关记录", "查不到", "could you provide", "could you clarify"),
    *("can you specify", "请提供", "请确认", "需要更多信息", "需要你提供", "api call failed", "verification failed"),
    *("invalid code", "error occurred", "request failed", "connection refused", "timed out", "timeout", "rate limit"),
    *("429", "500 internal server error", "502 bad gateway", "503 service unavailable", "tool execution failed"),
    *("function call error", "接口报错", "调用失败", "请求超时"),
)
"""Words of a reply that found nothing, or of a tool that failed; `429` among them, wherever it stands."""
_TRUE = ("true", "yes", "是", "对", "正确", "有", "存在")
_YES = ("yes", "true", "correct", "是的", "对的", "正确", "确实", "有的", "存在")
_NO = ("no", "not", "false", "never", "incorrect", "不是", "没有", "不对", "不正确", "不存在", "否")
_SHORT = 5
"""Length up to which an English sign must be a word of its own [characters]."""


def numeric_score(said: str, expected: str, tolerance: float = TOLERANCE) -> float:
    """Return what a number is worth [0-1]."""
    if _failed(said):
        return 0.0
    wanted = _NUMBER.findall(_minus(expected))
    if not wanted:
        return keyword_share(said, expected)
    line = _line(said)
    given = _NUMBER.findall(_minus(said if line is None else line)) or _NUMBER.findall(_minus(said))
    matched = sum(any(_near(one, other, tolerance) for other in given) for one in wanted)
    if matched == len(wanted):
        return 1.0
    if any(sign in said.lower() for sign in _NOT_FOUND):
        return 0.0
    if matched:
        return matched / len(wanted)
    return _TRIED if given else 0.0


def boolean_score(said: str, expected: str) -> float:
    """Return whether a reply says the expected of yes and no; 0 where it says neither."""
    if _failed(said):
        return 0.0
    line = _line(said)
    text = (said if line is None else line).lower()
    yes, no = (sum(_has(text, sign) for sign in signs) for signs in (_YES, _NO))
    if not yes and not no:
        return 0.0
    return float((yes > no) == (expected.strip().lower() in _TRUE))


def list_score(said: str, expected: Sequence[str]) -> float:
    """Return the F1 of the items of a list [0-1]; without items to be told apart, precision is taken for recall."""
    if _failed(said) or not expected:
        return 0.0
    line = _line(said)
    text = said if line is None else line
    recall = _recall(text, expected)
    if line is not None and not recall:
        text, recall = said, _recall(said, expected)
    items = items_of(text)
    right = sum(any(keyword_share(item, one) >= _LISTED for one in expected) for item in items)
    precision = right / len(items) if items else recall
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def text_score(said: str, expected: str) -> float:
    """Return the share of the expected words in a text [0-1]: what is done without key points to judge it by."""
    line = _line(said)
    return 0.0 if _failed(said) else keyword_share(said if line is None else line, expected)


def _failed(said: str) -> bool:
    return not said or any(sign in said for sign in _BROKEN)


def _line(said: str) -> str | None:
    found = _LINE.search(said)
    return found.group(1).strip() if found else None


def _minus(text: str) -> str:
    return text.replace("\u2212", "-")


def _near(one: str, other: str, tolerance: float) -> bool:
    """Within the tolerance, as they are or both rounded to as many places as the rougher of them has."""
    a, b = (float(text.replace(",", "")) for text in (one, other))
    places = min(len(text.partition(".")[2]) for text in (one, other))
    return _close(a, b, tolerance) or _close(round(a, places), round(b, places), tolerance)


def _close(a: float, b: float, tolerance: float) -> bool:
    if not a or not b:
        return a == b or abs(a - b) < _NOTHING
    return abs(a - b) / max(abs(a), abs(b)) <= tolerance


def _has(text: str, sign: str) -> bool:
    if len(sign) <= _SHORT and sign.isascii():
        return re.search(rf"\b{sign}\b", text) is not None
    return sign in text


def _recall(text: str, expected: Sequence[str]) -> float:
    return sum(keyword_share(text, one) >= _LISTED for one in expected) / len(expected)
