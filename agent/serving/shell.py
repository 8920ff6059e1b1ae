"""A plan as a command that a person can paste into a shell."""

import shlex
from pathlib import Path

from agent.serving.launch import SECRETS, variables
from agent.serving.plan import Plan

__all__ = ["as_shell"]

_KEY = 'VLLM_API_KEY="$MMEDEXPERT_API_KEY"'
"""The key comes from the shell's own environment, so it is in no text that is shown or kept."""


def as_shell(plan: Plan, environment: Path | None) -> str:
    """Write what `serve` would start as one command, a line for each argument and variable.

    Args:
        plan: What would be started.
        environment: Folder of vLLM's environment; None: `vllm` is on the PATH.

    Returns:
        A command for a POSIX shell, without the key. `env` sets the variables and takes those away that are none of
        the server's business.
    """
    program = "vllm" if environment is None else str(environment.expanduser().absolute() / "bin" / "vllm")
    unset = [f"-u {name}" for name in SECRETS]
    given = [f"{name}={shlex.quote(value)}" for name, value in sorted(variables(plan).items())]
    return " \\\n  ".join(("env", *unset, *given, _KEY, shlex.quote(program), *map(shlex.quote, plan.arguments)))
