"""A small server that speaks OpenAI's chat-completions protocol over real sockets.

It stands where a model server would: requests are validated, pictures decoded, replies tokenised, streamed and
counted. Only the words come from a policy. It binds loopback on a free port and holds no state between requests.

Source: OpenAI API reference, "Chat Completions" (request, response, chunk and error objects).
"""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web

from evals.servers.reply import Fault, Reply, Token
from evals.servers.request import BadRequest, ChatMessage, Received, receive

__all__ = ["Policy", "serve"]

Policy = Callable[[list[ChatMessage]], str | Reply | Fault]
"""Decides the reply from the conversation so far; the server calls it once for each request."""

MAX_BODY = 64 * 2**20
"""Largest request [bytes]: some twenty full-size pictures in base64."""
CREATED = 0
"""Time stamp of every reply [s since 1970]: fixed, so that replies are the same bytes in every run."""


@asynccontextmanager
async def serve(
    policy: Policy,
    *,
    model: str = "scripted",
    context_length: int | None = None,
    received: list[Received] | None = None,
) -> AsyncIterator[str]:
    """Run a server for the length of the block.

    Args:
        policy: Decides each reply.
        model: The name it serves; another name is answered with 404.
        context_length: Longest prompt [tokens]; a longer one is answered as vLLM does. None: no limit.
        received: Where given, every valid request is appended to it.

    Yields:
        The base address, such as `http://127.0.0.1:40123/v1`.
    """
    server = _Server(policy, model, context_length, received)
    app = web.Application(client_max_size=MAX_BODY)
    app.add_routes(
        [
            web.post("/v1/chat/completions", server.chat),
            web.get("/v1/models", server.models),
            web.get("/health", server.health),
        ]
    )
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/v1"
    finally:
        server.closing.set()
        await runner.cleanup()


