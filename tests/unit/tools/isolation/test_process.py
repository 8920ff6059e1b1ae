"""A child that is asked for the worst: each job here does to its own process what a hostile file could make it do."""

import logging
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from tools.errors import Truncated
from tools.isolation import process
from tools.isolation.confinement import Confinement
from tools.isolation.pool import Pool
from tools.isolation.process import Allowance, Child, ChildDied, ChildFailed, ChildOutOfMemory, ChildTimedOut

LITTLE = Allowance(memory=256 * 1024**2, seconds=20, answer=1024**2)
ROOT = Path(__file__).resolve().parents[4]

HOSTILE = """
import ctypes, os, signal, socket, subprocess, sys, time
import numpy as np
from tools import errors

def _spin(arguments, descriptors):
    while True:
        pass

def _refused(arguments, descriptors):
    out = []
    for work in (
        lambda: socket.create_connection(("127.0.0.1", 9), timeout=1),
        lambda: socket.getaddrinfo("localhost", 80),
        lambda: subprocess.run(["true"]),
        lambda: os.fork(),
        lambda: os.system("true"),
        lambda: open("/tmp/written-by-a-child", "w"),
        lambda: os.open("/tmp/written-by-a-child", os.O_CREAT | os.O_WRONLY),
    ):
        try:
            work()
            out.append("done")
        except OSError as error:
            out.append(type(error).__name__)
    return out

class Panic(BaseException):
    pass

def _raise(kind):
    def job(arguments, descriptors):
        raise kind
    return job

def _interfaces(arguments, descriptors):
    return sorted(os.listdir("/sys/class/net")) if os.path.exists("/proc/self/ns/net") else []

JOBS = {
    "add": lambda arguments, descriptors: sum(arguments["numbers"]),
    "spin": _spin,
    "sleep": lambda arguments, descriptors: time.sleep(1000),
    "swell": lambda arguments, descriptors: np.ones(4 * 1024**3, np.uint8).tolist(),
    "crash": lambda arguments, descriptors: os.kill(os.getpid(), signal.SIGSEGV),
    "killed": lambda arguments, descriptors: os.kill(os.getpid(), signal.SIGKILL),
    "leave": lambda arguments, descriptors: sys.exit(0),
    "read null": lambda arguments, descriptors: ctypes.string_at(0),
    "panic": _raise(Panic("patient name")),
    "ours": _raise(errors.Truncated("cut short")),
    "own kind": _raise(type("Odd", (errors.Truncated,), {})("cut short")),
    "fault": _raise(KeyError("patient name")),
    "no data": lambda arguments, descriptors: object(),
    "wrong type": lambda arguments, descriptors: "text",
    "pixels": lambda arguments, descriptors: np.arange(arguments["count"], dtype=np.uint16),
    "fetches": lambda arguments, descriptors: __import__("pydicom.data.download").data.download.HAVE_REQUESTS,
    "compiled": lambda arguments, descriptors: [str(sys.pycache_prefix), str(sys.dont_write_bytecode)],
    "environment": lambda arguments, descriptors: sorted(os.environ),
    "descriptors": lambda arguments, descriptors: len(os.listdir("/proc/self/fd")),
    "network": lambda arguments, descriptors: [os.readlink("/proc/self/ns/net")],
    "refused": _refused,
    "leak": lambda arguments, descriptors: globals().setdefault("kept", []).append(np.ones(300 * 1024**2, np.uint8)),
}
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A module of jobs that stands where the child looks for its own."""
    made = tmp_path_factory.mktemp("hostile")
    (made / "hostile_jobs.py").write_text(HOSTILE)
    return made


def boot(folder: Path) -> str:
    """How a child begins that finds that module in place of the jobs that ship."""
    return (
        f"import sys; sys.path[:] = [{str(folder)!r}, *sys.argv[2:]]; import hostile_jobs; "
        "sys.modules['tools.isolation.jobs'] = hostile_jobs; "
        "from tools.isolation.child import main; main(int(sys.argv[1]))"
    )


@pytest.fixture
def child(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Child]:
    monkeypatch.setattr(process, "_BOOT", boot(folder))
    made = Child()
    yield made
    made.close()


def ask(child: Child, job: str, expected: Any = int, allowance: Allowance = LITTLE, **arguments: Any) -> Any:
    return child.ask(job, arguments, (), expected, allowance)


def test_a_job_is_done_and_the_next_one_too(child: Child) -> None:
    assert [ask(child, "add", numbers=[1, number]) for number in range(3)] == [1, 2, 3]
    assert child.is_reusable


def test_an_array_comes_back_and_cannot_be_written(child: Child) -> None:
    found: NDArray[Any] = ask(child, "pixels", NDArray[Any], count=1000)
    assert np.array_equal(found, np.arange(1000))
    assert not found.flags.writeable


def test_an_answer_over_the_limit_is_nonsense(child: Child) -> None:
    with pytest.raises(ChildDied):
        ask(child, "pixels", NDArray[Any], count=1024**2)


@pytest.mark.parametrize(
    ("job", "raised"),
    [
        ("crash", ChildDied),
        ("read null", ChildDied),
        ("leave", ChildDied),
        ("killed", ChildOutOfMemory),
        ("panic", ChildDied),
        ("fault", ChildDied),
        ("no data", ChildDied),
        ("wrong type", ChildDied),
        ("unknown", ChildDied),
    ],
)
def test_what_ends_a_child_does_not_end_its_parent(child: Child, job: str, raised: type[ChildFailed]) -> None:
    with pytest.raises(raised) as caught:
        ask(child, job)
    assert "patient" not in str(caught.value)
    assert not child.is_reusable


