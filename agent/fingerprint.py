"""What a case id stands for: history, question, settings, library, all in one digest."""

import hashlib

from agent.case import Case, History
from agent.parts import Parts

__all__ = ["fingerprint"]


def fingerprint(case: Case, parts: Parts) -> str:
    """SHA-256 over the words of a case and what it is worked on with [64 hex digits]."""
    text = History.of(case.history).text
    stands_for = (
        (text, case.question, case.options),
        (parts.profile.name, type(parts.model).__name__, parts.thresholds),
        *(one for one in (parts.calibration, parts.switches.off or None) if one is not None),
        (parts.library.checksum, [(corpus.name, corpus.checksum) for corpus in parts.corpora], sorted(parts.tools)),
    )
    return hashlib.sha256(repr(stands_for).encode()).hexdigest()
