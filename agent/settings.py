"""The only place that reads the environment."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Settings", "for_child", "hub_cache", "silence_inspect", "silence_ray", "silence_tracing"]


_LOCAL = "http://127.0.0.1:8000/v1"
"""Where vLLM listens by default."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Where things are on this machine."""

    base_url: str = _LOCAL
    """Endpoint of a served model."""
    api_key: str | None = None
    """Its key, where it wants one."""
    model: str | None = None
    """Name under which the endpoint serves the model; None asks the profile."""
    audit: str | None = None
    """Folder of the audit log, where cases are recorded without being asked to."""
    audit_key: str | None = None
    """File with the key of a keyed audit log."""
    calibration: str | None = None
    """File that `python -m agent calibrate` wrote; None: confidences stay as they come."""

    @classmethod
    def from_environment(cls) -> "Settings":
        """Read `MMEDEXPERT_BASE_URL`, `_API_KEY`, `_MODEL`, `_CALIBRATION`, `_AUDIT` and `_AUDIT_KEY`."""
        return cls(
            base_url=os.environ.get("MMEDEXPERT_BASE_URL") or _LOCAL,
            api_key=os.environ.get("MMEDEXPERT_API_KEY") or None,
            model=os.environ.get("MMEDEXPERT_MODEL") or None,
            audit=os.environ.get("MMEDEXPERT_AUDIT") or None,
            audit_key=os.environ.get("MMEDEXPERT_AUDIT_KEY") or None,
            calibration=os.environ.get("MMEDEXPERT_CALIBRATION") or None,
        )


_TRACERS = ("LANGSMITH_TRACING", "LANGSMITH_TRACING_V2", "LANGCHAIN_TRACING", "LANGCHAIN_TRACING_V2")


def silence_tracing() -> None:
    """Keep LangChain from sending conversations to a tracing service, whatever the environment says.

    Histories and pictures stay on the machine. `MMEDEXPERT_ALLOW_TRACING=1` is the way to ask for tracing all the same.
    """
    if os.environ.get("MMEDEXPERT_ALLOW_TRACING") == "1":
        return
    for name in _TRACERS:
        os.environ[name] = "false"


_REPORTERS = ("INSPECT_TELEMETRY", "INSPECT_API_KEY_OVERRIDE")
"""Variables that name a function which Inspect would hand logs or keys to."""


def silence_inspect() -> None:
    """Keep Inspect from handing logs to a telemetry function, whatever the environment or a `.env` file says.

    An empty variable is one that is set, so that a `.env` file does not set it again.
    """
    for name in _REPORTERS:
        os.environ[name] = ""


def silence_ray() -> None:
    """Keep Ray from reporting its use. Source: Ray documentation, "Usage Stats Collection"."""
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"


def for_child(added: Mapping[str, str], removed: tuple[str, ...] = ()) -> dict[str, str]:
    """The environment of a program that is started: what is inherited, less some, plus some.

    Args:
        added: Variables to set; `PYTHONPATH` is put in front of what is there.
        removed: Variables that it must not see.
    """
    child = {name: value for name, value in os.environ.items() if name not in removed}
    inherited = child.get("PYTHONPATH")
    child.update(added)
    if inherited and "PYTHONPATH" in added:
        child["PYTHONPATH"] = os.pathsep.join((added["PYTHONPATH"], inherited))
    return child


def hub_cache() -> Path:
    """Where the model hub's client keeps what it downloaded.

    Source: huggingface_hub documentation, "Environment variables": HF_HUB_CACHE, HF_HOME, XDG_CACHE_HOME.
    """
    named = os.environ.get("HF_HUB_CACHE")
    if named:
        return Path(named).expanduser()
    home = os.environ.get("HF_HOME") or str(Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache") / "huggingface")
    return Path(home).expanduser() / "hub"
