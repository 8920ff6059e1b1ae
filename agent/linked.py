"""What the knowledge graph of the library answers: links between findings, conditions and tests, and their passages."""

from dataclasses import dataclass

from agent.context import Context
from corpora import Passage, UnknownEntity, UnknownPassage
from tools.errors import BadArguments
from tools.library.find_paths import PathQuery

__all__ = ["Linked", "linked"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """Paths between two things, and the passages that state their steps."""

    question: str
    """What was asked, as a search query would say it."""
    paths: tuple[str, ...]
    """Each as `fever —supports (LR+ 2.5)→ Community-acquired pneumonia`, shortest first."""
    passages: tuple[Passage, ...]
    """Of all paths, in their order, each once."""


def linked(asked: PathQuery, context: Context) -> Linked:
    """Answer a call of `find_paths`.

    Args:
        asked: What the call asks.
        context: Whose library and corpora count.

    Raises:
        BadArguments: If the library has nothing of that name; the message names the nearest.
    """
    graph = context.graph()
    try:
        start = graph.entity(asked.start)
        end = graph.entity(asked.end) if asked.end else None
    except UnknownEntity as error:
        raise BadArguments(str(error)) from error
    paths = graph.paths(start, end, kind=None if end is not None else asked.ends_at)
    ids = dict.fromkeys(passage for path in paths for passage in path.passages)
    return Linked(
        question=f"{start.name} and {end.name}" if end is not None else f"{start.name}: which {asked.ends_at}",
        paths=tuple(str(path) for path in paths),
        passages=tuple(found for one in ids if (found := _passage(one, context)) is not None),
    )


def _passage(wanted: str, context: Context) -> Passage | None:
    for corpus in context.corpora:
        try:
            return corpus.passage(wanted)
        except UnknownPassage:
            continue
    return None
