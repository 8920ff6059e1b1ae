"""How a diagnosis is reached: the agent, its graph, its models. Research and education only."""

from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

# These packages have plain names; another distribution's `tools` found first would be a confusing accident.
for _name in ("tools", "corpora", "guidelines"):
    _spec = find_spec(_name)
    if _spec is None or _spec.origin is None or Path(_spec.origin).parent.parent != Path(__file__).parent.parent:
        raise ImportError(f"The package {_name!r} beside `agent` is hidden by {_spec.origin if _spec else 'nothing'}.")

if TYPE_CHECKING:
    from agent.agent import Agent
    from agent.budget import Budget, Thresholds
    from agent.case import Case, History, Prior
    from agent.diagnosis import Diagnosis
    from agent.errors import AgentError, ConfigurationError, InputError
    from agent.exporting import Exported, export
    from agent.switches import Switches
    from agent.trace import Step, Trace

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
    "Switches",
    "Thresholds",
    "Trace",
    "export",
]

_HOMES = {
    "Agent": "agent.agent",
    "AgentError": "agent.errors",
    "Budget": "agent.budget",
    "Case": "agent.case",
    "ConfigurationError": "agent.errors",
    "Diagnosis": "agent.diagnosis",
    "Exported": "agent.exporting",
    "History": "agent.case",
    "InputError": "agent.errors",
    "Prior": "agent.case",
    "Step": "agent.trace",
    "Switches": "agent.switches",
    "Thresholds": "agent.budget",
    "Trace": "agent.trace",
    "export": "agent.exporting",
}
"""Where each name is defined. Loaded when first asked for (PEP 562), so that a command line is there at once."""

if not TYPE_CHECKING:  # a checker would take any name for one that exists

    def __getattr__(name: str) -> Any:
        if name not in _HOMES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = globals()[name] = getattr(import_module(_HOMES[name]), name)
        return value

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})
