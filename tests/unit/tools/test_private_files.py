"""Nothing half-written stays, also after a kill, and nobody else may read what is whole."""

import os
import select
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from agent.store import ImageStore
from tools.image import Image
from tools.private_files import make_private_folder, sweep, write_private_file

ROOT = Path(__file__).resolve().parents[3]
DYING = """
import os, signal, sys
from pathlib import Path
import numpy as np

real = Path.replace
def die(self, target):
    os.kill(os.getpid(), signal.SIGKILL)  # all is written, and not yet in its place
Path.replace = die
"""
WAYS = {
    "file": "from tools.private_files import write_private_file\n"
    "write_private_file(Path(sys.argv[1], 'a'), b'Quokkavich')",
    "export": "from tools.exports.files import write_private\nwrite_private(Path(sys.argv[1], 'a'), b'Quokkavich')",
    "store": "from agent.store import ImageStore\nfrom tools.image import Image\n"
    "ImageStore(Path(sys.argv[1])).put(Image(pixels=np.zeros((8, 8), np.uint8)))",
    "clean copy": "from tools.deidentifying.study import deidentify_folder\nfrom tools import samples\n"
    "deidentify_folder(samples.path('chest_normal'), Path(sys.argv[1], 'clean'), salt=bytes(32))",
}


def modes(folder: Path) -> set[str]:
    return {f"{'d' if one.is_dir() else 'f'}{one.stat().st_mode & 0o777:o}" for one in folder.rglob("*")}


@pytest.mark.parametrize("way", WAYS)
def test_what_a_killed_process_left_is_private_and_gone_at_the_next_start(way: str, tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    folder.mkdir(mode=0o700)
    died = subprocess.run([sys.executable, "-c", DYING + WAYS[way], str(folder)], cwd=ROOT, check=False)
    assert died.returncode == -signal.SIGKILL
    (left,) = (one for one in folder.rglob("*") if one.is_file())
    assert left.suffix == ".part"
    assert modes(folder) <= {"f600", "d700"}

    if way == "store":
        ImageStore(folder)
    else:
        write_private_file(left.parent / "next", b"")
    assert not left.exists()


def test_what_a_living_process_writes_stays(tmp_path: Path) -> None:
    name = f".{os.getpid()}-{'0' * 32}.part"
    for other in (name, ".part", "a.part", f".x-{'0' * 32}.part", f".{10**30}-{'0' * 32}.part"):
        (tmp_path / other).touch()
    sweep(tmp_path)
    sweep(tmp_path / "missing")
    assert len(list(tmp_path.iterdir())) == 5


def test_files_and_folders_are_private(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        make_private_folder(tmp_path / "a" / "b")
        write_private_file(tmp_path / "a" / "b" / "c", b"text")
        ImageStore(tmp_path / "store").put(Image(pixels=np.zeros((8, 8), np.uint8)))
    finally:
        os.umask(before)
    assert modes(tmp_path) == {"d700", "f600"}
    assert (tmp_path / "a" / "b" / "c").read_bytes() == b"text"


def test_what_cannot_be_written_leaves_what_was_there(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    with pytest.raises(OSError, match=r"directory|exists"):
        write_private_file(tmp_path / "a", b"text")
    assert [one.name for one in tmp_path.iterdir()] == ["a"]


HANGING = """
import sys, time
from tools.isolation import process
process._BOOT = (
    "import sys, time; sys.path[:] = sys.argv[2:]; import types; jobs = types.ModuleType('tools.isolation.jobs'); "
    "jobs.JOBS = {'sleep': lambda arguments, descriptors: time.sleep(1000)}; "
    "sys.modules['tools.isolation.jobs'] = jobs; from tools.isolation.child import main; main(int(sys.argv[1]))"
)
child = process.Child()
print(child.pid, flush=True)
child.ask("sleep", {}, (), int, process.Allowance(memory=2**28, seconds=1, answer=0))
"""


@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="needs to wait for a process that is not ours")
def test_a_child_at_work_does_not_outlive_its_killed_parent() -> None:
    parent = subprocess.Popen([sys.executable, "-c", HANGING], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    child = os.pidfd_open(int(parent.stdout.readline()))
    try:
        parent.kill()
        parent.wait()
        ended, _, _ = select.select([child], [], [], 60)
        assert ended
    finally:
        os.close(child)
        parent.stdout.close()
