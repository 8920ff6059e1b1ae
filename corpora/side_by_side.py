"""Several corpora side by side, so that no id means two passages."""

from collections.abc import Iterable
from dataclasses import replace

from corpora.corpus import Corpus
from corpora.document import Passage

__all__ = ["distinct"]

_DIGITS = 8
"""Digits of its checksum that tell a corpus from another of its name [hex digits]: 32 bits for a handful of corpora."""


def distinct(corpora: Iterable[Corpus]) -> tuple[Corpus, ...]:
    """Return the corpora with ids that are unique over all of them; their indexes are shared, not made again.

    A corpus of which an earlier one has an id gets the start of its checksum into all its ids: `protocols/fever#text`
    becomes `protocols-1f3a9c02/fever#text`. So put first what is to keep its ids, such as the guidelines. One with the
    same ids and texts as an earlier one, and so the same checksum, is left as it is: there is nothing to confuse.

    Args:
        corpora: In the order of their precedence.
    """
    owners: dict[str, str] = {}
    kept: list[Corpus] = []
    for corpus in corpora:
        collides = any(owners.get(one, corpus.checksum) != corpus.checksum for one in corpus.ids())
        chosen = _relabelled(corpus) if collides else corpus
        owners.update(dict.fromkeys(chosen.ids(), corpus.checksum))
        kept.append(chosen)
    return tuple(kept)


def _relabelled(corpus: Corpus) -> Corpus:
    old = f"{corpus.name}/".replace("#", "_")
    new = f"{old[:-1]}-{corpus.checksum[:_DIGITS]}/"
    # All in the same way, so that they stay in the order of their ids.
    is_prefixed = all(one.document.startswith(old) and one.id.startswith(old) for one in corpus.passages)

    def moved(name: str) -> str:
        return new + (name.removeprefix(old) if is_prefixed else name)

    def relabelled(one: Passage) -> Passage:
        return replace(one, id=moved(one.id), document=moved(one.document))

    return Corpus(
        (relabelled(one) for one in corpus.passages),
        name=corpus.name,
        sparse=corpus.sparse,
        dense=corpus.dense,
        index_texts=corpus.index_texts,
        degraded=corpus.degraded,
        sketches=corpus.sketches,
    )
