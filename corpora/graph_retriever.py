"""The knowledge graph as a retriever: passages that state relations of what a question names."""

import math
from collections.abc import Sequence

from corpora.graph import KnowledgeGraph
from corpora.retriever import Ranked
from guidelines.relation import Entity, Relation

__all__ = ["GraphRetriever"]

_NAMED = 2.0
"""What a condition counts for that the question itself names, next to 1 for one finding of it that nothing else has.
Ours: a question about a condition is first of all about that condition."""


class GraphRetriever:
    """Ranks the passages of a corpus by the relations they state between what a question names and a condition.

    A finding that belongs to few conditions counts for more than one that belongs to many, as words do in a search;
    a condition that several findings of the question lead to, over a rule or at once, lifts all passages about it.
    """

    name = "graph"

    def __init__(self, graph: KnowledgeGraph, passages: Sequence[str]) -> None:
        """Prepare to rank.

        Args:
            graph: Whose relations count.
            passages: Ids of the corpus's passages; row r is the r-th.
        """
        self._graph = graph
        self._rows = {passage: row for row, passage in enumerate(passages)}

    def search(self, queries: list[str], k: int) -> list[list[Ranked]]:
        """Rank rows for each query, best first, at most `k` each, ties by row."""
        return [self._ranked(query, k) for query in queries]

    def _ranked(self, query: str, k: int) -> list[Ranked]:
        named = self._graph.mentioned(query)
        touching = [(entity, relation) for entity in named for relation in self._graph.around(entity)]
        conditions: dict[str, float] = {entity.id: _NAMED for entity in named if entity.kind == "condition"}
        for entity, relation in touching:
            for condition in self._conditions(entity, relation):
                conditions[condition] = conditions.get(condition, 0.0) + self._rarity(entity)
        scores: dict[int, float] = {}
        for entity, relation in touching:
            row = self._rows.get(relation.passage or "")
            if row is not None:
                lift = max((conditions[one] for one in self._conditions(entity, relation)), default=0.0)
                about = conditions.get(entity.id, 0.0)
                scores[row] = scores.get(row, 0.0) + self._rarity(entity) * (1.0 + max(lift, about))
        ranked = sorted(scores.items(), key=lambda item: (-item[1], item[0]))
        return [Ranked(row, score) for row, score in ranked[:k]]

    def _conditions(self, entity: Entity, relation: Relation) -> list[str]:
        """Conditions on the other side of a relation, over a rule where one lies between."""
        other = relation.object if relation.subject.id == entity.id else relation.subject
        if other.kind == "condition":
            return [other.id]
        if other.kind != "rule":
            return []
        return [one.object.id for one in self._graph.around(other) if one.predicate == "decides"]

    def _rarity(self, entity: Entity) -> float:
        """1 for what has one relation, less for what has many [0-1]."""
        return 1.0 / (1.0 + math.log(max(1, len(self._graph.around(entity)))))
