"""The words that findings go by: one term per code, with the phrases that say it is there or is not."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Literal, Self

from pydantic import Field

from guidelines.criterion import Operator
from guidelines.errors import FormatError, UnknownTerm
from guidelines.files import Kebab, Strict, Text, did_you_mean, read_text, read_toml, validated

__all__ = ["OWN_FOLDER", "Derivation", "Term", "TermKind", "Vocabulary"]

OWN_FOLDER = Path(__file__).parent / "findings"
"""The terms that ship with this package."""

TermKind = Literal["symptom", "sign", "history", "risk", "laboratory", "vital", "imaging", "quantity"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Derivation:
    """A measurement that decides a finding: present where the comparison holds, absent where it does not.

    Between the limit and `absent_from` it decides nothing: a saturation of 92 % is neither low nor normal.
    """

    quantity: str
    """Code of the quantity."""
    operator: Operator
    value: float
    """Limit [unit]."""
    unit: str
    """UCUM unit of the limit, the same as that of the quantity."""
    absent_from: float | None = None
    """Value [unit] from which, going away from the limit, the finding is absent; None where that is the limit."""

    def borderline(self, value: float) -> bool:
        """Return whether `value` [unit], which does not meet the limit, is not far enough from it for an absence."""
        if self.absent_from is None:
            return False
        return value < self.absent_from if self.absent_from > self.value else value > self.absent_from


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A finding, fact or quantity, and how notes name it."""

    code: str
    """Kebab-case, unique in the vocabulary."""
    name: str
    kind: TermKind
    phrases: tuple[str, ...] = ()
    """Words that say it is there, or name the quantity."""
    absent_phrases: tuple[str, ...] = ()
    """Words that by themselves say it is not there."""
    unit: str | None = None
    """UCUM unit; set for a quantity."""
    snomed: str | None = None
    """SNOMED CT concept id where it is sure."""
    implies: tuple[str, ...] = ()
    """Codes of more general terms that hold whenever this one does."""
    derived: Derivation | None = None


class _DerivationTable(Strict):
    quantity: Kebab
    operator: Operator
    value: float
    unit: Text
    absent_from: float | None = None


class _TermTable(Strict):
    name: Text
    kind: TermKind
    phrases: list[Text] = Field(default_factory=list)
    absent_phrases: list[Text] = Field(default_factory=list)
    unit: Text | None = None
    snomed: str | None = Field(default=None, pattern=r"^[0-9]{6,18}$")
    implies: list[Kebab] = Field(default_factory=list)
    derived: _DerivationTable | None = Field(default=None, alias="from")

    def term(self, code: str) -> Term:
        derived = Derivation(**self.derived.model_dump()) if self.derived else None
        return Term(
            code=code,
            name=self.name,
            kind=self.kind,
            phrases=tuple(self.phrases),
            absent_phrases=tuple(self.absent_phrases),
            unit=self.unit,
            snomed=self.snomed,
            implies=tuple(self.implies),
            derived=derived,
        )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Vocabulary:
    """Terms in the order of their codes. Equal only to itself, so that what is compiled from it can be cached."""

    terms: tuple[Term, ...]
    files: Mapping[str, str] = field(default_factory=dict, repr=False)
    """File name by code, for messages; empty for terms that come from no file."""
    _by_code: Mapping[str, Term] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        ordered = tuple(sorted(self.terms, key=lambda term: term.code))
        by_code: dict[str, Term] = {}
        for term in ordered:
            if term.code in by_code:
                raise FormatError(f"{self._file(term.code)}: {term.code}: the code occurs twice; rename or join them.")
            by_code[term.code] = term
        object.__setattr__(self, "terms", ordered)
        object.__setattr__(self, "_by_code", MappingProxyType(by_code))
        problems = [*_shared_phrases(ordered), *(line for term in ordered for line in _unfit(term, by_code))]
        if problems:
            raise FormatError("\n".join(f"{self._file(code)}: {code}{problem}" for code, problem in problems))

    def _file(self, code: str) -> str:
        return self.files.get(code, "vocabulary")

    @classmethod
    def of(cls, terms: Iterable[Term]) -> Self:
        """Make a vocabulary of terms at hand.

        Raises:
            FormatError: If a code occurs twice, two terms of one kind share a phrase, or a term names an unknown one.
        """
        return cls(terms=tuple(terms))

    @classmethod
    def load(cls, *folders: Path) -> Self:
        """Read the terms of this package and of further folders (`*.toml` right inside each).

        Raises:
            FormatError: If a folder does not exist, a file does not follow the format, or as `of` does.
        """
        terms: list[Term] = []
        files: dict[str, str] = {}
        for path in (path for folder in (OWN_FOLDER, *folders) for path in _files_of(folder)):
            for term in _read_terms(path):
                if term.code in files:
                    raise FormatError(
                        f"{path.name}: {term.code}: the code also stands in {files[term.code]}; rename or join them."
                    )
                terms.append(term)
                files[term.code] = path.name
        return cls(terms=tuple(terms), files=MappingProxyType(files))

    def term(self, code: str) -> Term:
        """Return the term with that code.

        Raises:
            UnknownTerm: If there is none; the message names the nearest.
        """
        try:
            return self._by_code[code]
        except KeyError:
            raise UnknownTerm(f"The vocabulary has no term {code!r}.{did_you_mean(code, self._by_code)}") from None

    def implied(self, code: str) -> tuple[str, ...]:
        """Return the codes of all terms that hold whenever `code` does, nearest first, without `code`.

        Raises:
            UnknownTerm: If there is no such term.
        """
        found: dict[str, None] = {}
        waiting = list(self.term(code).implies)
        while waiting:
            one = waiting.pop(0)
            if one not in found and one != code:
                found[one] = None
                waiting.extend(self.term(one).implies)
        return tuple(found)

    def __contains__(self, code: object) -> bool:
        return code in self._by_code

    def __len__(self) -> int:
        return len(self.terms)

    def __iter__(self) -> Iterator[Term]:
        return iter(self.terms)