class _Server:
    def __init__(self, policy: Policy, model: str, context_length: int | None, received: list[Received] | None) -> None:
        self._policy = policy
        self._model = model
        self._context_length = context_length
        self._received = received
        self.closing = asyncio.Event()

    async def health(self, _: web.Request) -> web.Response:
        return web.Response()

    async def models(self, _: web.Request) -> web.Response:
        card = {"id": self._model, "object": "model", "created": CREATED, "owned_by": "local"}
        if self._context_length is not None:
            card["max_model_len"] = self._context_length
        return web.json_response({"object": "list", "data": [card]})

    async def chat(self, request: web.Request) -> web.StreamResponse:
        try:
            asked = receive(await request.read(), request.headers.get("Authorization"))
        except BadRequest as error:
            return _error(400, str(error))
        if asked.chat.model != self._model:
            return _error(404, f"The model {asked.chat.model!r} does not exist.")
        if self._context_length is not None and asked.prompt_tokens > self._context_length:
            return _error(
                400,
                f"This model's maximum context length is {self._context_length} tokens. However, your request has "
                f"{asked.prompt_tokens} input tokens. Please reduce the length of the input messages.",
            )
        if self._received is not None:
            self._received.append(asked)
        decided = self._policy(asked.chat.messages)
        if isinstance(decided, Fault):
            return await self._fail(request, asked, decided)
        tokens, reason = _shorten(Reply(text=decided) if isinstance(decided, str) else decided, asked)
        if asked.chat.stream:
            return await self._stream(request, asked, tokens, reason)
        return web.json_response(self._completion(asked, tokens, reason))

    def _completion(self, asked: Received, tokens: tuple[Token, ...], reason: str) -> dict[str, Any]:
        choice = {
            "index": 0,
            "message": {"role": "assistant", "content": "".join(token.text for token in tokens)},
            "logprobs": _logprobs(tokens, asked),
            "finish_reason": reason,
        }
        head = self._head("chat.completion")
        return {**head, "choices": [choice], "usage": _usage(asked, tokens)}

    def _head(self, kind: str) -> dict[str, Any]:
        return {"id": "chatcmpl-local", "object": kind, "created": CREATED, "model": self._model}

    async def _stream(
        self, request: web.Request, asked: Received, tokens: tuple[Token, ...], reason: str
    ) -> web.StreamResponse:
        response = await _open(request)
        await self._piece(response, asked, {"role": "assistant", "content": ""})
        for token in tokens:
            await self._piece(response, asked, token)
        last = {"index": 0, "delta": {}, "logprobs": None, "finish_reason": reason}
        await _send(response, {**self._head("chat.completion.chunk"), "choices": [last]})
        if asked.chat.stream_options and asked.chat.stream_options.include_usage:
            usage = {"choices": [], "usage": _usage(asked, tokens)}
            await _send(response, {**self._head("chat.completion.chunk"), **usage})
        await response.write(b"data: [DONE]\n\n")
        await response.write_eof()
        return response

    async def _piece(self, response: web.StreamResponse, asked: Received, piece: Token | dict[str, str]) -> None:
        delta = {"content": piece.text} if isinstance(piece, Token) else piece
        logprobs = _logprobs((piece,), asked) if isinstance(piece, Token) else None
        choice = {"index": 0, "delta": delta, "logprobs": logprobs, "finish_reason": None}
        await _send(response, {**self._head("chat.completion.chunk"), "choices": [choice]})

    async def _fail(self, request: web.Request, asked: Received, fault: Fault) -> web.StreamResponse:
        match fault.kind:
            case "status":
                return _error(fault.status, fault.message, fault.headers)
            case "html":
                return web.Response(text="<html><body>Please sign in</body></html>", content_type="text/html")
            case "cut":
                whole = json.dumps(self._completion(asked, (Token(text="half"),), "stop"))
                return web.Response(text=whole[: len(whole) // 2], content_type="application/json")
            case "no_choices":
                return web.json_response({**self._head("chat.completion"), "choices": []})
            case "half_stream" | "error_in_stream":
                return await self._break(request, asked, fault)
            case "drop" | "silence":
                return await self._vanish(request, fault)

    async def _vanish(self, request: web.Request, fault: Fault) -> web.Response:
        if fault.kind == "silence":
            await self.closing.wait()
        if request.transport is not None:
            request.transport.abort()
        return web.Response()

    async def _break(self, request: web.Request, asked: Received, fault: Fault) -> web.StreamResponse:
        response = await _open(request)
        await self._piece(response, asked, Token(text="No"))
        await self._piece(response, asked, Token(text=" effusion"))
        if fault.kind == "error_in_stream":
            await _send(response, {"error": {"message": fault.message, "type": "InternalServerError", "code": 500}})
            await response.write(b"data: [DONE]\n\n")
        await response.write_eof()
        return response


async def _open(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-cache"})
    await response.prepare(request)
    return response


async def _send(response: web.StreamResponse, data: dict[str, Any]) -> None:
    await response.write(f"data: {json.dumps(data)}\n\n".encode())


def _error(status: int, message: str, headers: dict[str, str] | None = None) -> web.Response:
    kind = "BadRequestError" if status < 500 else "InternalServerError"
    body = {"error": {"message": message, "type": kind, "param": None, "code": status}}
    return web.json_response(body, status=status, headers=headers)


def _shorten(reply: Reply, asked: Received) -> tuple[tuple[Token, ...], str]:
    """Apply stop sequences, then the token limit."""
    tokens = reply.spelled()
    cuts = [at for at in (reply.text.find(stop) for stop in asked.chat.stops) if at >= 0]
    if cuts:
        tokens = _first_characters(tokens, min(cuts))
    if asked.chat.max_tokens is not None and len(tokens) > asked.chat.max_tokens:
        return tokens[: asked.chat.max_tokens], "length"
    return tokens, "stop" if cuts else reply.finish_reason


def _first_characters(tokens: tuple[Token, ...], count: int) -> tuple[Token, ...]:
    kept: list[Token] = []
    for token in tokens:
        text = token.text[:count]
        if not text:
            break
        kept.append(Token(text=text, logprob=token.logprob, top=token.top))
        count -= len(text)
    return tuple(kept)


def _logprobs(tokens: tuple[Token, ...], asked: Received) -> dict[str, Any] | None:
    if not asked.chat.logprobs:
        return None
    top = asked.chat.top_logprobs or 0
    return {
        "content": [
            {
                **_entry(token.text, token.logprob),
                "top_logprobs": [_entry(text, logprob) for text, logprob in token.top[:top]],
            }
            for token in tokens
        ]
    }


def _entry(text: str, logprob: float) -> dict[str, Any]:
    return {"token": text, "logprob": logprob, "bytes": list(text.encode())}


def _usage(asked: Received, tokens: tuple[Token, ...]) -> dict[str, int]:
    prompt, completion = asked.prompt_tokens, len(tokens)
    return {"prompt_tokens": prompt, "completion_tokens": completion, "total_tokens": prompt + completion}
