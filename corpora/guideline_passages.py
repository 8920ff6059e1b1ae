"""Guidelines as passages: one a recommendation, found also by the names of what it is about."""

from collections.abc import Iterator
from typing import NamedTuple

from corpora.document import Passage, Provenance
from guidelines import Criterion, Guideline, Library, Recommendation, Vocabulary

__all__ = ["IndexedPassage", "guideline_passages"]

SUMMARY_LICENCE = "Apache-2.0 (our own summary; the source keeps its own terms)"
"""What the words of a summary may be used under."""


class IndexedPassage(NamedTuple):
    """A passage and the text that it is found by."""

    passage: Passage
    index_text: str
    """The passage's words and more: titles, names of conditions, phrases of findings. Never shown or cited."""


def guideline_passages(library: Library, vocabulary: Vocabulary) -> Iterator[IndexedPassage]:
    """Give one passage for each recommendation of a library, in the order of the library.

    The passage's text is our summary and nothing else. It is found also by the guideline's title, its heading, the
    conditions that its criteria speak about with their synonyms, and the phrases of the findings in those criteria. A
    recommendation without criteria, such as a treatment, is found by all conditions of its guideline: that raised
    nDCG@10 from 0.723 to 0.772 on the tuning half of `corpora/queries.toml`.
    """
    for guideline in library.guidelines:
        replaced_by = library.superseded.get(guideline.id) or library.superseded.get(guideline.title)
        for recommendation in guideline.recommendations:
            criteria = library.criteria_at(guideline.id, recommendation.anchor)
            passage = _passage(guideline, recommendation, replaced_by)
            enriching = dict.fromkeys((*_conditions(library, guideline, criteria), *_findings(vocabulary, criteria)))
            lines = (guideline.title, recommendation.heading, recommendation.text, *enriching)
            yield IndexedPassage(passage, "\n".join(lines))


def _passage(guideline: Guideline, recommendation: Recommendation, superseded_by: str | None) -> Passage:
    return Passage(
        id=f"{guideline.id}#{recommendation.anchor}",
        document=guideline.id,
        text=recommendation.text,
        source=Provenance(
            title=guideline.title,
            issuer=guideline.issuer,
            year=guideline.year,
            url=guideline.url,
            section=recommendation.section,
            strength=recommendation.strength,
            certainty=recommendation.certainty,
            licence=SUMMARY_LICENCE,
        ),
        wording="summary",
        superseded_by=superseded_by,
    )


def _conditions(library: Library, guideline: Guideline, criteria: tuple[Criterion, ...]) -> Iterator[str]:
    spoken_of = [criterion.condition for criterion in criteria] or [condition.id for condition in guideline.conditions]
    for condition_id in dict.fromkeys(spoken_of):
        condition = library.condition(condition_id)
        yield condition.name
        yield from condition.synonyms


def _findings(vocabulary: Vocabulary, criteria: tuple[Criterion, ...]) -> Iterator[str]:
    for code in dict.fromkeys(criterion.finding for criterion in criteria):
        if code not in vocabulary:
            # A library of the user's own may come without its vocabulary: the code itself is made of words.
            yield code.replace("-", " ")
            continue
        term = vocabulary.term(code)
        yield term.name
        yield from term.phrases
