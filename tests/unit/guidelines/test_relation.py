from collections import Counter

import pytest

from guidelines import Library, Vocabulary
from guidelines.relation import Entity, Relation, relations

LIBRARY, VOCABULARY = Library.load(), Vocabulary.load()
DRAWN = tuple(relations(LIBRARY, VOCABULARY))


def between(subject: str, end: str) -> list[Relation]:
    return [one for one in DRAWN if one.subject.id == subject and one.object.id == end]


def test_every_criterion_rule_and_test_gives_one_relation() -> None:
    count = Counter(one.predicate for one in DRAWN)
    criteria = [criterion for guideline in LIBRARY for criterion in guideline.criteria]

    assert sum(count.values()) - count["is-a"] - count["is-examined-by"] - count["decides"] == len(criteria)
    assert count["decides"] == sum(len(guideline.rules) for guideline in LIBRARY)
    assert count["is-examined-by"] == sum(len(one.tests) for guideline in LIBRARY for one in guideline.conditions)
    assert count["is-a"] > 10


def test_a_likelihood_ratio_is_told_with_its_source_and_passage() -> None:
    (relation,) = between("finding:murphy-sign", "condition:acute-cholecystitis")

    assert (relation.predicate, relation.weight) == ("supports", "LR+ 2.8, LR- 0.5")
    assert relation.passage == "tokyo-cholecystitis-2018#diagnosis"
    assert relation.source is not None
    assert relation.source.url.startswith("https://")


def test_a_ratio_below_one_speaks_against() -> None:
    against = [one for one in DRAWN if one.predicate == "refutes"]

    assert against
    assert all(float(one.weight.split()[1].rstrip(",")) < 1.0 for one in against)


def test_a_limit_of_a_quantity_is_an_entity_of_its_own() -> None:
    limits = {one.subject.id: one.subject for one in DRAWN if ">" in one.subject.id}

    assert limits
    for entity in limits.values():
        assert entity.synonyms[0] in entity.name


def test_every_passage_named_exists() -> None:
    known = {f"{guideline.id}#{one.anchor}" for guideline in LIBRARY for one in guideline.recommendations}

    assert {one.passage for one in DRAWN if one.passage} <= known


def test_names_of_one_id_agree() -> None:
    names: dict[str, set[str]] = {}
    for one in DRAWN:
        for entity in (one.subject, one.object):
            names.setdefault(entity.id, set()).add(entity.name.casefold())

    assert {key: found for key, found in names.items() if len(found) > 1} == {}


def test_a_finding_outside_the_vocabulary_goes_by_its_code() -> None:
    drawn = relations(LIBRARY, Vocabulary.of(()))

    assert Entity(id="finding:murphy-sign", kind="finding", name="murphy sign") in {one.subject for one in drawn}


@pytest.mark.parametrize("guideline", ["tokyo-cholecystitis-2018", "wang-2005-heart-failure-dyspnoea"])
def test_without_a_guideline_its_relations_are_gone(guideline: str) -> None:
    less = relations(LIBRARY.without(guideline), VOCABULARY)

    assert not any((one.passage or "").startswith(guideline) for one in less)
