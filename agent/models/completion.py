"""A chat completion, read leanly and strictly: nothing partial passes as whole.

A schema library spends more on a reply than the connection does, so the few fields that matter are checked by hand.
Source: OpenAI API reference, "The chat completion object"; vLLM 0.32, `entrypoints/openai/chat_completion/protocol.py`.
"""

from collections.abc import Sequence
from math import inf
from typing import Any, NamedTuple

import orjson
from langchain_core.messages import AIMessage, InvalidToolCall, ToolCall
from langchain_core.messages.ai import InputTokenDetails, UsageMetadata

from agent.errors import MalformedReply
from agent.models.offsets import offsets

__all__ = ["Completion", "Usage", "parsed", "read_completion", "read_logprobs", "read_usage", "thought"]

SLACK = 1e-3
"""A log probability may be this much above 0 and is then 0: sums in half precision do not end exactly at one (ours)."""
_NUMBERS = (float, int)


class Usage(NamedTuple):
    """What a reply cost by the server's count [tokens]."""

    prompt: int
    completion: int
    cached: int | None
    """Part of the prompt that the server had ready; None where it does not say."""

    def metadata(self) -> UsageMetadata:
        """The same in LangChain's words."""
        usage = UsageMetadata(
            input_tokens=self.prompt, output_tokens=self.completion, total_tokens=self.prompt + self.completion
        )
        if self.cached is not None:
            usage["input_token_details"] = InputTokenDetails(cache_read=self.cached)
        return usage


class Completion(NamedTuple):
    """A whole reply."""

    model: str
    """Name of the model that answered."""
    messages: tuple[AIMessage, ...]
    """One message for each choice, in their order; the first carries the usage of all."""
    usage: Usage | None


class _Unreadable(Exception):
    """Where and how a reply departs from the protocol, without a word of it."""


def read_completion(body: bytes) -> Completion:
    """Read a reply that came in one piece.

    Args:
        body: The body of the response.

    Returns:
        The reply; each message's `response_metadata` holds `model_name`, `finish_reason` and `logprobs` (None, or
        `content`: one entry for each token with `token`, `logprob` (natural), `top_logprobs` and `offset`, the
        character of the text at which it begins, None where the tokens do not spell the text).

    Raises:
        MalformedReply: If it is not a whole chat completion.
    """
    whole = parsed(body, "The reply")
    try:
        model = whole.get("model")
        if not isinstance(model, str):
            raise _Unreadable("model: not a name")
        choices = whole.get("choices")
        if not isinstance(choices, list) or not choices:
            raise _Unreadable("choices: none")
        usage = read_usage(whole)
        metadata = None if usage is None else usage.metadata()
        messages = tuple(
            _message(model, choice, metadata if number == 0 else None)
            for number, choice in enumerate(sorted(choices, key=_index))
        )
    except _Unreadable as fault:
        raise _malformed("The reply", str(fault)) from None
    return Completion(model, messages, usage)


def parsed(body: bytes | str, what: str) -> dict[str, Any]:
    """Read a JSON object.

    Raises:
        MalformedReply: If it is none.
    """
    try:
        read = orjson.loads(body)
    except orjson.JSONDecodeError:
        # The parser's message quotes its input, which is a conversation.
        raise _malformed(what, "body: no JSON") from None
    if not isinstance(read, dict):
        raise _malformed(what, "body: no object")
    return read


def read_usage(whole: dict[str, Any]) -> Usage | None:
    """Read what a reply cost; None where it does not say.

    Raises:
        MalformedReply: If a count is none.
    """
    usage = whole.get("usage")
    if usage is None:
        return None
    details = usage.get("prompt_tokens_details") if isinstance(usage, dict) else None
    cached = details.get("cached_tokens") if isinstance(details, dict) else None
    prompt, made = (
        (usage.get("prompt_tokens"), usage.get("completion_tokens") or 0) if isinstance(usage, dict) else 2 * (None,)
    )
    for count in (prompt, made, 0 if cached is None else cached):
        if type(count) is not int or count < 0:
            raise _malformed("The reply", "usage: no counts")
    return Usage(prompt, made, cached)  # type: ignore[arg-type] # checked above


