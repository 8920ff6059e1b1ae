"""The command: `python -m evals list | run | grid | resume | report | compare | view`."""

import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from evals.command_line import app

__all__ = ["app", "main"]

INTERRUPTED = 130
"""Exit code after Ctrl-C, as of a program that the signal ended: 128 + SIGINT. Source: POSIX shells."""


def main() -> None:
    """Run the command; Ctrl-C ends it with one line, also while it loads."""
    code: Any = 0
    try:
        from evals.command_line import run  # takes a while, in which somebody may press Ctrl-C

        run()
    except KeyboardInterrupt:
        code = INTERRUPTED
    except SystemExit as end:
        code = end.code
    if code == INTERRUPTED:
        print("Interrupted; what is done is kept: python -m evals resume RUN", file=sys.stderr)
    sys.exit(code)


if not TYPE_CHECKING:

    def __getattr__(name: str) -> Any:
        if name != "app":
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from evals.command_line import app

        return app


if __name__ == "__main__":
    main()
