"""The part of a check-up that looks at this machine: interpreter, GPU, FAISS, disk, guidelines."""

import shutil
import subprocess
import sys
import tempfile
import time
from importlib.metadata import distributions
from pathlib import Path

import numpy as np

from agent.errors import ConfigurationError
from agent.parts import index_shelf, read_shelf
from agent.serving.checkup import Check, fail, ok, warn
from corpora import DEFAULT_ENCODER
from corpora.dense import DenseIndex

__all__ = ["check_disk", "check_faiss", "check_gpu", "check_guidelines", "check_python"]

OLDEST = (3, 11)
"""Oldest Python that is supported. Source: pyproject.toml."""
LITTLE_DISK, NO_DISK = 5 << 30, 200 << 20
"""Free disk below which an index or a batch may not fit, and below which a report may not [bytes]; our own choice."""
_ROWS, _DIMENSION = 64, 384
"""Size of the trial index; the dimension is that of the small sentence encoder."""
_WAIT = 20.0
"""How long nvidia-smi may take [s]; a driver that is waking up needs some."""


def check_python() -> Check:
    """Whether the interpreter is new enough."""
    found = f"Python {sys.version.split()[0]}"
    if sys.version_info < OLDEST:
        return fail("python", found, f"Use Python {OLDEST[0]}.{OLDEST[1]} or newer.")
    return ok("python", found)


def check_gpu(*, needed: bool) -> Check:
    """Which GPUs there are, by the driver's own tool; no CUDA library is loaded.

    Args:
        needed: A model is to be served from this machine.
    """
    program = shutil.which("nvidia-smi")
    if program is None:
        return _no_gpu("No NVIDIA driver is installed (nvidia-smi was not found).", needed=needed)
    query = [program, "--query-gpu=name,memory.total,memory.free,driver_version", "--format=csv,noheader,nounits"]
    try:
        done = subprocess.run(query, capture_output=True, text=True, timeout=_WAIT, check=False)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return warn("gpu", "nvidia-smi did not answer.", "Look at the driver: `nvidia-smi` should print a table.")
    cards = [[part.strip() for part in line.split(",")] for line in done.stdout.splitlines() if line.count(",") == 3]
    if done.returncode != 0 or not cards:
        return _no_gpu("The NVIDIA driver finds no GPU.", needed=needed)
    shown = "; ".join(f"{name}, {_gib(free)} of {_gib(total)} GiB free" for name, total, free, _ in cards)
    return ok("gpu", f"{len(cards)} GPU(s): {shown}; driver {cards[0][3]}")


def check_faiss() -> Check:
    """Which FAISS searches, found out by searching: the one file that knows FAISS is asked to add and to find."""
    installed = sorted(
        name
        for one in distributions()
        if (name := (one.metadata["Name"] or "").lower().replace("_", "-")).startswith("faiss-")
    )
    if len(installed) > 1:
        both = " and ".join(installed)
        return fail(
            "faiss",
            f"{both} are installed and overwrite each other.",
            f"pip uninstall -y {' '.join(installed)}, then install one again.",
        )
    vectors = np.eye(_ROWS, _DIMENSION, dtype=np.float32)
    index = DenseIndex(vectors)
    wrong = [row for row, ranked in enumerate(index.search(vectors, 1)) if [one.row for one in ranked] != [row]]
    name, reason = index.backend
    by = f"{name}{f' ({reason})' if reason else ''}, {installed[0] if installed else 'no FAISS package'}"
    if wrong:
        return fail("faiss", f"{by}: {len(wrong)} of {_ROWS} vectors did not find themselves.", "Reinstall FAISS.")
    if name == "numpy":
        return warn("faiss", by, "Vectors are searched with NumPy, which is right but slower; pip install faiss-cpu.")
    return ok("faiss", f"{by}: {_ROWS} of {_ROWS} vectors found themselves")


def check_guidelines() -> Check:
    """Whether the library that ships reads, and its index finds."""
    began = time.monotonic()
    try:
        shelf, vocabulary = read_shelf(None, ())
        corpus = index_shelf(shelf, vocabulary, DEFAULT_ENCODER)
    except ConfigurationError as error:
        return fail("guidelines", str(error), "Reinstall the package, or restore its guidelines/library folder.")
    title = shelf.guidelines[0].title if len(shelf) else ""
    found = corpus.search(title, 1) if title else None
    if found is None or not found.hits:
        return fail("guidelines", f"{len(shelf)} guideline(s), and a search for one finds nothing.", "Reinstall.")
    notes = f"; {'; '.join(found.degraded)}" if found.degraded else ""
    return ok("guidelines", f"{len(shelf)} guidelines, indexed and searched in {time.monotonic() - began:.1f} s{notes}")


def check_disk() -> Check:
    """Whether there is room for reports, checkpoints and indexes."""
    places = {"here": Path.cwd(), "for temporary files": Path(tempfile.gettempdir())}
    free = {name: shutil.disk_usage(place).free for name, place in places.items()}
    found = ", ".join(f"{size / 2**30:.1f} GiB {name}" for name, size in free.items())
    least = min(free.values())
    if least < NO_DISK:
        return fail("disk", f"{found} free", "Free some space: a report or a checkpoint may not be written.")
    if least < LITTLE_DISK:
        return warn("disk", f"{found} free", "Free some space before a corpus is indexed or a batch is run.")
    return ok("disk", f"{found} free")


def _no_gpu(found: str, *, needed: bool) -> Check:
    if needed:
        return warn("gpu", found, "Serve the model on a machine that has one, and set MMEDEXPERT_BASE_URL to it.")
    return ok("gpu", f"{found} The embedded reasoner needs none.")


def _gib(mebibytes: str) -> str:
    return f"{float(mebibytes) / 1024:.0f}" if mebibytes.replace(".", "", 1).isdigit() else "?"
