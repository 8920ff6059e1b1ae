"""Carrying a fault out on the wire, as servers and the boxes before them do."""

import asyncio
import json
import math
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from evals.servers.completion import completion, error, piece
from evals.servers.reply import Fault, Kind, Token, split
from evals.servers.request import Received

__all__ = ["fail", "open_stream", "send"]

GARBAGE = bytes(range(128, 256)) * 4
"""A body that is neither text nor JSON in UTF-8."""
PAGE = "<html><body>Please sign in</body></html>"
OTHER = "some-other-model"
"""The name that a `wrong_model` fault answers under."""


async def fail(
    request: web.Request, asked: Received, fault: Fault, *, closing: asyncio.Event, leave: Callable[[], None]
) -> web.StreamResponse:
    """Answer a request with a fault.

    Args:
        request: The request.
        asked: What it holds.
        fault: What goes wrong.
        closing: Set when the server ends: what waits for ever ends then.
        leave: Takes the server off the network.
    """
    if fault.kind in _WAYS:
        return await _WAYS[fault.kind](request, asked, fault)
    if fault.kind == "drip":
        return await _drip(request, asked, fault, closing)
    if fault.kind == "silence":
        await closing.wait()
    if fault.kind == "refused":
        leave()
    return _vanish(request)


async def open_stream(request: web.Request) -> web.StreamResponse:
    """Begin an event stream."""
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-cache"})
    await response.prepare(request)
    return response


async def send(response: web.StreamResponse, data: dict[str, Any]) -> None:
    """Send one event."""
    await response.write(f"data: {json.dumps(data)}\n\n".encode())


def _words(fault: Fault) -> tuple[Token, ...]:
    return tuple(Token(text=text) for text in split(fault.text))


def _said(asked: Received, fault: Fault) -> dict[str, Any]:
    """The fault's words as a reply with whatever is wrong about it."""
    said = completion(asked, [(_words(fault), "length" if fault.kind == "length" else "stop")])
    if fault.kind == "wrong_model":
        said["model"] = OTHER
    if fault.kind == "nan":
        said["choices"][0]["logprobs"] = {
            "content": [
                {"token": token.text, "logprob": math.nan, "bytes": None, "top_logprobs": []} for token in _words(fault)
            ]
        }
    return said


async def _wrong(request: web.Request, asked: Received, fault: Fault) -> web.StreamResponse:
    said = _said(asked, fault)
    if not asked.chat.stream:
        return web.json_response(said)
    choice = said["choices"][0]
    response = await open_stream(request)
    first = {"index": 0, "delta": choice["message"], "logprobs": choice["logprobs"], "finish_reason": None}
    last = {"index": 0, "delta": {}, "logprobs": None, "finish_reason": choice["finish_reason"]}
    for part in (first, last):
        await send(response, {**said, "object": "chat.completion.chunk", "usage": None, "choices": [part]})
    await response.write(b"data: [DONE]\n\n")
    await response.write_eof()
    return response


async def _break(request: web.Request, asked: Received, fault: Fault) -> web.StreamResponse:
    if not asked.chat.stream:
        return await _cut_off(request, asked, fault)
    response = await open_stream(request)
    await send(response, piece(asked, 0, {"role": "assistant", "content": ""}))
    for token in _words(fault):
        await send(response, piece(asked, 0, token))
    if fault.kind == "error_in_stream":
        await send(response, {"error": {"message": fault.message, "type": "InternalServerError", "code": 500}})
        await response.write(b"data: [DONE]\n\n")
    await response.write_eof()
    return response


async def _cut_off(request: web.Request, asked: Received, fault: Fault) -> web.StreamResponse:
    """The connection breaks within the body of a reply that was to come in one piece."""
    whole = json.dumps(_said(asked, fault)).encode()
    response = web.StreamResponse(headers={"Content-Type": "application/json", "Content-Length": str(len(whole))})
    await response.prepare(request)
    await response.write(whole[: -len(whole) // 3])
    return _vanish(request)


async def _drip(request: web.Request, asked: Received, fault: Fault, closing: asyncio.Event) -> web.StreamResponse:
    """White space before the JSON, which a reader has to wait through; in a stream, comments."""
    response = await open_stream(request) if asked.chat.stream else web.StreamResponse()
    if not response.prepared:
        response.content_type = "application/json"
        await response.prepare(request)
    while not closing.is_set():
        await response.write(b": \n" if asked.chat.stream else b" ")
        try:
            await asyncio.wait_for(closing.wait(), fault.pause)
        except TimeoutError:
            continue
    return _vanish(request)


async def _at_once(_: web.Request, asked: Received, fault: Fault) -> web.StreamResponse:
    match fault.kind:
        case "status":
            return error(fault.status, fault.message, fault.headers)
        case "html":
            return web.Response(text=PAGE, content_type="text/html")
        case "no_choices":
            return web.json_response(completion(asked, ()))
        case "cut":
            whole = json.dumps(_said(asked, fault))
            return web.Response(text=whole[: -len(whole) // 3], content_type="application/json")
    return web.Response(body=GARBAGE, content_type="application/json")


def _vanish(request: web.Request) -> web.Response:
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


_WAYS: dict[Kind, Callable[[web.Request, Received, Fault], Awaitable[web.StreamResponse]]] = {
    **dict.fromkeys(("status", "html", "no_choices", "cut", "garbage"), _at_once),
    **dict.fromkeys(("length", "wrong_model", "nan"), _wrong),
    **dict.fromkeys(("half_stream", "error_in_stream"), _break),
}
