"""The port is taken before an address is printed, and let go again where the start fails."""

import errno
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from typer.testing import CliRunner

import app
from agent.errors import ConfigurationError
from agent.page.listening import listen
from agent.page.options import Options
from agent.page.server import serve


@pytest.fixture
def port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        number: int = probe.getsockname()[1]
    return number


@pytest.fixture
def occupied() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as other:
        yield other.getsockname()[1]


def test_a_port_that_is_taken_can_be_reached(port: int) -> None:
    sockets = listen("127.0.0.1", port)
    with socket.create_connection(("127.0.0.1", port), timeout=10), pytest.raises(ConfigurationError, match="in use"):
        listen("127.0.0.1", port)
    for one in sockets:
        one.close()
    for one in listen("localhost", port):
        one.close()


@pytest.mark.parametrize(
    ("number", "said"), [(errno.EADDRNOTAVAIL, "no address of this machine"), (errno.EACCES, "number over 1023")]
)
def test_what_cannot_be_taken_is_a_sentence(number: int, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object, **__: object) -> socket.socket:
        raise OSError(number, "refused")

    monkeypatch.setattr(socket, "create_server", refused)
    with pytest.raises(ConfigurationError, match=said):
        listen("127.0.0.1", 80)


def test_a_name_that_nobody_knows_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> list[object]:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(ConfigurationError, match="no name or address of this machine"):
        listen("page.example", 8765)


def test_a_second_start_prints_no_address(occupied: int, tmp_path: Path) -> None:
    done = CliRunner().invoke(app.app, ["--port", str(occupied), "--folder", str(tmp_path)])
    assert done.exit_code == 2
    assert f"Port {occupied} is in use; give --port" in done.output
    assert "token=" not in done.output and "Traceback" not in done.output
    assert list(tmp_path.iterdir()) == []


def test_guidelines_that_are_not_there_are_refused_at_the_start(port: int) -> None:
    done = CliRunner().invoke(app.app, ["--port", str(port), "--guidelines", "/nonexist"])
    assert done.exit_code == 2 and "--guidelines" in done.output and "token=" not in done.output


def test_a_profile_that_is_refused_lets_the_port_go(port: int, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError):
        serve(Options(port=port, profiles=("nope",), folder=tmp_path))
    for one in listen("127.0.0.1", port):
        one.close()


def test_an_end_by_the_keyboard_is_one_quiet_line(
    port: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(uvicorn.Server, "run", interrupted)
    serve(Options(port=port, folder=tmp_path / "work", audit=tmp_path / "audit"))
    said = capsys.readouterr()
    assert said.out.splitlines()[-1] == "Ended; every upload is erased." and said.err == ""
    assert list((tmp_path / "work").iterdir()) == []
