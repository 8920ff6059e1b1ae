"""Making untrusted text harmless before it stands in a prompt: no control tokens, no hidden characters."""

import re
import unicodedata

__all__ = ["MAX_CHARACTERS", "neutralise"]

MAX_CHARACTERS = 100_000
"""Longest text let through [characters]; our choice: some 25,000 tokens, more than a long discharge letter."""
CUT = " [… cut]"
"""Stands where a text that is too long was cut."""

_OPEN, _CLOSE = "‹", "›"
"""What angle brackets of control tokens turn into: they look alike and no tokenizer knows them as special."""
_NAMES = (
    r"tool_call|tool_calls|tool_response|tool_results?|tools|function_calls?|function|invoke|think|answer|image|images|"
    r"im_start|im_end|im_sep|system|user|assistant|human|instructions?|s|unk|pad|bos|eos|mask|sep|cls|"
    r"start_of_turn|end_of_turn|start_of_image|end_of_image|image_soft_token|img|img_context|vision_start|vision_end|box|ref|quad|"
    r"evidence|query|retrieve|rethink|history|question|passage|document|report|reports|paths|look-alikes|notice|unused\d+|loc\d+|seg\d+|extra_id_\d+"
)
_TAG = re.compile(rf"<\s*(?P<body>/?\s*(?:{_NAMES})\b[^<>]*)>", re.IGNORECASE)
_PIPED = re.compile(r"<(?=\s*[|｜])|(?<=[|｜])(\s*)>")
_SQUARE = re.compile(
    r"\[(?P<body>\s*/?\s*(?:INST|SYS|SYSTEM|IMG|IMG_BREAK|IMG_END|IMAGE|TOOL_CALLS?|TOOL_RESULTS?|AVAILABLE_TOOLS)\s*)\]"
)
_DOUBLE = re.compile(r"<<(?P<body>\s*/?\s*SYS\s*)>>", re.IGNORECASE)
_KEPT_CONTROLS = frozenset("\n\t")


def neutralise(text: str, limit: int = MAX_CHARACTERS) -> str:
    """Return the text with everything that a chat template or a reader's eye could be deceived by made visible.

    Control tokens (`<|im_start|>`, `<tool_call>`, `[INST]`) keep their words but lose the brackets that make them
    tokens; characters that cannot be seen (zero-width, bidirectional, control) become `[U+XXXX]`. Ordinary text,
    `BP < 90` included, is not changed. Neutralising twice changes nothing more.

    Args:
        text: Text of unknown origin.
        limit: Longest result [characters], the mark of the cut included; at least the length of that mark.
    """
    shown = "".join(_visible(character) for character in text.replace("\r\n", "\n").replace("\r", "\n"))
    harmless = _without_tokens(shown)
    if len(harmless) <= limit:
        return harmless
    return harmless[: max(0, limit - len(CUT))] + CUT


def _visible(character: str) -> str:
    category = unicodedata.category(character)
    # Cc control, Cf format (zero-width, bidirectional, tags), Cs lone surrogate, Co private use, Zl and Zp separators.
    if character in _KEPT_CONTROLS or category not in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}:
        return character
    return f"[U+{ord(character):04X}]"


def _without_tokens(text: str) -> str:
    # Taking one token apart may put another together, so it is repeated until nothing is left to do.
    while True:
        new = _DOUBLE.sub(lambda found: f"{_OPEN}{_OPEN}{found['body']}{_CLOSE}{_CLOSE}", text)
        new = _PIPED.sub(lambda found: (found[1] or "") + _CLOSE if found[0].endswith(">") else _OPEN, new)
        new = _TAG.sub(lambda found: f"{_OPEN}{found['body']}{_CLOSE}", new)
        new = _SQUARE.sub(lambda found: f"({found['body']})", new)
        if new == text:
            return new
        text = new
