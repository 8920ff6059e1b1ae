"""A knowledge graph: entities and their sourced relations, and the paths between them."""

import itertools
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Self

from corpora.errors import UnknownEntity
from corpora.linking import Linker
from guidelines import Library, Vocabulary
from guidelines.relation import Entity, Relation, relations

__all__ = ["MAX_HOPS", "MAX_PATHS", "KnowledgeGraph", "Path"]

MAX_HOPS = 4
"""Longest path looked for [relations]. MIRAGE (Despacitobei/MIRAGE) stops at 3; one more reaches from a finding over a
rule and its condition to a test."""
MAX_PATHS = 8
"""Most paths given. MIRAGE gives 5; ours, so that a rule and its condition both fit."""
_TRIED = 20_000
"""Partial paths looked at before a search ends [1]: a hub of a foreign list has tens of thousands of neighbours."""
_HUB = 400
"""Neighbours [1] from which on an entity is passed over inside a path: what touches everything explains nothing. Our
own library's largest has fewer than 60."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """Relations that lead from one entity to another, in order; each may be walked along or against its direction."""

    start: Entity
    steps: tuple[Relation, ...]

    def __post_init__(self) -> None:
        """Refuse steps that do not join."""
        at = self.start.id
        for step in self.steps:
            if at not in (step.subject.id, step.object.id):
                raise ValueError(f"The step {step.predicate!r} does not touch {at!r}, where the path has come to.")
            at = step.object.id if at == step.subject.id else step.subject.id

    @property
    def entities(self) -> tuple[Entity, ...]:
        """What the path passes, from its start to its end."""
        found = [self.start]
        for step in self.steps:
            found.append(step.object if step.subject.id == found[-1].id else step.subject)
        return tuple(found)

    @property
    def end(self) -> Entity:
        """Where it leads."""
        return self.entities[-1]

    @property
    def passages(self) -> tuple[str, ...]:
        """Ids of the passages that state its steps, each once."""
        return tuple(dict.fromkeys(step.passage for step in self.steps if step.passage is not None))

    def __str__(self) -> str:
        """Write it as `a —supports (LR+ 2.8)→ b ←is-examined-by— c`."""
        words, at = [self.start.name], self.start.id
        for step in self.steps:
            label = f"{step.predicate} ({step.weight})" if step.weight else step.predicate
            along = step.subject.id == at
            nearer = step.object if along else step.subject
            words.append(f"—{label}→ {nearer.name}" if along else f"←{label}— {nearer.name}")
            at = nearer.id
        return " ".join(words)


class KnowledgeGraph:
    """Entities and relations, found by name and walked by paths. Immutable once made."""

    def __init__(self, items: Iterable[Relation], *, name: str = "guidelines") -> None:
        """Take relations; those that join the same two entities by the same predicate are all kept.

        Args:
            items: In any order; paths do not depend on it.
            name: What the graph is called.
        """
        import networkx as nx

        self.name = name
        self.relations: tuple[Relation, ...] = tuple(items)
        self._graph = nx.MultiGraph()
        self._entities: dict[str, Entity] = {}
        for relation in self.relations:
            for entity in (relation.subject, relation.object):
                known = self._entities.setdefault(entity.id, entity)
                if known is not entity and entity.synonyms and not known.synonyms:
                    self._entities[entity.id] = entity
            self._graph.add_edge(relation.subject.id, relation.object.id, relation=relation)
        self._linker = Linker(self._entities.values())

    @classmethod
    def of(cls, library: Library, vocabulary: Vocabulary | None = None) -> Self:
        """Draw the graph of a guideline library.

        Args:
            library: The guidelines.
            vocabulary: Names of their findings; the shipped one where not given.
        """
        return cls(relations(library, vocabulary or Vocabulary.load()))

    def entity(self, name: str) -> Entity:
        """Return the entity of an id, a name or a synonym, whatever its capitals.

        Raises:
            UnknownEntity: If there is none; the message names the nearest.
        """
        found = self._entities.get(name) or self._linker.exact(name)
        if found is None:
            near = self._linker.near(name)
            hint = f" Did you mean {', '.join(repr(one) for one in near)}?" if near else ""
            raise UnknownEntity(f"The graph {self.name!r} has nothing called {name[:80]!r}.{hint}")
        return found

    def mentioned(self, text: str) -> tuple[Entity, ...]:
        """Return the entities whose name or synonym stands in a text, longest names first taken, in order of place."""
        return self._linker.mentioned(text)

    def around(self, entity: Entity) -> tuple[Relation, ...]:
        """Return the relations that touch an entity, in the order they were given."""
        touching = [data["relation"] for _, _, data in self._graph.edges(entity.id, data=True)]
        return tuple(sorted(touching, key=self._key)) if touching else ()

    def paths(
        self,
        start: Entity,
        end: Entity | None = None,
        *,
        kind: str | None = None,
        hops: int = 3,
        limit: int = MAX_PATHS,
    ) -> tuple[Path, ...]:
        """Find paths, shortest first, then those whose steps say more, then by the names they pass.

        Args:
            start: Where they begin.
            end: Where they must end.
            kind: Where no end is given, they end at the first entity of this kind, such as `condition`.
            hops: Most relations in a path [1-4].
            limit: Most paths given.

        Raises:
            ValueError: If `hops` is not from 1 to `MAX_HOPS`, `limit` is below 1, or not one of end and kind is given.
        """
        if (end is None) == (kind is None):
            raise ValueError("Say where the paths end: at an entity, or at a kind of entity; not both.")
        if not 1 <= hops <= MAX_HOPS or limit < 1:
            raise ValueError(f"A path has 1 to {MAX_HOPS} steps and at least one is asked for, got {hops} and {limit}.")
        found = list(itertools.islice(self._walk(start, end, kind, hops), _TRIED))
        found.sort(key=lambda path: (len(path.steps), -sum(bool(step.weight) for step in path.steps), str(path)))
        return tuple(found[:limit])

    def _walk(self, start: Entity, end: Entity | None, kind: str | None, hops: int) -> Iterator[Path]:
        """Give simple paths breadth first; the count of partial paths is bounded."""
        if start.id not in self._graph:
            return
        tried = 0
        waiting: deque[tuple[str, tuple[str, ...], tuple[Relation, ...]]] = deque([(start.id, (start.id,), ())])
        while waiting:
            at, passed, steps = waiting.popleft()
            for neighbour, relation in self._steps(at):
                tried += 1
                if tried > _TRIED:
                    return
                if neighbour in passed:
                    continue
                longer = (*steps, relation)
                if self._ends(neighbour, end, kind):
                    yield Path(start=start, steps=longer)
                if len(longer) < hops and not self._ends(neighbour, end, kind) and not self._is_hub(neighbour):
                    waiting.append((neighbour, (*passed, neighbour), longer))

    def _steps(self, at: str) -> Iterator[tuple[str, Relation]]:
        """One relation to each neighbour: of several, the one that says most."""
        for neighbour in sorted(self._graph.neighbors(at)):
            between: dict[Any, dict[str, Relation]] = self._graph.get_edge_data(at, neighbour) or {}
            yield neighbour, min((data["relation"] for data in between.values()), key=self._key)

    def _ends(self, node: str, end: Entity | None, kind: str | None) -> bool:
        if end is not None:
            return node == end.id
        return self._entities[node].kind == kind

    def _is_hub(self, node: str) -> bool:
        return len(self._graph.adj[node]) > _HUB

    @staticmethod
    def _key(relation: Relation) -> tuple[bool, str, str, str, str]:
        """Weighted relations first, then by what they say, so that order of input does not count."""
        passage = relation.passage or ""
        return not relation.weight, relation.predicate, relation.subject.id, relation.object.id, passage

    @property
    def entities(self) -> Sequence[Entity]:
        """All entities, by id."""
        return tuple(self._entities[key] for key in sorted(self._entities))

    def __len__(self) -> int:
        return len(self.relations)

    def __repr__(self) -> str:
        return f"KnowledgeGraph({self.name!r}, {len(self._entities)} entities, {len(self)} relations)"
