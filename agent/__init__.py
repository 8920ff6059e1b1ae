"""How a diagnosis is reached: the agent, its graph, its models. Research and education only."""

from importlib.util import find_spec
from pathlib import Path

# These packages have plain names; another distribution's `tools` found first would be a confusing accident.
for _name in ("tools", "corpora", "guidelines"):
    _spec = find_spec(_name)
    if _spec is None or _spec.origin is None or Path(_spec.origin).parent.parent != Path(__file__).parent.parent:
        raise ImportError(f"The package {_name!r} beside `agent` is hidden by {_spec.origin if _spec else 'nothing'}.")

from agent.agent import Agent  # noqa: E402
from agent.budget import Budget, Thresholds  # noqa: E402
from agent.case import Case, History, Prior  # noqa: E402
from agent.diagnosis import Diagnosis  # noqa: E402
from agent.errors import AgentError, ConfigurationError, InputError  # noqa: E402
from agent.exporting import Exported, export  # noqa: E402
from agent.trace import Step, Trace  # noqa: E402

__all__ = [
    "Agent",
    "AgentError",
    "Budget",
    "Case",
    "ConfigurationError",
    "Diagnosis",
    "Exported",
    "History",
    "InputError",
    "Prior",
    "Step",
    "Thresholds",
    "Trace",
    "export",
]