def thought(message: dict[str, Any]) -> dict[str, Any]:
    """The reasoning that a server's parser put apart; it is kept beside the content.

    Raises:
        MalformedReply: If it is no text.
    """
    apart = message.get("reasoning") or message.get("reasoning_content")
    if not apart:
        return {}
    if not isinstance(apart, str):
        raise _malformed("The reply", "reasoning: not a text")
    return {"reasoning_content": apart}


def read_logprobs(choice: dict[str, Any]) -> tuple[list[dict[str, Any]], list[Any]] | None:
    """Read the probabilities of a choice's tokens; None without.

    Returns:
        Entries of `token`, `logprob` and `top_logprobs`, and the bytes of each token as the server gives them.

    Raises:
        MalformedReply: If one is no probability.
    """
    logprobs = choice.get("logprobs")
    content = logprobs.get("content") if isinstance(logprobs, dict) else None
    if content is None:
        return None
    spelled = []
    try:
        # The parsed objects are kept: making others of thousands of them costs more than all the rest of a reply.
        for token in content:
            spelled.append(token.pop("bytes", None))
            _probable(token)
            for top in token.setdefault("top_logprobs", []):
                top.pop("bytes", None)
                _probable(top)
    except (KeyError, TypeError, ValueError, AttributeError):
        raise _malformed("The reply", "logprobs: not the tokens with their probabilities") from None
    return content, spelled


def _index(choice: Any) -> int:
    index = choice.get("index", 0) if isinstance(choice, dict) else None
    if type(index) is not int:
        raise _Unreadable("choices: one has no index")
    return index


def _message(model: str, choice: dict[str, Any], usage: UsageMetadata | None) -> AIMessage:
    said, reason = choice.get("message"), choice.get("finish_reason")
    if not isinstance(said, dict) or not isinstance(reason, str):
        raise _Unreadable("choices: one has no message or no finish_reason")
    content, apart = said.get("content"), thought(said)
    calls, broken = _calls(said.get("tool_calls") or ())
    if content is None and (apart or calls or broken):
        content = ""
    if not isinstance(content, str):
        raise _Unreadable("choices: a message has no content")
    return AIMessage(
        content=content,
        additional_kwargs=apart,
        response_metadata={
            "model_name": model,
            "finish_reason": reason,
            "logprobs": _aligned(content, choice),
        },
        tool_calls=calls,
        invalid_tool_calls=broken,
        usage_metadata=usage,
    )


def _aligned(content: str, choice: dict[str, Any]) -> dict[str, Any] | None:
    read = read_logprobs(choice)
    if read is None:
        return None
    entries, spelled = read
    found = offsets(content, [entry["token"] for entry in entries], spelled)
    for number, entry in enumerate(entries):
        entry["offset"] = None if found is None else found[number]
    return {"content": entries}


def _probable(token: dict[str, Any]) -> None:
    value = token["logprob"]
    # The comparison is false for what is no number, too.
    if type(token["token"]) is not str or type(value) not in _NUMBERS or not -inf < value <= SLACK:
        raise ValueError
    if value > 0.0:
        token["logprob"] = 0.0


def _calls(given: Sequence[Any]) -> tuple[list[ToolCall], list[InvalidToolCall]]:
    """Calls that the server's own parser found; one whose arguments are no JSON object is kept apart."""
    calls: list[ToolCall] = []
    broken: list[InvalidToolCall] = []
    for one in given:
        function = one.get("function") if isinstance(one, dict) else None
        if not isinstance(function, dict) or not isinstance(function.get("name"), str):
            raise _Unreadable("tool_calls: one has no name")
        name, written, number = function["name"], function.get("arguments"), one.get("id")
        try:
            arguments = orjson.loads(written or "{}")
        except orjson.JSONDecodeError:
            arguments = None
        if isinstance(arguments, dict):
            calls.append(ToolCall(name=name, args=arguments, id=number))
        else:
            broken.append(
                InvalidToolCall(
                    type="invalid_tool_call", name=name, args=str(written), id=number, error="no JSON object"
                )
            )
    return calls, broken


def _malformed(what: str, fault: str) -> MalformedReply:
    # The place and kind of the fault only: the reply is a conversation and stays out of messages and tracebacks.
    return MalformedReply(f"{what} is not a chat completion ({fault}); is this the address of a model server?")
