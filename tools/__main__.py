"""The tools from the command line: `python -m tools list | calculators | call | deidentify`."""

import sys
from collections.abc import Sequence

__all__ = ["main"]

INTERRUPTED = 130
"""Exit code after Ctrl-C, as of a program that the signal ended: 128 + SIGINT. Source: POSIX shells."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; Ctrl-C ends it with one line, also while it loads.

    Args:
        arguments: Words after the program's name; those of the process where None.

    Returns:
        The exit code: 0, 2 for input that cannot be used, 130 after Ctrl-C; `deidentify` has more.
    """
    try:
        from tools.command_line import run  # takes a while, in which somebody may press Ctrl-C

        return run(arguments)
    except KeyboardInterrupt:
        print("Interrupted.", file=sys.stderr)
        return INTERRUPTED


if __name__ == "__main__":
    sys.exit(main())