def _files_of(folder: Path) -> list[Path]:
    if not folder.is_dir():
        raise FormatError(f"{folder.name}: is not a folder; name one that holds vocabulary files (*.toml).")
    return sorted(folder.glob("*.toml"))


def _read_terms(path: Path) -> Iterator[Term]:
    for code, table in read_toml(read_text(path), path.name).items():
        if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", code):
            raise FormatError(f"{path.name}: {code}: a code is kebab-case; rename it (docs/guideline_format.md).")
        yield validated(_TermTable, table, path.name, where=code).term(code)


def _shared_phrases(terms: tuple[Term, ...]) -> Iterator[tuple[str, str]]:
    # "dry cough" may say that there is a cough and that it is not productive, but not that there are two findings.
    owners: dict[tuple[str, bool, str], str] = {}
    for term in terms:
        phrases = [(phrase, True) for phrase in term.phrases] + [(phrase, False) for phrase in term.absent_phrases]
        for phrase, there in phrases:
            owner = owners.setdefault((term.kind, there, " ".join(phrase.lower().split())), term.code)
            if owner != term.code:
                yield term.code, f".phrases: {phrase!r} also belongs to {owner!r} of the same kind; leave it to one."


def _unfit(term: Term, by_code: Mapping[str, Term]) -> Iterator[tuple[str, str]]:
    if (term.kind == "quantity") != (term.unit is not None):
        yield term.code, ".unit: a term of kind 'quantity', and it alone, has a unit; correct kind or unit."
    both = {phrase.lower() for phrase in term.phrases} & {phrase.lower() for phrase in term.absent_phrases}
    for phrase in sorted(both):
        yield term.code, f".absent_phrases: {phrase!r} also stands in phrases; remove it from one list."
    for code in term.implies:
        if code not in by_code or by_code[code].kind == "quantity":
            yield term.code, f".implies: {code!r} is not the code of a finding.{did_you_mean(code, by_code)}"
    if term.derived is not None:
        source = by_code.get(term.derived.quantity)
        if source is None or source.kind != "quantity":
            yield term.code, f".from: {term.derived.quantity!r} is not the code of a quantity; correct it."
        elif source.unit != term.derived.unit:
            yield term.code, f".from: unit {term.derived.unit!r} is not {source.unit!r}, the quantity's; convert it."
