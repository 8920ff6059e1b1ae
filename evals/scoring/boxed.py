r"""The last `\boxed{…}` of a reply, as MathRuler takes it out.

Source: `extract_boxed_content` in mathruler/grader.py of https://github.com/hiyouga/MathRuler (commit 9ead5a3).
"""

__all__ = ["NOTHING", "boxed"]

_OPENS = r"\boxed{"
NOTHING = "None"
"""What stands for no box: the word, which published rules then go on with as if it were the answer."""


def boxed(text: str) -> str:
    """Return what the last box holds, braces counted, without spaces around; `None` as a word where there is none."""
    start = text.rfind(_OPENS)
    if start < 0:
        return NOTHING
    content = text[start + len(_OPENS) :]
    depth = 0
    for place, character in enumerate(content):
        depth += (character == "{") - (character == "}")
        if depth < 0:
            return content[:place].strip()
    return NOTHING
