"""Replies as chat-completions objects, whole or in pieces, and error objects.

Source: OpenAI API reference, "The chat completion object" and "The chat completion chunk object"; vLLM 0.32,
`ErrorResponse` and `UsageInfo` (`prompt_tokens_details.cached_tokens`).
"""

from collections.abc import Sequence
from typing import Any

from aiohttp import web

from evals.servers.reply import Reply, Token
from evals.servers.request import ChatRequest, Received

__all__ = ["chunk", "completion", "error", "piece", "shortened", "usage"]

CREATED = 0
"""Time stamp of every reply [s since 1970]: fixed, so that replies are the same bytes in every run."""
_TYPES = {404: "NotFoundError", 400: "BadRequestError", 401: "UnauthorizedError", 429: "RateLimitError"}

Spelled = tuple[tuple[Token, ...], str]
"""The tokens of one choice and why they end."""


def completion(asked: Received, choices: Sequence[Spelled], cached: int = 0) -> dict[str, Any]:
    """A whole reply, one choice for each of `choices`."""
    return {
        **_head("chat.completion", asked),
        "choices": [
            {
                "index": index,
                "message": {"role": "assistant", "content": "".join(token.text for token in tokens)},
                "logprobs": _logprobs(tokens, asked.chat),
                "finish_reason": reason,
            }
            for index, (tokens, reason) in enumerate(choices)
        ],
        "usage": usage(asked, choices, cached),
    }


def chunk(asked: Received, **more: Any) -> dict[str, Any]:
    """A piece of a streamed reply: its head, and what is given."""
    return {**_head("chat.completion.chunk", asked), **more}


def piece(asked: Received, index: int, said: Token | dict[str, str], reason: str | None = None) -> dict[str, Any]:
    """A piece of one choice: a token, or a delta as it is."""
    delta = {"content": said.text} if isinstance(said, Token) else said
    logprobs = _logprobs((said,), asked.chat) if isinstance(said, Token) else None
    return chunk(asked, choices=[{"index": index, "delta": delta, "logprobs": logprobs, "finish_reason": reason}])


def usage(asked: Received, choices: Sequence[Spelled], cached: int) -> dict[str, Any]:
    """What the request cost [tokens]; the part found in the prefix cache is named where there is one."""
    written = sum(len(tokens) for tokens, _ in choices)
    counts: dict[str, Any] = {
        "prompt_tokens": asked.prompt_tokens,
        "completion_tokens": written,
        "total_tokens": asked.prompt_tokens + written,
    }
    if cached:
        counts["prompt_tokens_details"] = {"cached_tokens": cached}
    return counts


def error(
    status: int, message: str, headers: dict[str, str] | None = None, *, param: str | None = None
) -> web.Response:
    """An error object in vLLM's form."""
    kind = _TYPES.get(status, "BadRequestError" if status < 500 else "InternalServerError")
    body = {"error": {"message": message, "type": kind, "param": param, "code": status}}
    return web.json_response(body, status=status, headers=headers)


def shortened(reply: Reply, chat: ChatRequest) -> Spelled:
    """The tokens of a reply after stop sequences, then the token limit, and why they end."""
    tokens = reply.spelled()
    cuts = [at for at in (reply.text.find(stop) for stop in chat.stops) if at >= 0]
    if cuts:
        tokens = _first_characters(tokens, min(cuts))
    if chat.max_tokens is not None and len(tokens) > chat.max_tokens:
        return tokens[: chat.max_tokens], "length"
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


def _head(kind: str, asked: Received) -> dict[str, Any]:
    return {"id": "chatcmpl-local", "object": kind, "created": CREATED, "model": asked.model}


def _logprobs(tokens: Sequence[Token], chat: ChatRequest) -> dict[str, Any] | None:
    if not chat.logprobs:
        return None
    top = chat.top_logprobs or 0
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
