"""A chat completion, or a piece of a streamed one, as a LangChain message; nothing partial passes as whole.

Source: OpenAI API reference, "The chat completion object" and "The chat completion chunk object".
"""

from typing import Annotated, Any

from langchain_core.messages import AIMessage, AIMessageChunk
from langchain_core.messages.ai import UsageMetadata
from pydantic import AfterValidator, BaseModel, Field, ValidationError

from agent.errors import MalformedReply

__all__ = ["read_completion", "read_piece"]

SLACK = 1e-3
"""A log probability may be this much above 0 and is then 0: sums in half precision do not end exactly at one (ours)."""

_LogProb = Annotated[float, Field(le=SLACK, allow_inf_nan=False), AfterValidator(lambda value: min(value, 0.0))]


class _Candidate(BaseModel):
    token: str
    logprob: _LogProb


class _TokenLogProb(_Candidate):
    top_logprobs: list[_Candidate] = []


class _LogProbs(BaseModel):
    content: list[_TokenLogProb] | None = None


class _Said(BaseModel):
    content: str | None = None
    reasoning_content: str | None = None
    reasoning: str | None = None

    def thought(self) -> dict[str, Any]:
        """Where a server's parser put the reasoning apart, it is kept beside the content."""
        apart = self.reasoning_content or self.reasoning
        return {"reasoning_content": apart} if apart else {}


class _Choice(BaseModel):
    message: _Said
    finish_reason: str
    logprobs: _LogProbs | None = None


class _Difference(BaseModel):
    delta: _Said
    finish_reason: str | None = None
    logprobs: _LogProbs | None = None


class _Usage(BaseModel):
    prompt_tokens: Annotated[int, Field(ge=0)]
    completion_tokens: Annotated[int, Field(ge=0)] = 0


class _Completion(BaseModel):
    model: str = ""
    choices: Annotated[list[_Choice], Field(min_length=1)]
    usage: _Usage | None = None


class _Piece(BaseModel):
    model: str = ""
    choices: list[_Difference] = []
    usage: _Usage | None = None
    error: Any = None


def read_completion(body: bytes) -> AIMessage:
    """Read a reply that came in one piece.

    Args:
        body: The body of the response.

    Returns:
        The message; `response_metadata` holds `model_name`, `finish_reason` and `logprobs` (None, or `content`: one
        entry for each token with `token`, `logprob` (natural) and `top_logprobs`).

    Raises:
        MalformedReply: If it is not a whole chat completion.
    """
    try:
        read = _Completion.model_validate_json(body)
    except ValidationError as error:
        raise MalformedReply(_complaint("The reply", error)) from None
    choice = read.choices[0]
    thought = choice.message.thought()
    if choice.message.content is None and not thought:
        raise MalformedReply("The reply is not a whole chat completion: its message has no content.")
    return AIMessage(
        content=choice.message.content or "",
        additional_kwargs=thought,
        response_metadata={
            "model_name": read.model,
            "finish_reason": choice.finish_reason,
            "logprobs": _content(choice.logprobs),
        },
        usage_metadata=_usage(read.usage),
    )


def read_piece(data: str) -> AIMessageChunk:
    """Read one event of a stream.

    Args:
        data: What follows `data:`, other than `[DONE]`.

    Returns:
        A chunk; `response_metadata` holds `logprobs` where the piece has some, and `model_name` and `finish_reason`
        once the reply is whole, so that chunks add up to what `read_completion` returns.

    Raises:
        MalformedReply: If it is no chunk of a chat completion, or the server reports an error in mid-stream.
    """
    try:
        read = _Piece.model_validate_json(data)
    except ValidationError as error:
        raise MalformedReply(_complaint("A piece of the stream", error)) from None
    if read.error is not None:
        raise MalformedReply("The server broke the stream off with an error; see the server's log.")
    if not read.choices:
        return AIMessageChunk(content="", usage_metadata=_usage(read.usage))
    choice = read.choices[0]
    about: dict[str, Any] = {}
    logprobs = _content(choice.logprobs)
    if logprobs is not None:
        about["logprobs"] = logprobs
    if choice.finish_reason is not None:
        about |= {"model_name": read.model, "finish_reason": choice.finish_reason}
    return AIMessageChunk(
        content=choice.delta.content or "",
        additional_kwargs=choice.delta.thought(),
        response_metadata=about,
        usage_metadata=_usage(read.usage),
    )


def _content(logprobs: _LogProbs | None) -> dict[str, Any] | None:
    if logprobs is None or logprobs.content is None:
        return None
    return {"content": [entry.model_dump() for entry in logprobs.content]}


def _usage(usage: _Usage | None) -> UsageMetadata | None:
    if usage is None:
        return None
    spent, made = usage.prompt_tokens, usage.completion_tokens
    return UsageMetadata(input_tokens=spent, output_tokens=made, total_tokens=spent + made)


def _complaint(what: str, error: ValidationError) -> str:
    # The place and kind of the fault only: the input is a conversation and stays out of messages and tracebacks.
    first = error.errors(include_input=False, include_url=False, include_context=False)[0]
    place = ".".join(str(part) for part in first["loc"]) or "body"
    return f"{what} is not a chat completion ({place}: {first['type']}); is this the address of a model server?"
