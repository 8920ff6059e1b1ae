"""The only place that reads the environment."""

import os
from dataclasses import dataclass

__all__ = ["Settings"]


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
