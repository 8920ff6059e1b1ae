"""Passages that speak to a model in place of a reader, or claim an authority that no text has."""

import re

__all__ = ["claims_authority", "gives_instructions"]

_INSTRUCTION = re.compile(
    r"(?i)\b(ignore|disregard|forget)\b.{0,40}\b(instruction|prompt|above|previous|rule)|<\|[^|>]{1,40}\|>|<tool_call>"
    r"|\byou (must|are now|will now)\b.{0,60}\b(answer|respond|call|act|diagnose)"
)
_AUTHORITY = re.compile(
    r"(?i)\b(?:this|the following) (?:text|passage|document|notice|guideline|update|statement) "
    r"(?:supersedes|overrides|replaces|"
    r"takes precedence over|outranks) (?:all|any|every|other|previous)"
    r"|\b(?:all|any) (?:other|previous|earlier) (?:sources?|guidelines?|evidence|passages?|recommendations?) "
    r"(?:is|are|have been) "
    r"(?:wrong|false|outdated|obsolete|retracted|invalid|superseded|to be ignored)"
    r"|\b(?:only|sole|single) (?:authoritative|trusted|valid|reliable|official) (?:source|guideline|reference)\b"
    r"|\b(?:official|urgent|system|developer|administrator) (?:system )?(?:notice|message|directive|override|mandate)\b"
    r"|\b(?:trust|rely on|believe|cite) (?:only|nothing but) this\b"
)
"""Wording by which a text puts itself above others. Ours; what a source weighs is decided by its kind and date
alone."""


def gives_instructions(text: str) -> bool:
    """Say whether a text has instructions to a model or control tokens in it."""
    return _INSTRUCTION.search(text) is not None


def claims_authority(text: str) -> bool:
    """Say whether a text claims to stand above other sources."""
    return _AUTHORITY.search(text) is not None
