"""Kill commands (SIGKILL) at the moments at which they touch the disk, and look at what they leave behind.

    python benchmarks/kills.py [--count 200] [--seed 0]

Each run plants six invented identifiers in a synthetic study (`phi_studies.py`) and works on it with one of three
commands: `agent diagnose` with checkpoints, an audit log and an export; `tools deidentify`; `tools call zoom`. On the
first study of a kind it runs to its end, which counts how often it opens, makes, renames or removes a file or starts a
process; then, and on each further study, it is killed at one of these moments, chosen at random. Right afterwards:

- no child process of it may be alive after 20 s;
- the temporary folder must be empty;
- files must be readable by their owner only (0600) and folders closed (0700);
- no identifier may be in a file or in its name; in checkpoints, which hold what resuming needs, neither.

Then the same command runs once more to its end in the same folders (the clean copy in a new one, as the command asks
for), and of what was half-written nothing may be left.
Last line: `left behind A, open to others B, canaries C, alive D, of N runs killed`.
"""

import argparse
import contextlib
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from phi_canaries import search  # noqa: E402 - it also keeps the guidelines for all agents
from phi_studies import Planted, plant  # noqa: E402

from agent import Agent  # noqa: E402
from agent.command_line import app  # noqa: E402
from tools.__main__ import main as tools  # noqa: E402

EVENTS = frozenset({"open", "os.mkdir", "os.remove", "os.rename", "sqlite3.connect", "subprocess.Popen"})
COMMANDS = ("diagnose", "deidentify", "call")
PATIENCE = 20.0
"""A child may finish what it is at [s]: the limits of its job end it."""


def work(command: str, study: Planted, out: Path) -> None:
    """Run a command as its own program would."""
    if command == "diagnose":
        words = [str(study.file), "--history", f"@{study.folder.parent / 'history'}", "--case-id", "case"]
        words += [
            "--checkpoints",
            str(out / "checkpoints"),
            "--audit",
            str(out / "audit"),
            "--out",
            str(out / "report"),
        ]
        app(["diagnose", *words, "--export", "fhir"], standalone_mode=False)
    elif command == "deidentify":
        target = out / "clean"
        while target.exists():
            target = target.with_name(f"{target.name}-next")
        tools(["deidentify", str(study.folder), str(target)])
    else:
        words = ["--json", '{"image": 1, "region": [20, 20, 200, 200]}', "--out", str(out / "pictures")]
        tools(["call", "zoom", str(study.file), *words])


def forked(place: Path, task: Callable[[], None], at: int) -> int:
    """Run something in a copy of this process, which dies at an event of its own.

    Args:
        place: Folder of the run.
        task: What to do.
        at: Number of the event, from 1; 0 for none.

    Returns:
        How many events there were, or the number of the signal as a negative number.
    """
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        seen = 0

        def listen(event: str, arguments: tuple[Any, ...]) -> None:
            nonlocal seen
            if event not in EVENTS or (event == "open" and not str(arguments[0]).startswith(str(place))):
                return  # modules that are loaded are nobody's secret
            seen += 1
            if seen == at:
                os.kill(os.getpid(), signal.SIGKILL)

        log = os.open(place / "printed", os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600)
        os.dup2(log, 1)
        os.dup2(log, 2)
        tempfile.tempdir = str(place / "temporary")
        os.environ["TMPDIR"] = tempfile.tempdir
        sys.addaudithook(listen)
        with contextlib.suppress(SystemExit):
            task()
        os.write(writer, str(seen).encode())
        # As at the end of a program: children are let go.
        from tools.isolation.pool import POOL

        POOL.close()
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        told = pipe.read()
    _, status = os.waitpid(child, 0)
    return int(told) if os.WIFEXITED(status) and told else -os.WTERMSIG(status)


def children() -> set[int]:
    """Child processes of our checkout that have lost their parent."""
    found = set()
    for one in Path("/proc").iterdir():
        with contextlib.suppress(OSError, ValueError):
            if one.name.isdigit():
                words = (one / "cmdline").read_bytes()
                parent = int((one / "stat").read_text().rpartition(")")[2].split()[1])
                if b"tools.isolation.child" in words and str(ROOT).encode() in words and parent == 1:
                    found.add(int(one.name))
    return found


def open_to_others(folder: Path) -> list[str]:
    """Files and folders that somebody else may read."""
    return [one.name for one in folder.rglob("*") if one.stat().st_mode & 0o077]


def run(seed: int, place: Path, counted: dict[tuple[str, str], int]) -> Counter[str]:
    """One command, killed and run again.

    Args:
        seed: Chooses command, study and moment.
        place: An empty folder.
        counted: How many events each command has on each kind of study; what is missing is added.
    """
    dice, found = random.Random(seed), Counter[str]()  # noqa: S311 not for secrets
    command = COMMANDS[seed % len(COMMANDS)]
    study = plant(seed // len(COMMANDS), place / "in")
    (place / "in" / "history").write_text(study.history, encoding="utf-8")
    if (command, study.kind) not in counted:
        first = _made(place / "first")
        counted[command, study.kind] = forked(first, lambda: work(command, study, first / "out"), 0)
    events = counted[command, study.kind]
    if events < 1:
        raise RuntimeError(f"seed {seed}: {command} did not end by itself; see {place}")
    second = _made(place / "second")
    if forked(second, lambda: work(command, study, second / "out"), dice.randint(1, events)) != -signal.SIGKILL:
        return found  # the second run had fewer events than the first
    found["killed"] += 1
    until = time.monotonic() + PATIENCE
    while children() and time.monotonic() < until:
        time.sleep(0.1)
    found["alive"] += bool(children())
    left = [one for one in (second / "temporary").rglob("*") if one.is_file()]
    found["open"] += bool(open_to_others(second / "out"))
    found["canaries"] += bool(list(search(study, {}, second)))
    forked(second, lambda: work(command, study, second / "out"), 0)
    old = [one for one in (second / "out").rglob("*") if one.suffix in (".part", ".new") and "clean" not in one.parts]
    found["left"] += bool(left or old)
    found["canaries"] += bool(list(search(study, {}, second)))
    if any(found[what] for what in ("alive", "left", "open", "canaries")):
        names = [one.name for one in (*left, *old)], open_to_others(second / "out")
        print(f"seed {seed}, {command}: {dict(found)} {names} {list(search(study, {}, second))}", flush=True)
    return found


def _made(folder: Path) -> Path:
    for name in ("out", "temporary"):
        (folder / name).mkdir(parents=True, mode=0o700)
    return folder


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    os.umask(0o022)
    Agent()  # once, so that every copy of this process has the guidelines
    found, began, seed = Counter[str](), time.perf_counter(), given.seed
    counted: dict[tuple[str, str], int] = {}
    while found["killed"] < given.count:
        with tempfile.TemporaryDirectory() as place:
            found += run(seed, Path(place), counted)
            for one in Path(place).iterdir():
                shutil.rmtree(one)
        seed += 1
        if seed % 20 == 0:
            print(f"{found['killed']} of {given.count}, {time.perf_counter() - began:.0f} s", file=sys.stderr)
    print(
        f"left behind {found['left']}, open to others {found['open']}, canaries {found['canaries']}, "
        f"alive {found['alive']}, of {found['killed']} runs killed"
    )
    raise SystemExit(1 if any(found[what] for what in ("alive", "left", "open", "canaries")) else 0)


if __name__ == "__main__":
    main()
