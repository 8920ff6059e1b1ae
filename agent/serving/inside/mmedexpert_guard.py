"""Closes what vLLM's own key leaves open: every path but the health check wants the key, and most paths are shut.

vLLM checks its key under a few prefixes only (`/v1`, `/v2`, `/inference`); `/invocations` answers like `/v1` without
one, and `/scale_elastic_ep` changes the server (0.32, `entrypoints/serve/middleware/authenticate.py`). A page in
a browser must not reach the server either, whatever name it gives this machine (DNS rebinding): the Host header counts.

It also ends the server when whoever started it has died without ending it, killed or crashed.

Loaded by vLLM itself (`--middleware mmedexpert_guard.Guard`): standard library only, and nothing of this project.
"""

import hmac
import os
import shutil
import signal
import threading
import time
from collections.abc import Awaitable, Callable, MutableMapping
from pathlib import Path
from typing import Any

__all__ = ["Guard"]

_Scope = MutableMapping[str, Any]
_Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
_Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
_App = Callable[[_Scope, _Receive, _Send], Awaitable[None]]

OPEN = frozenset({"/health"})
"""Paths that answer without the key: they say whether the server is alive, and nothing else."""
KEYED = frozenset(
    {"/v1/models", "/v1/chat/completions", "/tokenize", "/detokenize", "/metrics", "/version"}  # what our client uses
)
"""Paths that answer with the key; every other path is 404."""
LOOK = 1.0
"""Pause between two looks at the program that started the server [s]."""
PRIVATE = "mmx-"
"""How the name of a folder begins that the launcher makes for temporary files (agent/serving/launch.py)."""
LOCAL = frozenset({"127.0.0.1", "localhost", "[::1]"})
"""Names of this machine in a Host header."""


class Guard:
    """ASGI middleware that lets through what has the key, asks for one of a few paths, and calls this machine local.

    `VLLM_API_KEY` is the key; `MMEDEXPERT_EXPOSED=1` lets other Host headers pass, for a server that is meant to be
    reached from other machines; `MMEDEXPERT_LAUNCHER` is the process without which the server is to end.
    """

    def __init__(self, app: _App) -> None:
        """Read the key.

        Raises:
            RuntimeError: Without a key, so that the server does not come up open.
        """
        self._app = app
        key = os.environ.get("VLLM_API_KEY", "")  # noqa: TID251 - this is vLLM's process, not ours
        if not key:
            raise RuntimeError("VLLM_API_KEY is not set; the server is not started without a key.")
        self._bearer = f"Bearer {key}".encode()
        self._exposed = os.environ.get("MMEDEXPERT_EXPOSED") == "1"  # noqa: TID251
        launcher = os.environ.get("MMEDEXPERT_LAUNCHER", "")  # noqa: TID251
        if launcher:
            threading.Thread(target=_end_without, args=(int(launcher),), daemon=True).start()

    async def __call__(self, scope: _Scope, receive: _Receive, send: _Send) -> None:
        """Handle one connection."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        refused = self._refusal(scope)
        if refused is None:
            await self._app(scope, receive, send)
        elif scope["type"] == "http":
            await _answer(send, *refused)
        else:
            await send({"type": "websocket.close", "code": 1008})

    def _refusal(self, scope: _Scope) -> tuple[int, bytes] | None:
        """Status and message for a request that is turned away; None where it may pass."""
        headers: dict[bytes, bytes] = {name.lower(): value for name, value in scope.get("headers", ())}
        path = scope["path"]
        if not self._exposed and _host(headers.get(b"host", b"")) not in LOCAL:
            return 421, b"This server is asked for as 127.0.0.1 or localhost only."
        if path in OPEN:
            return None
        if not hmac.compare_digest(headers.get(b"authorization", b""), self._bearer):
            return 401, b"A key is needed: Authorization: Bearer KEY."
        if scope["type"] != "http" or path not in KEYED:
            return 404, b"This path is closed."
        return None


def _end_without(launcher: int) -> None:
    """End this process group once a process is gone. Source: kill(2): signal 0 only asks whether it is there."""
    while True:
        time.sleep(LOOK)
        try:
            os.kill(launcher, 0)
        except ProcessLookupError:
            # The folder that it made for us, which it can no longer remove.
            private = os.environ.get("TMPDIR", "")  # noqa: TID251
            if Path(private).name.startswith(PRIVATE):
                shutil.rmtree(private, ignore_errors=True)
            os.killpg(0, signal.SIGTERM)
            return
        except PermissionError:  # it is there, and somebody else's
            return


def _host(value: bytes) -> str:
    """The name in a Host header, without the port. Source: RFC 9110 sec. 7.2."""
    name = value.decode("latin-1").lower()
    return name[: name.find("]") + 1] if name.startswith("[") else name.partition(":")[0]


async def _answer(send: _Send, status: int, message: bytes) -> None:
    body = (
        b'{"error":{"message":"' + message + b'","type":"Refused","param":null,"code":' + str(status).encode() + b"}}"
    )
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
