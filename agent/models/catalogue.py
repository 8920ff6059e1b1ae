"""What a server serves: its models and adapters, by the name to ask for. Source: vLLM 0.32, `ModelCard`."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass

from agent.errors import MalformedReply, ModelError, ModelUnreachable
from agent.models.completion import parsed

__all__ = ["Served", "cause", "read_catalogue", "same_model"]

FRESH = 10.0
"""How long a list of served models is believed [s] (ours): adapters come and go by hand, not by the second."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """One name that a server answers to."""

    name: str
    """What to ask for."""
    context: int | None = None
    """Longest conversation with its reply [tokens]; an adapter has its base model's."""
    base: str | None = None
    """Name of the base model; None where this is one."""
    root: str | None = None
    """Where the server took it from."""


def read_catalogue(body: bytes) -> tuple[Served, ...]:
    """Read the reply to GET /models.

    Raises:
        MalformedReply: If it is no list of models.
    """
    cards = parsed(body, "The list of models").get("data")
    found: list[Served] = []
    for card in cards if isinstance(cards, list) else ():
        name = card.get("id") if isinstance(card, dict) else None
        if not isinstance(name, str):
            raise MalformedReply("The list of models names one without an id; is this a model server?")
        context, base, root = card.get("max_model_len"), card.get("parent"), card.get("root")
        found.append(
            Served(
                name=name,
                context=context if type(context) is int else None,
                base=base if isinstance(base, str) else None,
                root=root if isinstance(root, str) else None,
            )
        )
    if not found:
        raise MalformedReply("The server lists no model; is this a model server?")
    bases = {one.name: one.context for one in found}
    return tuple(
        one
        if one.context is not None or one.base is None
        else Served(name=one.name, context=bases.get(one.base), base=one.base, root=one.root)
        for one in found
    )


async def cause(error: ModelError, served: Callable[[], Awaitable[Iterable[Served]]], asked: str) -> ModelError:
    """Why a server does not know what it was asked for: the name that it does not serve, or else the error itself."""
    try:
        names = [one.name for one in await served()]
    except ModelError:
        return error
    if asked in names:
        return error
    return ModelUnreachable(
        f"The server does not serve {asked!r} but {', '.join(map(repr, names))}: set MMEDEXPERT_MODEL to one of these, "
        "or serve that model."
    )


def same_model(served: Iterable[Served], asked: str, replied: str) -> bool:
    """Whether two names stand for one model: a server with several names for its base replies with the first."""
    by_name = {one.name: one for one in served}
    first, second = by_name.get(asked), by_name.get(replied)
    if first is None or second is None:
        return False
    return first.base is None and second.base is None and first.root is not None and first.root == second.root
