"""Plant invented identifiers in synthetic studies, run everything on them, and look for them in all that comes out.

    python benchmarks/phi_canaries.py [--count 500] [--seed 0] [--exports]

Each study holds six canaries (name, record number, birth date, address, accession number, phone) in its header (nested,
private, with wrong value representations), preamble, compressed stream, pixels, file name and history. It is read,
worked up by the embedded agent with an audit log and checkpoints, reported, exported, refused (a cut copy, a missing
file), and de-identified. Then these are searched, as bytes, upper and lower case alike:

- every prompt that the model was given, and for burned-in text the pixels of every image of the case;
- log records of every logger at DEBUG, standard output and standard error, and the text of every exception;
- the diagnosis as JSON and its trace, the report page, the exports, the audit log, the clean study with its file names;
- the checkpoints, which may hold what resuming needs: the history without identifiers, and images;
- every other file that was written below the temporary folder.

Some cases are killed (SIGKILL) in the middle, and what they leave behind is searched as well. For each de-identified
DICOM file the elements are compared with the actions of PS3.15 table E.1-1 and with a list of what a picture needs.
Last line: `canaries found A, in N studies`.
"""

import argparse
import contextlib
import functools
import logging
import multiprocessing
import os
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, field
from io import StringIO
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import Field

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from phi_actions import Actions, compare  # noqa: E402
from phi_studies import KINDS, Planted, plant  # noqa: E402

import agent.agent  # noqa: E402
from agent import Agent, AgentError, InputError  # noqa: E402
from agent.models.embedded import ChatEmbedded  # noqa: E402
from agent.parts import index_shelf, read_shelf  # noqa: E402
from agent.report import as_page  # noqa: E402
from corpora import DEFAULT_ENCODER  # noqa: E402
from tools.__main__ import main as tools  # noqa: E402
from tools.reading import read_study  # noqa: E402

_shelf = functools.cache(lambda: read_shelf(None, ()))
_index = functools.cache(lambda: index_shelf(*_shelf(), DEFAULT_ENCODER))

CRASH_EVERY = 25
"""One case in so many is killed on its way."""
VISIBLE = 0.02
"""Share of burned-in ink that may stay visible [0-1]: single pixels of a letter's edge tell nothing."""


@dataclass(slots=True)
class Outcome:
    """What became of one study."""

    kind: str
    found: list[str] = field(default_factory=list)
    """Which canary was found where."""
    actions: Actions = field(default_factory=Actions)
    killed: bool = False


class Recording(ChatEmbedded):
    """The embedded model, writing down what it is given."""

    heard: list[str] = Field(default_factory=list)
    dies_at: int = 0

    def _generate(self, messages: Any, stop: Any = None, run_manager: Any = None, **kwargs: Any) -> Any:
        self.heard.append("\n".join(str(one.model_dump()) for one in messages))
        if self.dies_at and len(self.heard) >= self.dies_at:
            os.kill(os.getpid(), signal.SIGKILL)
        return super()._generate(messages, stop, run_manager, **kwargs)


@contextlib.contextmanager
def listening() -> Iterator[StringIO]:
    """Everything that is logged or printed."""
    said = StringIO()
    handler = logging.StreamHandler(said)
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            yield said
    finally:
        root.removeHandler(handler)
        root.setLevel(before)


def work(study: Planted, out: Path, *, exports: bool, dies_at: int = 0) -> tuple[dict[str, str], float]:
    """Run everything on a study.

    Returns:
        Texts that came out, by where they did; and how much burned-in ink an image of the case still shows [0-1].
    """
    texts: dict[str, str] = {}
    model = Recording(dies_at=dies_at)
    with listening() as said:
        worker = Agent(model=model, checkpoints=out / "checkpoints", audit=out / "audit")
        diagnosis = worker.diagnose(study.file, study.history, case_id="case")
        texts["diagnosis"] = diagnosis.to_json() + repr(diagnosis)
        texts["trace"] = str(asdict(diagnosis.trace))
        (out / "report.html").write_text(as_page(diagnosis), encoding="utf-8")
        texts["export"] = _exported(diagnosis, study, out) if exports else ""
        texts["errors"] = _refused(worker, study, out)
        tools(["deidentify", str(study.folder), str(out / "clean")])
        visible = max((_visible(image.pixels, study.ink) for image in _images(worker, diagnosis)), default=0.0)
    texts["prompts"] = "\n".join(model.heard)
    texts["logs and output"] = said.getvalue()
    return texts, visible


def _images(worker: Agent, diagnosis: Any) -> Iterator[Any]:
    state, store = worker._runner._ended[diagnosis.case_id]
    yield from (store.get(ref) for ref in state.images[: state.studied])


def _visible(pixels: np.ndarray, ink: np.ndarray | None) -> float:
    """Share of the burned-in strokes that stand out as they were written."""
    if ink is None or pixels.shape[:2] != ink.shape:
        return 0.0
    return float((pixels[ink] >= WRITTEN).mean())


WRITTEN = 4000
"""Value from which a pixel is taken for ink: it was written with 4095."""


def _exported(diagnosis: Any, study: Planted, out: Path) -> str:
    from agent.exporting import export

    try:
        return str(export(diagnosis, study.file, out / "exports", ("sr", "fhir")).left_out)
    except AgentError as error:
        return f"{type(error).__name__}: {error}"