def test_an_endless_job_is_stopped(child: Child) -> None:
    brief = LITTLE._replace(seconds=0.2)
    with pytest.raises(ChildTimedOut):
        ask(child, "spin", allowance=brief)
    with pytest.raises(ProcessLookupError):
        os.kill(child.pid, 0)


def test_a_job_that_sleeps_is_stopped(child: Child) -> None:
    with pytest.raises(ChildTimedOut):
        ask(child, "sleep", allowance=LITTLE._replace(seconds=0.2))


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits address space")
def test_memory_has_a_limit(child: Child) -> None:
    with pytest.raises(ChildOutOfMemory):
        ask(child, "swell")
    assert child.footprint().peak < LITTLE.memory
    assert not child.is_reusable


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells the memory of another process")
def test_a_child_that_has_grown_is_not_used_again(child: Child) -> None:
    ask(child, "leak", type(None), LITTLE._replace(memory=1024**3))
    assert not child.is_reusable


@pytest.mark.parametrize("job", ["ours", "own kind"])
def test_our_errors_come_by_name(child: Child, job: str) -> None:
    with pytest.raises(Truncated, match="cut short") as caught:
        ask(child, job)
    assert type(caught.value) is Truncated
    assert child.is_reusable


def test_network_programs_and_writing_are_refused(child: Child) -> None:
    assert set(ask(child, "refused", list[str])) == {"PermissionError"}


@pytest.mark.skipif(sys.platform != "linux", reason="namespaces are Linux's")
def test_the_network_is_what_the_child_says(child: Child) -> None:
    here = str(Path("/proc/self/ns/net").readlink())
    assert (ask(child, "network", list[str]) != [here]) == (child.confinement.network == "namespace")


def test_nothing_of_the_environment_is_handed_down(child: Child, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_TOKEN", "x")
    names = ask(child, "environment", list[str])
    assert "SECRET_TOKEN" not in names
    assert not {"HOME", "PATH", "USER"} & set(names)


@pytest.mark.skipif(sys.platform != "linux", reason="needs /proc")
def test_no_open_file_is_handed_down(child: Child, tmp_path: Path) -> None:
    with (tmp_path / "open").open("w") as file:
        os.set_inheritable(file.fileno(), True)
        other = Child()
        try:
            # Three standard streams, the socket, and the folder that is being listed.
            assert len(os.listdir(f"/proc/{other.pid}/fd")) == 4  # noqa: PTH208
        finally:
            other.close()
    assert ask(child, "descriptors") == 5


def test_a_pool_replaces_what_broke(child: Child) -> None:
    pool = Pool(most=1)
    try:
        first = pool.use(lambda one: one.pid)
        assert pool.use(lambda one: one.pid) == first
        with pytest.raises(ChildDied):
            pool.use(lambda one: ask(one, "crash"))
        assert pool.use(lambda one: ask(one, "add", numbers=[2])) == 2
        assert pool.use(lambda one: one.pid) != first
    finally:
        pool.close()


def test_a_pool_can_be_closed_and_used_again(child: Child) -> None:
    pool = Pool(most=1)
    first = pool.use(lambda one: one.pid)
    pool.close()
    with pytest.raises(ProcessLookupError):
        os.kill(first, 0)
    assert pool.use(lambda one: ask(one, "add", numbers=[1])) == 1
    pool.close()


def test_an_interrupt_does_not_leave_an_answer_for_the_next(child: Child, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: Any) -> Any:
        raise KeyboardInterrupt

    monkeypatch.setattr(process, "receive", interrupted)
    with pytest.raises(KeyboardInterrupt):
        ask(child, "add", numbers=[1])
    assert not child.is_reusable


def test_the_search_path_leaves_the_current_folder_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", ["", "/somewhere"])
    assert process._search_path() == [str(ROOT), "/somewhere"]


def test_a_python_that_does_not_start_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "_BOOT", "raise SystemExit(3)")
    with pytest.raises(ChildDied, match="could not be started"):
        Child()


def test_what_a_system_does_not_offer_is_put_on_record_once(
    child: Child, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    init = Child.__init__

    def started(self: Child) -> None:
        init(self)
        self.confinement = Confinement(network="guard", memory=False)

    monkeypatch.setattr(Child, "__init__", started)
    monkeypatch.setattr(logging.getLogger("tools.isolation.pool"), "disabled", False)
    caplog.set_level(logging.WARNING, "tools.isolation.pool")
    pool = Pool(most=1)
    for _ in range(2):
        pool.use(lambda one: one.pid)
        pool.close()
    (told,) = [one.getMessage() for one in caplog.records]
    assert "without a limit on their memory" in told
    assert "the network barred by Python alone" in told
    assert Confinement(network="namespace", memory=True).missing == ()


def test_what_fetches_files_is_not_loaded_where_there_is_no_network(child: Child) -> None:
    assert ask(child, "fetches", bool) is False


def test_compiled_modules_are_looked_for_where_the_parent_keeps_them(
    folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(process, "_BOOT", boot(folder))
    for kept in (None, str(tmp_path)):
        monkeypatch.setattr(sys, "pycache_prefix", kept)
        made = Child()
        assert ask(made, "compiled", list[str]) == [str(kept), "True"]  # and none is written
        made.close()
    assert not list(tmp_path.iterdir())
