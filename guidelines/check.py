"""What is wrong with the guideline files at hand: everything that one file alone, or one reader alone, cannot see."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from guidelines.classification_check import check_classifications
from guidelines.contradictions import contradictions
from guidelines.criterion import Condition, Criterion
from guidelines.errors import FormatError
from guidelines.files import did_you_mean
from guidelines.guideline import Guideline
from guidelines.library import OWN_FOLDER, Library
from guidelines.parse import read_guideline
from guidelines.vocabulary import Vocabulary

__all__ = ["Report", "check", "terms_of", "unknown_findings"]

TERMS_BESIDE = "findings"
"""Folder, inside one of guidelines, that holds the terms of those guidelines (`*.toml`)."""


class Report(NamedTuple):
    """What a check found."""

    problems: tuple[str, ...]
    """One sentence each: file, field, what is wrong, what to do."""
    guidelines: int
    recommendations: int
    criteria: int
    classifications: int


def check(*folders: Path) -> Report:
    """Check the guidelines, terms and classifications of this package, and guidelines and terms of further folders.

    A folder holds guidelines (`*.md`) and perhaps terms of its own in `findings/*.toml`; one of terms alone can be
    checked too. A file that does not follow the format is reported and left out of the other checks, so that one pass
    shows everything.
    """
    problems = [problem for folder in folders for problem in _unfit_folder(folder)]
    guidelines = list(_readable(folders, problems))
    vocabulary = _vocabulary(folders, problems)
    try:
        Library.of(guidelines)
    except FormatError as error:
        problems.extend(str(error).splitlines())
    for guideline in guidelines:
        if vocabulary is not None:
            problems.extend(_unfit_findings(guideline, vocabulary))
        problems.extend(_unfit_superseding(guideline, guidelines))
    problems.extend(_differing_conditions(guidelines))
    problems.extend(contradictions(guidelines))
    unfit, classifications = check_classifications()
    problems.extend(unfit)
    return Report(
        problems=tuple(problems),
        guidelines=len(guidelines),
        recommendations=sum(len(one.recommendations) for one in guidelines),
        criteria=sum(len(one.criteria) for one in guidelines),
        classifications=classifications,
    )


def terms_of(*folders: Path) -> Vocabulary:
    """Read the terms of this package and those of further folders: `findings/*.toml` in each, and `*.toml` itself.

    Raises:
        FormatError: If a file does not follow the format or two terms collide.
    """
    places = dict.fromkeys(place.resolve() for folder in folders for place in (folder, folder / TERMS_BESIDE))
    return Vocabulary.load(*(place for place in places if any(place.glob("*.toml"))))


def unknown_findings(library: Library, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Name every criterion whose finding the vocabulary does not have: no note and no picture could ever meet it.

    Returns:
        One sentence for each: file, criterion, code, what to do; empty where all are known.
    """
    return tuple(
        f"{guideline.id}.md: criteria.{criterion.id}.{_unknown(criterion, vocabulary)}"
        for guideline in library
        for criterion in guideline.criteria
        if criterion.finding not in vocabulary
    )


def _unfit_folder(folder: Path) -> Iterator[str]:
    if not folder.is_dir():
        yield f"{folder.name}: is not a folder; name one that holds guidelines (*.md)."
        return
    beside = sorted(folder.glob("*.toml"))
    has_guidelines = any(folder.glob("*.md"))
    if not (has_guidelines or beside or any((folder / TERMS_BESIDE).glob("*.toml"))):
        yield f"{folder.name}: holds no guideline (*.md) and no terms ({TERMS_BESIDE}/*.toml); put them there."
    if has_guidelines:
        for path in beside:
            yield f"{path.name}: lies beside the guidelines, where it is not read; move it to {TERMS_BESIDE}/."


def _readable(folders: tuple[Path, ...], problems: list[str]) -> Iterator[Guideline]:
    for path in (path for folder in (OWN_FOLDER, *folders) for path in sorted(folder.glob("*.md"))):
        try:
            yield read_guideline(path)
        except FormatError as error:
            problems.extend(str(error).splitlines())


def _vocabulary(folders: tuple[Path, ...], problems: list[str]) -> Vocabulary | None:
    try:
        return terms_of(*folders)
    except FormatError as error:
        problems.extend(str(error).splitlines())
        return None


def _unfit_findings(guideline: Guideline, vocabulary: Vocabulary) -> Iterator[str]:
    for criterion in guideline.criteria:
        problem = _unfit_finding(criterion, vocabulary)
        if problem:
            yield f"{guideline.id}.md: criteria.{criterion.id}.{problem}"


def _unfit_finding(criterion: Criterion, vocabulary: Vocabulary) -> str:
    if criterion.finding not in vocabulary:
        return _unknown(criterion, vocabulary)
    term = vocabulary.term(criterion.finding)
    if (term.kind == "quantity") != (criterion.operator is not None):
        return f"operator: {term.code!r} is of kind {term.kind!r}; a quantity, and it alone, is compared with a value."
    if criterion.operator is not None and criterion.unit != term.unit:
        return f"unit: is {criterion.unit!r}, but {term.code!r} is in {term.unit!r}; convert the value."
    return ""


def _unknown(criterion: Criterion, vocabulary: Vocabulary) -> str:
    hint = did_you_mean(criterion.finding, (term.code for term in vocabulary))
    remedy = f"correct it, or add it to {TERMS_BESIDE}/*.toml in the folder of the guideline"
    return f"finding: {criterion.finding!r} is no term of the vocabulary; {remedy}.{hint}"


def _unfit_superseding(guideline: Guideline, guidelines: list[Guideline]) -> Iterator[str]:
    known = {name: one for one in guidelines for name in (one.id, one.title)}
    for old in guideline.supersedes:
        field = f"{guideline.id}.md: supersedes: {old!r}"
        target = known.get(old)
        if target is None and re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+", old):
            yield f"{field} looks like an id, but no guideline has it; write the title.{did_you_mean(old, known)}"
        elif target is guideline:
            yield f"{field} is this guideline itself; remove it."
        elif target is not None and target.year > guideline.year:
            yield f"{field} is newer ({target.year}) than this guideline ({guideline.year}); turn the two round."


def _differing_conditions(guidelines: list[Guideline]) -> Iterator[str]:
    first: dict[str, tuple[Condition, str]] = {}
    for guideline in sorted(guidelines, key=lambda one: one.id):
        for condition in guideline.conditions:
            known, owner = first.setdefault(condition.id, (condition, guideline.id))
            for field in ("name", "icd10", "snomed"):
                ours, theirs = getattr(condition, field), getattr(known, field)
                if ours != theirs and ours is not None and theirs is not None:
                    yield (
                        f"{guideline.id}.md: conditions.{condition.id}.{field}: is {ours!r}, but {theirs!r} in "
                        f"{owner}.md; make them the same, or give one condition another id."
                    )
