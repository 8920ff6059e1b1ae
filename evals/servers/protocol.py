"""A small server that speaks OpenAI's chat-completions protocol, with vLLM's additions, over real sockets.

It stands where a model server would: requests are validated, pictures decoded and kept, replies tokenised, streamed,
constrained and counted. Only the words come from a policy. It binds loopback on a free port.

Source: OpenAI API reference, "Chat Completions"; vLLM 0.32, `vllm/entrypoints` (routes, which of them want the key,
messages and statuses of errors).
"""

import asyncio
import hmac
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web

from evals.servers.completion import Spelled, chunk, completion, error, piece, shortened, usage
from evals.servers.failing import fail, open_stream, send
from evals.servers.images import ImageCache
from evals.servers.law import Scheduler, StepLaw
from evals.servers.metrics import exposition
from evals.servers.prefix import PrefixCache
from evals.servers.reply import Fault, Reply
from evals.servers.request import BadRequest, ChatMessage, Received, readable, receive
from evals.servers.structured import Unguided, constrained
from evals.servers.tokenizer import encode

__all__ = ["Policy", "serve"]

Policy = Callable[[list[ChatMessage]], str | Reply | Fault]
"""Decides the reply from the conversation so far; the server calls it once for each choice of a request."""

MAX_BODY = 64 * 2**20
"""Largest request [bytes]: some twenty full-size pictures in base64."""
UNLIMITED = 131_072
"""What `/tokenize` says the context is where there is no limit [tokens]."""


@asynccontextmanager
async def serve(
    policy: Policy,
    *,
    model: str = "scripted",
    adapters: Mapping[str, Policy] | None = None,
    context_length: int | None = None,
    received: list[Received] | None = None,
    images: ImageCache | None = None,
    key: str | None = None,
    law: StepLaw | None = None,
) -> AsyncIterator[str]:
    """Run a server for the length of the block.

    Args:
        policy: Decides each reply of the base model.
        model: The name of the base model; a name that is served by nobody is answered with 404.
        adapters: Further served names, each with its own policy.
        context_length: Longest prompt [tokens]; a longer one is answered as vLLM does. None: no limit.
        received: Where given, every valid request is appended to it, before it is answered.
        images: Where pictures are kept; give one to drop them or to read its counts. None makes one.
        key: Where given, requests under `/v1` without it as bearer token are answered with 401.
        law: How long replies take; None answers at once.

    Yields:
        The base address, such as `http://127.0.0.1:40123/v1`.
    """
    server = _Server(
        {model: policy, **(adapters or {})},
        context_length,
        [] if received is None else received,
        ImageCache() if images is None else images,
        None if law is None else Scheduler(law),
    )
    server.keep = received is not None
    app = web.Application(client_max_size=MAX_BODY, middlewares=[_guard(key)] if key is not None else [])
    app.add_routes(
        [
            web.post("/v1/chat/completions", server.chat),
            web.get("/v1/models", server.models),
            web.post("/tokenize", server.tokenize),
            web.get("/metrics", server.metrics),
            web.get("/health", server.health),
        ]
    )
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    inner = runner.server
    if inner is None:
        message = "aiohttp made no server."
        raise RuntimeError(message)
    listener = await asyncio.get_running_loop().create_server(inner, "127.0.0.1", 0)

    def leave() -> None:
        listener.close()
        for connection in inner.connections:
            connection.force_close()

    server.leave = leave
    try:
        yield f"http://127.0.0.1:{listener.sockets[0].getsockname()[1]}/v1"
    finally:
        server.closing.set()
        listener.close()
        await runner.cleanup()


