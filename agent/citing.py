"""Citations that resolve: every label to a passage kept in this case, every quotation to an exact span of it."""

import re

from agent.answer_record import ClaimRecord
from agent.diagnosis import Claim
from agent.evidence import Citation, Evidence

__all__ = ["Citations"]

_SENTENCE = re.compile(r"[^.!?\n]+(?:[.!?](?=\s|$)|$|\n)")
_WORD = re.compile(r"\w{4,}")


class Citations:
    """Collects the citations of one diagnosis and says what did not resolve."""

    def __init__(self, evidence: tuple[Evidence, ...], findings: frozenset[str]) -> None:
        self._evidence = {one.label: one for one in evidence}
        self._findings = findings
        self._used: dict[str, Citation] = {}
        self.dropped: list[str] = []

    @property
    def used(self) -> tuple[Citation, ...]:
        """All citations that something stands on, in order of their labels."""
        return tuple(self._used[label] for label in sorted(self._used, key=_number))

    def claim(self, record: ClaimRecord) -> Claim | None:
        """Check a claim; None, and a sentence in `dropped`, when nothing it names can be found."""
        labels = self.resolve(record.cites, record.text, record.quote)
        finding = record.finding if record.finding in self._findings else None
        if not labels and finding is None:
            self.dropped.append(f"A claim without anything to check it by was dropped: {record.text[:120]!r}")
            return None
        return Claim(text=record.text, citations=labels, finding=finding)

    def resolve(self, cites: list[str], claim: str, quote: str | None = None) -> tuple[str, ...]:
        """The labels that resolve; the others are named in `dropped`."""
        out: list[str] = []
        for label in dict.fromkeys(cites):
            one = self._evidence.get(label)
            if one is None:
                self.dropped.append(f"The citation {label[:40]!r} is of no passage kept in this case and was dropped.")
                continue
            if label not in self._used or (quote and self._used[label].span is None):
                self._used[label] = self._cite(one, claim, quote)
            out.append(label)
        return tuple(out)

    def _cite(self, one: Evidence, claim: str, quote: str | None) -> Citation:
        source, passage = one.passage.source, one.passage
        text, span = passage.text, None
        if passage.wording == "ingested":
            span = _span(passage.text, claim, quote)
            text = passage.text[span[0] : span[1]]
            if quote and text != quote:
                self.dropped.append(f"A quotation that is not in {passage.id!r} was replaced by what stands there.")
        return Citation(
            label=one.label,
            passage=passage.id,
            title=source.title,
            issuer=source.issuer,
            year=source.year,
            section=source.section,
            url=source.url,
            strength=source.strength,
            certainty=source.certainty,
            wording=passage.wording,
            text=text,
            span=span,
        )


def _span(text: str, claim: str, quote: str | None) -> tuple[int, int]:
    """Where the quotation stands; else the sentence that shares most words with the claim, the first of equals."""
    if quote and (start := text.find(quote)) >= 0:
        return start, start + len(quote)
    wanted = {word.casefold() for word in _WORD.findall(quote or claim)}
    best, shared = (0, len(text)), -1
    for match in _SENTENCE.finditer(text):
        sentence = match.group()
        if not sentence.strip():
            continue
        common = len(wanted & {word.casefold() for word in _WORD.findall(sentence)})
        if common > shared:
            lead = len(sentence) - len(sentence.lstrip())
            best, shared = (match.start() + lead, match.start() + len(sentence.rstrip())), common
    return best


def _number(label: str) -> tuple[int, str]:
    digits = label[1:]
    return (int(digits), "") if digits.isdigit() else (0, label)
