"""Files of a few bytes that would fill the memory, through the reader.

    python benchmarks/bombs.py

Each is read in a child process of its own; an archive is unpacked here, file by file. Shown are the highest resident
memory of either process, the time, and the refusal. The last line is `refused A, over 512 MB B, over 2 s C, of N`.
"""

import gc
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
from tools.reading import read_study  # noqa: E402
from tools.reading.sniffing import HEAD_BYTES, kind_of  # noqa: E402

LARGEST = 512 * 10**6
"""Memory that a refusal may take [bytes]."""

CLEAR = Path("/proc/self/clear_refs")

SLOWEST = 2.0
"""Time that a refusal may take [s]."""


class Refusal(NamedTuple):
    """What one bomb came to."""

    name: str
    size: int
    kind: str
    """The name of the error, or `read`."""
    text: str
    child: int
    """Highest resident memory of the child, libraries included [bytes]."""
    own: int
    """Highest resident memory of this process, libraries included [bytes]; 0 where the system does not tell."""
    grown: int
    """How far that went above what it held before [bytes]."""
    seconds: float

    @property
    def memory(self) -> int:
        """The larger of the two [bytes]."""
        return max(self.child, self.own)


def light(name: str, path: Path) -> Refusal:
    """Read one bomb."""
    path.write_bytes(BOMBS[name]())
    pool = WatchedPool(1)
    pool.use(lambda child: child.pid)  # its start is not the bomb's doing
    gc.collect()
    lowered()
    held = highest()
    began = time.perf_counter()
    try:
        if kind_of(path.read_bytes()[:HEAD_BYTES]) == "zip":
            read_study(path)
        else:
            read_isolated(path, pool=pool)
        kind, text = "read", ""
    except ToolError as error:
        kind, text = type(error).__name__, str(error)
    seconds = time.perf_counter() - began
    pool.close()
    return Refusal(name, path.stat().st_size, kind, text, pool.peak, highest(), highest() - held, seconds)


def lowered() -> None:
    """Let the highest memory of this process start anew. Source: proc(5), clear_refs."""
    if CLEAR.exists():
        CLEAR.write_text("5")


def highest() -> int:
    """Highest resident memory of this process since then [bytes]; 0 where the system does not tell."""
    if not CLEAR.exists():
        return 0
    lines = Path("/proc/self/status").read_text("ascii").splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM"))


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
