"""Which entities of a graph a text names."""

import difflib
import re
from collections.abc import Iterable

from guidelines.relation import Entity

__all__ = ["Linker"]

_WORD = re.compile(r"[^\W_]+")
_LONGEST_NAME = 12
"""Words of the longest name looked for in a text [1]; the library's longest phrase of a finding has 11."""
_SHORTEST_NAME = 3
"""Characters of the shortest name looked for in a text [1]: shorter ones are mostly words of another meaning."""
_NEAR = 0.6
"""Likeness [0-1] from which on a name is offered as the one that was meant; difflib's own default."""
_OFFERED = 3
"""Most names offered."""


def _words(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(text.casefold()))


class Linker:
    """Finds entities by name. Of two with the same name, the one with the smaller id is meant, conditions first."""

    def __init__(self, entities: Iterable[Entity]) -> None:
        """Learn the names and synonyms of entities."""
        self._by_words: dict[tuple[str, ...], Entity] = {}
        self._names: dict[str, Entity] = {}
        ordered = sorted(entities, key=lambda entity: (entity.kind != "condition", entity.id))
        for synonym in (False, True):  # a name of its own goes before a synonym of another
            for entity in ordered:
                for name in entity.synonyms if synonym else (entity.name,):
                    words = _words(name)
                    if words:
                        self._by_words.setdefault(words, entity)
                        self._names.setdefault(name.casefold(), entity)

    def exact(self, name: str) -> Entity | None:
        """Return the entity of that name or synonym, or None."""
        return self._by_words.get(_words(name))

    def near(self, name: str) -> tuple[str, ...]:
        """Return names like that one, the likest first."""
        found = difflib.get_close_matches(name.casefold(), self._names, n=_OFFERED, cutoff=_NEAR)
        return tuple(dict.fromkeys(self._names[one].name for one in found))

    def mentioned(self, text: str) -> tuple[Entity, ...]:
        """Return the entities that a text names, each once, in order of place; longer names win over their parts."""
        words = _words(text)
        found: dict[str, Entity] = {}
        at = 0
        while at < len(words):
            for length in range(min(_LONGEST_NAME, len(words) - at), 0, -1):
                part = words[at : at + length]
                entity = self._by_words.get(part)
                if entity is not None and len(" ".join(part)) >= _SHORTEST_NAME:
                    found.setdefault(entity.id, entity)
                    at += length
                    break
            else:
                at += 1
        return tuple(found.values())
