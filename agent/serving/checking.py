"""A look at a server that has come up: is it the one that was started, and is it closed to everybody else?"""

from agent.serving.errors import ServerFailed, UnsafeSetting
from agent.serving.http import fetch
from agent.serving.plan import Plan
from agent.serving.ports import Listener, group_listeners, listeners

__all__ = ["check_server", "served_names"]

_CLOSED = frozenset({401, 403, 404})
"""How a server answers whom it turns away."""
_TRIED = ("/v1/models", "/tokenize", "/invocations", "/metrics")
"""What is asked for without the key; vLLM by itself leaves all but the first open."""


def check_server(plan: Plan, group: int) -> tuple[str, ...]:
    """Make sure of a server's names, of its key and of its addresses.

    Args:
        plan: How it was started.
        group: Its process group.

    Returns:
        What could not be checked, or is not as it might be, as sentences.

    Raises:
        ServerFailed: If another server answers.
        UnsafeSetting: If it answers without its key, or where other machines reach it.
    """
    wanted = {plan.served_as, *plan.experts}
    missing = wanted - set(served_names(plan.base_url, plan.key.get_secret_value()))
    if missing:
        names = ", ".join(sorted(missing))
        raise ServerFailed(f"The server at {plan.base_url} does not serve {names}; another one answers there.")
    root = plan.base_url.removesuffix("/v1")
    for path in _TRIED:
        if fetch(f"{root}{path}").status not in _CLOSED:
            raise UnsafeSetting(f"The server answers {path} without its key, so it was stopped.")
    every = listeners()
    if every is None:
        return ("This system does not tell who listens where; that the server is local was not checked.",)
    return _addresses(plan, every, group_listeners(group))


def served_names(base_url: str, key: str | None) -> tuple[str, ...]:
    """Names under which a server serves models; none where it does not answer that."""
    listed = fetch(f"{base_url}/models", key=key).json()
    cards = listed.get("data") if isinstance(listed, dict) else None
    return tuple(str(card.get("id")) for card in cards or () if isinstance(card, dict))


def _addresses(plan: Plan, every: tuple[Listener, ...], mine: tuple[Listener, ...]) -> tuple[str, ...]:
    if plan.port not in {one.port for one in mine}:
        raise ServerFailed(f"Port {plan.port} is answered by somebody else than the server that was started.")
    reachable = [one for one in every if not one.local]
    for one in reachable:
        if one.port == plan.port and plan.loopback:
            raise UnsafeSetting(
                f"Port {plan.port} also answers on {one.address}, where others reach it; the server was stopped."
            )
    return tuple(
        f"vLLM's own processes listen on {one.address}:{one.port}; keep a firewall before it."
        for one in reachable
        if one in mine and one.port != plan.port
    )
