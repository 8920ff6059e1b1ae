import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpora import UnknownEntity
from corpora.graph import KnowledgeGraph, Path
from guidelines import Library
from guidelines.relation import Entity, Relation

GRAPH = KnowledgeGraph.of(Library.load())


def entity(name: str, kind: str = "finding") -> Entity:
    return Entity(id=f"{kind}:{name}", kind=kind, name=name)


def joined(one: str, other: str, kind: str = "finding", weight: str = "") -> Relation:
    return Relation(subject=entity(one), predicate="supports", object=entity(other, kind), weight=weight)


def test_it_leads_from_a_finding_to_the_condition_it_speaks_for() -> None:
    (path,) = GRAPH.paths(GRAPH.entity("Murphy's sign"), GRAPH.entity("acute cholecystitis"), hops=1)

    assert str(path) == "Murphy sign —supports (LR+ 2.8, LR- 0.5)→ Acute cholecystitis"
    assert path.end.kind == "condition"
    assert path.passages == ("tokyo-cholecystitis-2018#diagnosis",)


def test_it_leads_on_to_tests_against_the_direction_of_relations_too() -> None:
    start, end = GRAPH.entity("abdominal ultrasound"), GRAPH.entity("Murphy sign")

    shortest = GRAPH.paths(start, end)[0]

    assert [one.kind for one in shortest.entities] == ["test", "condition", "finding"]
    assert "←is-examined-by—" in str(shortest)


def test_paths_to_a_kind_end_at_the_first_of_it() -> None:
    paths = GRAPH.paths(GRAPH.entity("fever"), kind="condition", hops=3, limit=200)

    assert len(paths) > 5
    for path in paths:
        assert [one.kind for one in path.entities].count("condition") == 1


def test_a_wrong_name_gets_the_nearest() -> None:
    with pytest.raises(UnknownEntity, match="Did you mean 'Acute cholecystitis'"):
        GRAPH.entity("acute cholecystitsi")


def test_what_a_text_names_is_found_longest_first() -> None:
    named = GRAPH.mentioned("She has right upper quadrant pain and Murphy's sign; acute cholecystitis?")

    assert [one.name for one in named] == ["right upper quadrant pain", "Murphy sign", "Acute cholecystitis"]
    assert GRAPH.mentioned("") == ()


def test_no_path_is_no_error() -> None:
    graph = KnowledgeGraph([joined("a", "b"), joined("c", "d")])

    assert graph.paths(graph.entity("a"), graph.entity("d"), hops=4) == ()
    assert graph.paths(entity("elsewhere"), kind="finding") == ()


@pytest.mark.parametrize(("hops", "limit"), [(0, 1), (5, 1), (2, 0)])
def test_bounds_are_refused(hops: int, limit: int) -> None:
    with pytest.raises(ValueError, match="A path has"):
        GRAPH.paths(GRAPH.entity("fever"), kind="condition", hops=hops, limit=limit)


def test_an_end_is_asked_for() -> None:
    with pytest.raises(ValueError, match="Say where the paths end"):
        GRAPH.paths(GRAPH.entity("fever"))


def test_a_hub_is_not_walked_through_and_the_search_ends() -> None:
    spokes = [joined(f"spoke {number}", "hub") for number in range(500)]
    graph = KnowledgeGraph([*spokes, joined("a", "hub"), joined("a", "bridge"), joined("bridge", "spoke 7")])

    paths = graph.paths(graph.entity("a"), graph.entity("spoke 7"), hops=4)

    assert [len(path.steps) for path in paths] == [2]
    assert len(graph.paths(graph.entity("a"), graph.entity("hub"))) == 2


def test_a_path_whose_steps_do_not_join_cannot_exist() -> None:
    with pytest.raises(ValueError, match="does not touch"):
        Path(start=entity("a"), steps=(joined("b", "c"),))


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=1, max_size=14), st.randoms())
def test_paths_are_simple_joined_and_the_same_in_any_order(pairs: list[tuple[int, int]], chance: random.Random) -> None:
    items = [joined(f"node {one}", f"node {other}", weight=f"{one}{other}") for one, other in pairs if one != other]
    start, end = entity("node 0"), entity("node 1")
    first = KnowledgeGraph(items).paths(start, end, hops=4, limit=1000)
    shuffled = items.copy()
    chance.shuffle(shuffled)

    assert [str(path) for path in KnowledgeGraph(shuffled).paths(start, end, hops=4, limit=1000)] == [
        str(path) for path in first
    ]
    for path in first:
        passed = [one.id for one in path.entities]
        assert (passed[0], passed[-1]) == (start.id, end.id)
        assert len(set(passed)) == len(passed) <= 5
