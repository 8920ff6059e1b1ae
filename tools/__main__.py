"""The tools from the command line: `python -m tools list | call | calculators | deidentify`."""

import os
import sys
from collections.abc import Sequence

__all__ = ["main"]

INTERRUPTED = 130
"""Exit code after Ctrl-C, as of a program that the signal ended: 128 + SIGINT. Source: POSIX shells."""
UNREAD = 141
"""Exit code where the reader of the output has gone, as after `| head`: 128 + SIGPIPE. Source: POSIX shells."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; Ctrl-C ends it with one line, also while it loads.

    Where the reader of the output has gone, as after `| head`, it ends quietly.

    Args:
        arguments: Words after the program's name; those of the process where None.

    Returns:
        The exit code: 0, 2 for input that cannot be used, 130 after Ctrl-C, 141 where nobody reads the output;
        `deidentify` has more.
    """
    try:
        from tools.command_line import run  # takes a while, in which somebody may press Ctrl-C

        code = run(arguments)
        sys.stdout.flush()  # here, and not when the interpreter ends, so that it can be caught
        return code
    except KeyboardInterrupt:
        print("Interrupted.", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        if not _is_unread():
            raise  # another pipe than the output
        return UNREAD


def _is_unread() -> bool:
    """Tell whether the output cannot be written, and let go of what is left of it then."""
    try:
        print(flush=True)  # what failed is no longer in the buffer, so that flushing alone tells nothing
    except BrokenPipeError:
        # The interpreter flushes once more at its end, and would complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return True
    return False


if __name__ == "__main__":
    sys.exit(main())
