"""Starting a model server, making sure that it came up as it was asked for, and stopping it."""

import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from agent.errors import ConfigurationError
from agent.models.profile import Profile, load_profile
from agent.serving.checking import check_server
from agent.serving.errors import ServerFailed
from agent.serving.http import fetch
from agent.serving.plan import Options, Plan, make_plan
from agent.serving.ports import answers, free_port, listeners
from agent.serving.process import Program
from agent.settings import Settings, for_child

__all__ = ["INSTALL", "PATIENCE", "SECRETS", "Server", "executable", "serving", "variables"]

INSIDE = Path(__file__).parent / "inside"
"""What runs in the server's own process."""
PATIENCE = 1800.0
"""How long a server may take to come up [s]: a large model on a slow disk, compiled for its GPU, takes minutes."""
_ASKED = 0.5
"""Pause between two looks at a server that is coming up [s]."""
_SHOWN = 15
"""Lines of the log that are shown when a server has ended."""

INSTALL = "pip install 'vllm>=0.32'"
"""What installs vLLM. Source of the floor: the advisories listed in docs/serving.md."""
_SOCKET = 70
"""Longest folder in which vLLM can make its sockets [bytes]: a socket's path holds 103 where it holds least (macOS; 107
on Linux, unix(7)), and vLLM's names are a UUID or those of Python's `multiprocessing` (32)."""

SECRETS = ("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN", "MMEDEXPERT_API_KEY", "AWS_SECRET_ACCESS_KEY")
"""Variables that the server has no use for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A server that is up."""

    plan: Plan
    program: Program
    notes: tuple[str, ...] = ()
    """What could not be checked, or is not as it might be, as sentences."""

    @property
    def base_url(self) -> str:
        """Its address, with `/v1`."""
        return self.plan.base_url

    @property
    def settings(self) -> Settings:
        """What an `Agent` needs to use it: `Agent(profile=…, settings=server.settings)`."""
        return Settings(base_url=self.base_url, api_key=self.plan.key.get_secret_value(), model=self.plan.served_as)


@contextmanager
def serving(
    profile: str | Profile,
    options: Options | None = None,
    *,
    environment: Mapping[str, str] | None = None,
    patience: float = PATIENCE,
    progress: Callable[[float, str], None] | None = None,
) -> Iterator[Server]:
    """Run a model server for the length of the block.

    ```python
    with serving("qwen2.5-vl-7b", Options(vllm=Path("~/vllm").expanduser(), port=0)) as server:
        agent = Agent(profile="qwen2.5-vl-7b", settings=server.settings)
    ```

    Args:
        profile: Which model.
        options: How; None takes the defaults.
        environment: Further variables for the server, such as how much memory a CPU may use.
        patience: How long it may take to come up [s].
        progress: Called about twice a second with the time since the start [s] and the last line of its log.

    Yields:
        The server, up and checked: it answers under the right names, to the key only, and on the right address only.

    Raises:
        ConfigurationError: If vLLM is not found, its port is taken, or an option cannot be served (`UnsafeSetting`,
            `UnusableCheckpoint`).
        ServerFailed: If the server ends, does not come up in time, or not the way it was asked for.
    """
    chosen = options or Options()
    if not patience > 0:
        raise ConfigurationError(f"The wait must be longer than 0 s, got {patience!r}.")
    if chosen.port == 0:
        chosen = replace(chosen, port=free_port())
    plan = make_plan(load_profile(profile) if isinstance(profile, str) else profile, chosen)
    command = (str(executable(chosen.vllm)), *plan.arguments)
    _check_port(plan)
    key = plan.key.get_secret_value()
    with (
        # Entered first, so removed when the last process that uses it is gone.
        tempfile.TemporaryDirectory(prefix="mmx-", dir=_roomy(), ignore_cleanup_errors=True) as private,
        _started(command, {**(environment or {}), **variables(plan)}, private, key) as program,
    ):
        _wait(plan, program, patience, progress)
        yield Server(plan=plan, program=program, notes=check_server(plan, program.group))


def variables(plan: Plan) -> dict[str, str]:
    """What is set in the server's environment, but for its key and what belongs to a single run."""
    return {**plan.environment, "PYTHONPATH": str(INSIDE)}


def _started(command: Sequence[str], given: Mapping[str, str], private: str, key: str) -> Program:
    ours = {"VLLM_API_KEY": key, "MMEDEXPERT_LAUNCHER": str(os.getpid()), "TMPDIR": private}
    return Program(command, for_child({**given, **ours}, SECRETS), secrets=(key,))


def _roomy() -> str | None:
    """Where the server's own folder for temporary files is made; None: where Python makes such."""
    usual = tempfile.gettempdir()
    short = len(os.fsencode(usual)) + len("/mmx-12345678") <= _SOCKET
    return None if short or not os.access("/tmp", os.W_OK | os.X_OK) else "/tmp"  # noqa: S108 - mkdtemp's, mode 0700


def executable(environment: Path | None) -> Path:
    """The program `vllm` of an environment; None looks on the PATH.

    Raises:
        ConfigurationError: If it is not there.
    """
    if environment is None:
        found = shutil.which("vllm")
        if found is None:
            raise ConfigurationError(
                "vLLM was not found on the PATH. Install it into an environment of its own "
                f"(python -m venv vllm && vllm/bin/{INSTALL}) and say --vllm vllm."
            )
        return Path(found)
    program = environment.expanduser() / "bin" / "vllm"
    if not (program.is_file() and os.access(program, os.X_OK)):
        raise ConfigurationError(
            f"There is no vLLM in {str(environment)!r}: name the folder of its environment, with bin/vllm in it "
            f"(python -m venv FOLDER && FOLDER/bin/{INSTALL})."
        )
    return program.absolute()


def _check_port(plan: Plan) -> None:
    """Refuse a port on which somebody answers already: our questions and pictures would go there."""
    taken = [one for one in listeners() or () if one.port == plan.port]
    if taken or answers(plan.reach.strip("[]"), plan.port):
        where = f" ({taken[0].address})" if taken else ""
        raise ConfigurationError(
            f"Somebody listens on port {plan.port} already{where}: stop it, or choose another --port."
        )


def _wait(plan: Plan, program: Program, patience: float, progress: Callable[[float, str], None] | None) -> None:
    """Wait until the server is healthy."""
    began = time.monotonic()
    health = f"{plan.base_url.removesuffix('/v1')}/health"
    while program.ended is None:
        if fetch(health).status == 200:
            return
        gone = time.monotonic() - began
        if gone > patience:
            raise ServerFailed(f"vLLM was not ready after {patience:g} s; the end of its log:\n{_tail(program)}")
        if progress is not None:
            progress(gone, next(iter(program.last_lines(1)), ""))
        program.wait(_ASKED)
    raise ServerFailed(f"vLLM ended with status {program.ended}; the end of its log:\n{_tail(program)}")


def _tail(program: Program) -> str:
    return "\n".join(program.last_lines(_SHOWN)) or "(it is empty)"
