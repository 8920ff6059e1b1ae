from pathlib import Path

import pytest

from guidelines import Library, Vocabulary
from guidelines.check import check
from guidelines.library import OWN_FOLDER
from guidelines.parse import read_guideline
from tools.notes import read_note

VOCABULARY = Vocabulary.load()
FILES = sorted(OWN_FOLDER.glob("*.md"))


def test_the_library_has_no_problems() -> None:
    report = check()
    assert report.problems == ()
    assert report.guidelines == len(FILES) > 0
    assert report.criteria > 0


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_guideline(path: Path) -> None:
    guideline = read_guideline(path)
    assert guideline.recommendations
    for criterion in guideline.criteria:
        assert criterion.finding in VOCABULARY


def test_every_anchor_resolves() -> None:
    library = Library.load()
    for guideline in library:
        for recommendation in guideline.recommendations:
            assert library.recommendation(guideline.id, recommendation.anchor) is recommendation


def test_every_phrase_is_found_by_the_reader() -> None:
    lost = []
    for term in (term for term in VOCABULARY if term.kind != "quantity"):
        for phrase in term.phrases:
            said = {one.code: one.presence for one in read_note(f"Today {phrase} noted.", VOCABULARY).findings}
            if said.get(term.code) not in {"present", "uncertain"}:
                lost.append((term.code, phrase, said.get(term.code)))
    assert lost == []
