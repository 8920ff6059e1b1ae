import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from agent.serving.http import Answer, fetch
from agent.serving.ports import free_port


class Echo(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path == "/moved":
            self.send_response(302)
            self.send_header("Location", "/elsewhere")
            self.end_headers()
            return
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        said = f'{{"path": "{self.path}", "key": "{self.headers["Authorization"]}", "body": {body or "null"}}}'
        self.send_response(200)
        self.end_headers()
        self.wfile.write(said.encode())

    do_POST = do_GET  # noqa: N815 - the name is the library's

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def root() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Echo) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_what_is_asked_arrives(root: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")  # a proxy of the environment is not asked

    assert fetch(f"{root}/x").json() == {"path": "/x", "key": "None", "body": None}
    assert fetch(f"{root}/x", key="k", body={"a": 1}).json() == {"path": "/x", "key": "Bearer k", "body": {"a": 1}}


def test_a_redirect_is_not_followed(root: str) -> None:
    assert fetch(f"{root}/moved").status == 302


def test_nobody_there_is_status_0() -> None:
    assert fetch(f"http://127.0.0.1:{free_port()}/x") == Answer(0, "", "absent")


def test_one_who_says_nothing_is_told_from_nobody() -> None:
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        assert fetch(f"http://127.0.0.1:{deaf.getsockname()[1]}/x", seconds=0.05) == Answer(0, "", "silent")


def test_one_who_does_not_speak_http_is_strange(root: str) -> None:
    assert fetch(root.replace("http", "https")) == Answer(0, "", "strange")

    with socket.create_server(("127.0.0.1", 0)) as rude:
        url = f"http://127.0.0.1:{rude.getsockname()[1]}/x"

        def hang_up() -> None:
            rude.accept()[0].close()

        hangs_up = threading.Thread(target=hang_up)
        hangs_up.start()
        assert fetch(url) == Answer(0, "", "strange")
        hangs_up.join()


def test_what_is_no_json_is_none() -> None:
    assert Answer(200, "<html>").json() is None
