"""Files of a few bytes that would fill the memory, through the reader.

    python benchmarks/bombs.py

Each is read in a child process of its own, whose highest resident memory and time are shown with the refusal. The last
line is `refused A, over 512 MB B, over 2 s C, of N`.
"""

import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from rich.console import Console  # noqa: E402
from rich.table import Table  # noqa: E402

from benchmarks.bomb_files import BOMBS  # noqa: E402
from benchmarks.dicom_fuzz import WatchedPool  # noqa: E402
from tools.errors import ToolError  # noqa: E402
from tools.isolation.reading import read_isolated  # noqa: E402

LARGEST = 512 * 10**6
"""Memory that a refusal may take [bytes]."""

SLOWEST = 2.0
"""Time that a refusal may take [s]."""


class Refusal(NamedTuple):
    """What one bomb came to."""

    name: str
    size: int
    kind: str
    """The name of the error, or `read`."""
    text: str
    memory: int
    """Highest resident memory of the child, its libraries included [bytes]."""
    seconds: float


def light(name: str, path: Path) -> Refusal:
    """Read one bomb."""
    path.write_bytes(BOMBS[name]())
    pool = WatchedPool(1)
    pool.use(lambda child: child.pid)  # its start is not the bomb's doing
    began = time.perf_counter()
    try:
        read_isolated(path, pool=pool)
        kind, text = "read", ""
    except ToolError as error:
        kind, text = type(error).__name__, str(error)
    seconds = time.perf_counter() - began
    pool.close()
    return Refusal(name, path.stat().st_size, kind, text, pool.peak, seconds)


def main() -> int:
    console = Console(width=150)
    table = Table("bomb", "bytes", "refused as", "MB", "s", "in these words")
    found = []
    with TemporaryDirectory() as folder:
        for name in BOMBS:
            one = light(name, Path(folder, "bomb"))
            found.append(one)
            row = (f"{one.size:,}", one.kind, f"{one.memory / 1e6:.0f}", f"{one.seconds:.2f}", one.text)
            table.add_row(name, *row)
    console.print(table)
    refused = sum(one.kind != "read" for one in found)
    large = sum(one.memory > LARGEST for one in found)
    slow = sum(one.seconds > SLOWEST for one in found)
    print(f"refused {refused}, over 512 MB {large}, over 2 s {slow}, of {len(found)}")
    return 0 if refused == len(found) and not large and not slow else 1


if __name__ == "__main__":
    raise SystemExit(main())