def _refused(worker: Agent, study: Planted, out: Path) -> str:
    """The words of errors: a file that is cut short, and one that is not there."""
    said = []
    cut = study.folder / f"{study.canaries.name}_cut{study.file.suffix}"
    cut.write_bytes(study.file.read_bytes()[: study.file.stat().st_size // 2])
    for path in (cut, study.folder / f"{study.canaries.name}_missing.dcm"):
        try:
            worker.diagnose(path, study.history)
        except InputError as error:
            said.append("".join(traceback.format_exception_only(error)))
    cut.unlink()
    return "\n".join(said)


def search(study: Planted, texts: dict[str, str], folder: Path) -> Iterator[str]:
    """Say which canaries are where."""
    places = {where: text.encode("utf-8", "surrogatepass").lower() for where, text in texts.items()}
    for path in folder.rglob("*"):
        name = str(path.relative_to(folder))
        places[f"file {_where(name)}"] = places.get(f"file {_where(name)}", b"") + name.lower().encode() + b"\0"
        if path.is_file():
            places[f"file {_where(name)}"] += path.read_bytes().lower()
    for kind, forms in study.canaries.needles().items():
        for where, data in places.items():
            if any(form.lower().encode() in data or form.lower().encode("utf-16-le") in data for form in forms):
                yield f"{kind} in {where}"


def _where(name: str) -> str:
    return Path(name).parts[0]


def begin(place: str) -> None:
    """What a process does before its first study: its printing is caught, and its agents share one shelf."""
    listen_below(place)
    share_shelf()


def share_shelf() -> None:
    """The same guidelines for every agent of this process: reading and indexing them takes as long as the case."""
    agent.agent.read_shelf = lambda _library, _folders: _shelf()
    agent.agent.index_shelf = lambda _library, _vocabulary, _encoder: _index()


def listen_below(place: str) -> None:
    """Send what this process and its children print, from whatever library, to a file of its own."""
    log = os.open(Path(place) / f"printed-{os.getpid()}", os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600)
    os.dup2(log, 1)
    os.dup2(log, 2)


def run(task: tuple[int, bool, str]) -> Outcome:
    """One study from beginning to end."""
    seed, exports, place = task
    root = Path(place) / str(seed)
    temporary, out = root / "temporary", root / "out"
    for folder in (temporary, out):
        folder.mkdir(parents=True)
    tempfile.tempdir = str(temporary)
    study = plant(seed, root / "in")
    outcome = Outcome(study.kind)
    if seed % CRASH_EVERY == CRASH_EVERY - 1:
        crashed = multiprocessing.get_context("spawn").Process(target=_crash, args=(seed, place))
        crashed.start()
        crashed.join()
        outcome.killed = crashed.exitcode == -signal.SIGKILL
        outcome.found += [f"{one}, after a kill" for one in search(study, {}, out.with_name("killed"))]
    texts, visible = work(study, out, exports=exports)
    printed = Path(place) / f"printed-{os.getpid()}"
    texts["printed by libraries and children"] = printed.read_text("utf-8", "replace")
    outcome.found += search(study, texts, out)
    outcome.found += [f"{one}, temporary" for one in search(study, {}, temporary)]
    if visible > VISIBLE:
        outcome.found.append(f"pixels: {visible:.0%} of the ink in an image of the case")
    clean = [path for path in (out / "clean").rglob("*") if path.is_file()]
    if len(clean) != 1:
        outcome.found.append(f"{len(clean)} clean files in place of one")
    for path in clean:
        if path.suffix == ".dcm":
            compare(study.file, path, outcome.actions)
        shown = read_study(path).images[0].pixels
        if _visible(shown, study.ink) > VISIBLE:
            outcome.found.append("pixels: ink in the clean study")
    shutil.rmtree(root)
    return outcome


def _crash(seed: int, place: str) -> None:
    """Work on a study until the model is asked for the second time, and die."""
    folder = Path(place) / str(seed) / "killed"
    (folder / "temporary").mkdir(parents=True)
    tempfile.tempdir = str(folder / "temporary")
    study = plant(seed, Path(place) / f"{seed}-again")
    work(study, folder, exports=False, dies_at=2)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=500)
    parser.add_argument("--seed", type=int, default=0, help="number of the first study")
    parser.add_argument("--exports", action="store_true", help="also DICOM SR and FHIR, which need the extra")
    parser.add_argument("--processes", type=int, default=2)
    given = parser.parse_args()
    began, found, kinds, killed, actions = time.perf_counter(), 0, Counter[str](), 0, Actions()
    with tempfile.TemporaryDirectory() as place:
        tasks = [(seed, given.exports, place) for seed in range(given.seed, given.seed + given.count)]
        with ProcessPoolExecutor(given.processes, multiprocessing.get_context("spawn"), begin, (place,)) as pool:
            for number, outcome in enumerate(pool.map(run, tasks), start=1):
                kinds[outcome.kind] += 1
                killed += outcome.killed
                actions += outcome.actions
                found += len(outcome.found)
                for one in outcome.found:
                    print(f"study {given.seed + number - 1} ({outcome.kind}): {one}")
                if number % 20 == 0:
                    print(f"{number} of {given.count}, {time.perf_counter() - began:.0f} s", file=sys.stderr)
    print(", ".join(f"{kinds[kind]} {kind}" for kind in KINDS if kinds[kind]) + f"; {killed} also killed on the way")
    for line in actions.wrong:
        print(f"not as the table says: {line}")
    print(
        f"required actions right {actions.right:,} of {actions.total:,} ({actions.right / max(1, actions.total):.2%})"
    )
    print(f"{time.perf_counter() - began:.0f} s")
    print(f"canaries found {found}, in {given.count} studies")
    raise SystemExit(1 if found else 0)


if __name__ == "__main__":
    main()
