"""A program in a process group of its own: started quietly, watched through its log, and stopped with all its kin."""

import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from types import TracebackType
from typing import Self

from agent.serving.errors import ServerFailed
from agent.serving.ports import group_members

__all__ = ["Program"]

POLITE = 20.0
"""How long a server may take to end by itself [s]: vLLM's own limit for its engine is shorter."""
_LAST = 64 * 1024
"""How much of the end of a log is looked at [bytes]."""
_LINE = 400
"""Longest line of a log that is shown [characters]."""
_LOOK = 0.05
"""Pause between two looks at processes that are ending [s]."""


class Program:
    """A running program; leaving the block stops it and whatever it started, and removes its log.

    Ctrl-C in the terminal does not reach it (it has a session of its own); whoever holds it decides.
    """

    def __init__(self, command: Sequence[str], environment: Mapping[str, str], *, secrets: Sequence[str] = ()) -> None:
        """Start it.

        Args:
            command: The program and its arguments.
            environment: All its variables.
            secrets: Texts that are never shown from its log.

        Raises:
            ServerFailed: If it cannot be started.
        """
        self._secrets = tuple(one for one in secrets if one)
        # A file without a name: nobody else can open it, and nothing is left of it, however all this ends.
        self._log = tempfile.TemporaryFile()  # noqa: SIM115 - open as long as the program runs
        try:
            self._process = subprocess.Popen(  # noqa: S603 - a list, never a shell
                list(command),
                env=dict(environment),
                stdin=subprocess.DEVNULL,
                stdout=self._log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        except OSError as error:
            self._log.close()
            raise ServerFailed(f"{command[0]!r} cannot be started: {error.strerror}.") from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def group(self) -> int:
        """Number of its process group, which is its own."""
        return self._process.pid

    @property
    def ended(self) -> int | None:
        """Its exit status; None while it runs."""
        return self._process.poll()

    def last_lines(self, count: int) -> tuple[str, ...]:
        """The end of its log, shortened, without secrets and control characters."""
        if self._log.closed:
            return ()
        # Read beside the program's own place in the file, which it shares with us.
        file = self._log.fileno()
        text = os.pread(file, _LAST, max(0, os.fstat(file).st_size - _LAST)).decode("utf-8", "replace")
        for secret in self._secrets:
            text = text.replace(secret, "[key]")
        # A progress bar writes over its line; only its last state is one.
        lines = (line.rstrip().rpartition("\r")[2] for line in text.split("\n"))
        clean = ("".join(one for one in line if one.isprintable())[:_LINE].rstrip() for line in lines)
        return tuple(line for line in clean if line)[-count:]

    def wait(self, seconds: float | None) -> int | None:
        """Wait for its end, without a limit where None; None if it still runs."""
        with suppress(subprocess.TimeoutExpired):
            return self._process.wait(seconds)
        return None

    def stop(self, seconds: float = POLITE) -> None:
        """End it and everything it started: asked first, then forced. May be called again."""
        for number, patience in ((signal.SIGTERM, seconds), (signal.SIGKILL, POLITE)):
            if self._alive():
                # A group stays addressable as long as one member lives, also when the first has gone.
                with suppress(ProcessLookupError, PermissionError):
                    os.killpg(self.group, number)
            ends = time.monotonic() + patience
            while self._alive() and time.monotonic() < ends:
                time.sleep(_LOOK)
        self._log.close()

    def _alive(self) -> bool:
        return self._process.poll() is None or bool(group_members(self.group))
