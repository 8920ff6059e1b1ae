"""The part of a check-up that looks at vLLM's environment and at a model server, against what the profile says."""

from pathlib import Path
from typing import Any

from agent.errors import ConfigurationError
from agent.models.address import check_address
from agent.models.profile import Profile
from agent.serving.checkup import Check, fail, ok, warn
from agent.serving.http import PATIENCE, Answer, fetch
from agent.serving.launch import executable
from agent.settings import Settings

__all__ = ["check_server", "check_vllm"]

_START = "Start one: python -m agent serve --profile {}; then set the two variables that it prints."
_TRIAL = "<|im_start|>"
"""A control token of the Qwen2-VL family; a server's tokenizer makes one or several ids of it, but answers."""


def check_vllm(environment: Path | None) -> Check:
    """Whether vLLM is there to be started, and which.

    Args:
        environment: Folder of its environment; None looks on the PATH.
    """
    try:
        program = executable(environment)
    except ConfigurationError as error:
        return warn("vllm", "No vLLM on this machine.", f"{error} A server elsewhere needs none here.")
    folders = program.resolve().parent.parent.glob("lib/python3*/site-packages/vllm*.dist-info")
    # Two folders at most: that of the package, and one that a CPU build needs for the name.
    versions = sorted({folder.name.removesuffix(".dist-info").partition("-")[2] for folder in folders})
    return ok("vllm", f"{program} ({'version ' + ', '.join(versions) if versions else 'version unknown'})")


def check_server(profile: Profile, settings: Settings) -> tuple[Check, ...]:
    """Whether the profile's server answers, and whether it is as the profile says.

    Nothing of a patient is sent, and the key never appears in what is found.
    """
    try:
        root = check_address(settings.base_url).removesuffix("/v1")
    except ConfigurationError as error:
        return (fail("server", str(error), "The address is the one that `serve` printed."),)
    health = fetch(f"{root}/health", key=settings.api_key)
    if health.status == 0:
        return (_unheard(profile, settings, health),)
    checks = [
        ok("server", f"{settings.base_url} is healthy")
        if health.status == 200
        else warn("server", f"{root}/health answers with status {health.status}.", "See the server's log.")
    ]
    models = fetch(f"{settings.base_url}/models", key=settings.api_key)
    cards = _cards(models)
    if not cards:
        return (*checks, _no_models(models))
    checks.append(_names(profile, settings, cards))
    if profile.experts:
        checks.append(_experts(profile, cards))
    checks += [_context(profile, settings, cards), _tokenizes(profile, settings, root, cards), _key(settings, root)]
    return tuple(checks)


def _unheard(profile: Profile, settings: Settings, health: Answer) -> Check:
    at = settings.base_url
    match health.trouble:
        case "silent":
            found = f"Something listens at {at}, and does not answer within {PATIENCE:g} s."
            remedy = "If it is the server, it hangs: see its log, and start it anew. Else correct MMEDEXPERT_BASE_URL."
        case "strange":
            found = f"Something listens at {at}, and what it says is not HTTP, or it hangs up."
            remedy = "Correct MMEDEXPERT_BASE_URL: its port, and http:// or https://."
        case _:
            found, remedy = f"Nobody answers at {at}.", _START.format(profile.name)
    return fail("server", found, remedy)


def _cards(models: Answer) -> dict[str, dict[str, Any]]:
    """What is served, by name."""
    listed = models.json()
    data = listed.get("data") if isinstance(listed, dict) else None
    cards = [card for card in data if isinstance(card, dict)] if isinstance(data, list) else []
    return {str(card.get("id")): card for card in cards} if models.status == 200 else {}


def _no_models(models: Answer) -> Check:
    if models.status in {401, 403}:
        return fail("key", "The server refuses the key.", "Set MMEDEXPERT_API_KEY to the one that `serve` printed.")
    return fail(
        "models",
        f"GET /models answers with status {models.status} and no list.",
        "Is this an OpenAI-compatible server? MMEDEXPERT_BASE_URL ends with /v1.",
    )


def _asked_for(profile: Profile, settings: Settings) -> str:
    return settings.model or profile.checkpoint or profile.name


def _names(profile: Profile, settings: Settings, cards: dict[str, dict[str, Any]]) -> Check:
    wanted = _asked_for(profile, settings)
    if wanted in cards:
        return ok("models", f"serves {', '.join(cards)}")
    return fail(
        "models",
        f"{wanted!r} is not served; {', '.join(cards)} is.",
        "Set MMEDEXPERT_MODEL to a name that is served, or serve this profile.",
    )


def _experts(profile: Profile, cards: dict[str, dict[str, Any]]) -> Check:
    names = [expert.specialty for expert in profile.experts]
    there = [name for name in names if name in cards]
    found = f"{len(there)} of {len(names)} adapters served ({', '.join(there) or 'none'})"
    if len(there) == len(names):
        return ok("experts", found)
    return warn("experts", found, "Cases of the others go to the base model; serve them with --lora SPECIALTY=FOLDER.")


def _context(profile: Profile, settings: Settings, cards: dict[str, dict[str, Any]]) -> Check:
    longest = cards.get(_asked_for(profile, settings), {}).get("max_model_len")
    if not isinstance(longest, int):
        return warn("context", "The server does not say its context length.", "Make sure that it holds a whole case.")
    if profile.context is not None and longest < profile.context:
        return warn(
            "context",
            f"{longest:,} tokens, where the profile says {profile.context:,}",
            f"Long cases will not fit; serve with --max-len {profile.context}.",
        )
    if longest <= profile.max_tokens:
        return fail("context", f"{longest:,} tokens, no more than one reply.", "Serve with a larger --max-len.")
    return ok("context", f"{longest:,} tokens")


def _tokenizes(profile: Profile, settings: Settings, root: str, cards: dict[str, dict[str, Any]]) -> Check:
    wanted = _asked_for(profile, settings)
    model = wanted if wanted in cards else next(iter(cards))
    body = {"model": model, "prompt": _TRIAL, "add_special_tokens": False}
    answer = fetch(f"{root}/tokenize", key=settings.api_key, body=body)
    said = answer.json()
    works = answer.status == 200 and isinstance(said, dict) and bool(said.get("tokens"))
    if works:
        return ok("tokenize", "untrusted text can be checked for control tokens by id")
    if profile.tokenizes:
        return fail(
            "tokenize",
            f"/tokenize answers with status {answer.status}, but the profile counts on it.",
            "Serve with vLLM, or say `tokenizes = false` in a profile of your own.",
        )
    return ok("tokenize", "not offered; untrusted text is neutralised by its wording alone")


def _key(settings: Settings, root: str) -> Check:
    """Whether a stranger on this machine or network is turned away."""
    paths = ("/v1/models", "/tokenize", "/invocations")
    opened = [path for path in paths if fetch(f"{root}{path}").status not in {401, 403, 404}]
    if not opened:
        return ok("key", "everything but the health check wants the key")
    return warn(
        "key",
        f"{', '.join(opened)} answer(s) without a key.",
        "Start the server with `python -m agent serve`, which closes them.",
    )