class _Server:
    def __init__(
        self,
        policies: Mapping[str, Policy],
        context_length: int | None,
        received: list[Received],
        images: ImageCache,
        scheduler: Scheduler | None,
    ) -> None:
        self._policies = policies
        self._base = next(iter(policies))
        self._context_length = context_length
        self._received = received
        self._images = images
        self._scheduler = scheduler
        self._prefixes = PrefixCache()
        self._running = 0
        self._written = 0
        self.keep = True
        self.leave: Callable[[], None] = lambda: None
        self.closing = asyncio.Event()

    async def health(self, _: web.Request) -> web.Response:
        return web.Response()

    async def models(self, _: web.Request) -> web.Response:
        cards = []
        for name in self._policies:
            card: dict[str, Any] = {"id": name, "object": "model", "created": 0, "owned_by": "vllm", "root": name}
            card["parent"] = None if name == self._base else self._base
            card["max_model_len"] = self._context_length
            cards.append(card)
        return web.json_response({"object": "list", "data": cards})

    async def tokenize(self, request: web.Request) -> web.Response:
        try:
            asked = readable(await request.read())
        except BadRequest as problem:
            return error(400, str(problem))
        if asked.get("model") is not None and asked["model"] not in self._policies:
            return self._unknown(asked["model"])
        if not isinstance(asked.get("prompt"), str):
            return error(400, "prompt: Input should be a valid string", param="prompt")
        # Neither value of `add_special_tokens` adds any: this tokenizer, like Qwen2.5's, begins and ends with none.
        tokens = encode(asked["prompt"])
        longest = self._context_length or UNLIMITED
        return web.json_response({"count": len(tokens), "max_model_len": longest, "tokens": tokens, "token_strs": None})

    async def metrics(self, _: web.Request) -> web.Response:
        scheduler = self._scheduler
        values: dict[str, float] = {
            "vllm:num_requests_running": len(scheduler.running) if scheduler else self._running,
            "vllm:num_requests_waiting": len(scheduler.waiting) if scheduler else 0,
            "vllm:prompt_tokens_total": self._prefixes.queries,
            "vllm:generation_tokens_total": self._written,
            "vllm:prefix_cache_queries_total": self._prefixes.queries,
            "vllm:prefix_cache_hits_total": self._prefixes.hits,
            "vllm:mm_cache_queries_total": self._images.queries,
            "vllm:mm_cache_hits_total": self._images.hits,
            "process_cpu_seconds_total": time.process_time(),
        }
        if scheduler is not None:
            values |= {"scheduler:steps_total": scheduler.steps, "scheduler:late_seconds_total": scheduler.late}
        return web.Response(text=exposition(values, self._base))

    async def chat(self, request: web.Request) -> web.StreamResponse:
        try:
            asked = receive(await request.read(), request.headers.get("Authorization"), self._images)
        except BadRequest as problem:
            return error(400, str(problem))
        refusal = self._refusal(asked)
        if refusal is not None:
            return refusal
        if self.keep:
            self._received.append(asked)
        self._running += 1
        try:
            return await self._answer(request, asked)
        except ConnectionError:
            # The client hung up while it was being answered; there is nobody left to tell.
            return web.Response()
        finally:
            self._running -= 1

    def _refusal(self, asked: Received) -> web.Response | None:
        if asked.model not in self._policies:
            return self._unknown(asked.model)
        if self._context_length is not None and asked.prompt_tokens > self._context_length:
            return error(
                400,
                f"This model's maximum context length is {self._context_length} tokens. However, your prompt contains "
                f"{asked.prompt_tokens} input tokens, which exceeds this limit even without any output tokens. "
                "Please reduce the length of the input prompt.",
                param="input_tokens",
            )
        return None

    def _unknown(self, name: object) -> web.Response:
        return error(404, f"The model `{name}` does not exist. Valid aliases: {self._base}.", param="model")

    async def _answer(self, request: web.Request, asked: Received) -> web.StreamResponse:
        choices: list[Spelled] = []
        for _ in range(asked.chat.n):
            decided = self._policies[asked.model](asked.chat.messages)
            if isinstance(decided, Fault):
                return await fail(request, asked, decided, closing=self.closing, leave=self.leave)
            reply = Reply(text=decided) if isinstance(decided, str) else decided
            try:
                choices.append(shortened(constrained(reply, asked.constraint), asked.chat))
            except Unguided as problem:
                return error(500, str(problem))
        cached = self._prefixes.enter(asked.prompt, (asked.model, asked.chat.cache_salt))
        self._written += sum(len(tokens) for tokens, _ in choices)
        if asked.chat.stream:
            return await self._stream(request, asked, choices, cached)
        if self._scheduler is not None:
            uncached = asked.prompt_tokens - cached
            # Further choices share the prompt, so that only the first one computes it.
            work = [self._scheduler.work(0 if at else uncached, len(one[0])) for at, one in enumerate(choices)]
            await asyncio.gather(*work)
        return web.json_response(completion(asked, choices, cached))

    async def _stream(
        self, request: web.Request, asked: Received, choices: Sequence[Spelled], cached: int
    ) -> web.StreamResponse:
        response = await open_stream(request)
        uncached = asked.prompt_tokens - cached
        for index, (tokens, reason) in enumerate(choices):
            await send(response, piece(asked, index, {"role": "assistant", "content": ""}))
            async for number in self._paced(0 if index else uncached, len(tokens)):
                await send(response, piece(asked, index, tokens[number]))
            await send(response, piece(asked, index, {}, reason))
        if asked.chat.stream_options and asked.chat.stream_options.include_usage:
            await send(response, chunk(asked, choices=[], usage=usage(asked, choices, cached)))
        await response.write(b"data: [DONE]\n\n")
        await response.write_eof()
        return response

    async def _paced(self, uncached: int, tokens: int) -> AsyncIterator[int]:
        """The numbers of the tokens, each when it is written."""
        if self._scheduler is None:
            for number in range(tokens):
                yield number
            return
        heard: asyncio.Queue[None] = asyncio.Queue()
        work = asyncio.ensure_future(self._scheduler.work(uncached, tokens, lambda: heard.put_nowait(None)))
        try:
            for number in range(tokens):
                await heard.get()
                yield number
            await work
        finally:
            work.cancel()


def _guard(key: str) -> Any:
    @web.middleware
    async def check(
        request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        scheme, _, given = request.headers.get("Authorization", "").partition(" ")
        allowed = scheme.lower() == "bearer" and hmac.compare_digest(given.encode(), key.encode())
        if request.path.startswith("/v1") and not allowed:
            return web.json_response({"error": "Unauthorized"}, status=401)
        return await handler(request)

    return check
