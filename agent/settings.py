"""The only place that reads the environment."""

import os
from dataclasses import dataclass

__all__ = ["Settings", "silence_tracing"]


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

    @classmethod
    def from_environment(cls) -> "Settings":
        """Read `MMEDEXPERT_BASE_URL`, `MMEDEXPERT_API_KEY` and `MMEDEXPERT_MODEL`."""
        return cls(
            base_url=os.environ.get("MMEDEXPERT_BASE_URL") or _LOCAL,
            api_key=os.environ.get("MMEDEXPERT_API_KEY") or None,
            model=os.environ.get("MMEDEXPERT_MODEL") or None,
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
