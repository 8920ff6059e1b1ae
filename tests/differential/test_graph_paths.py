import networkx as nx
from hypothesis import given
from hypothesis import strategies as st

from corpora.graph import KnowledgeGraph
from guidelines.relation import Entity, Relation


def entity(number: int) -> Entity:
    return Entity(id=f"entity:{number}", kind="entity", name=f"node {number}")


@given(st.sets(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=16), st.integers(1, 4))
def test_the_paths_are_those_of_networkx(pairs: set[tuple[int, int]], hops: int) -> None:
    edges = {(one, other) for one, other in pairs if one < other}
    drawn = [Relation(subject=entity(one), predicate="p", object=entity(other)) for one, other in edges]
    plain = nx.Graph([(f"entity:{one}", f"entity:{other}") for one, other in edges])
    plain.add_nodes_from(["entity:0", "entity:1"])

    found = KnowledgeGraph(drawn).paths(entity(0), entity(1), hops=hops, limit=10_000)

    expected = nx.all_simple_paths(plain, "entity:0", "entity:1", cutoff=hops)
    assert {tuple(one.id for one in path.entities) for path in found} == {tuple(path) for path in expected}
