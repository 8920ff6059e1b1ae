"""A streamed reply, piece by piece; what ends before the server has said that it is whole is an error.

Source: OpenAI API reference, "The chat completion chunk object"; HTML Living Standard, "Server-sent events".
"""

from collections.abc import AsyncGenerator
from contextlib import aclosing

from langchain_core.messages import AIMessageChunk

from agent.errors import MalformedReply
from agent.models.completion import Usage, parsed, read_logprobs, read_usage, thought

__all__ = ["Pieces"]


class Pieces:
    """Reads the pieces of one streamed reply.

    The chunks add up to the message that `read_completion` returns for the same reply in one piece.
    """

    def __init__(self) -> None:
        self.model: str | None = None
        """Name of the model that answers, once it is known."""
        self.usage: Usage | None = None
        """What the reply cost, once the server says so."""
        self.whole = False
        """Whether the server has said that the reply is whole."""
        self._spelled = 0

    async def read(self, lines: AsyncGenerator[str, None]) -> AsyncGenerator[AIMessageChunk, None]:
        """Read the lines of an event stream.

        Raises:
            MalformedReply: If they are no chat completion, the server reports an error, or they end too early.
        """
        async with aclosing(lines):
            async for line in lines:
                if not line.startswith("data:"):
                    if line and not self.whole and not _is_event_line(line):
                        raise MalformedReply("The server answers a streamed request with something else than events.")
                    continue
                data = line.removeprefix("data:").strip()
                if data == "[DONE]":
                    break
                yield self.piece(data)
        if not self.whole:
            raise MalformedReply("The stream ended before the reply was whole; what came of it must not be used.")

    def piece(self, data: str) -> AIMessageChunk:
        """Read one event: what follows `data:`, other than `[DONE]`.

        Raises:
            MalformedReply: If it is no chunk of a chat completion, or the server reports an error in mid-stream.
        """
        read = parsed(data, "A piece of the stream")
        if read.get("error") is not None:
            raise MalformedReply("The server broke the stream off with an error; see the server's log.")
        if isinstance(read.get("model"), str):
            self.model = read["model"]
        usage = read_usage(read)
        self.usage = usage or self.usage
        choices = read.get("choices")
        if not choices:
            return AIMessageChunk(content="", usage_metadata=usage.metadata() if usage else None)
        choice = choices[0] if isinstance(choices, list) else None
        delta = choice.get("delta") if isinstance(choice, dict) else None
        if choice is None or not isinstance(delta, dict) or not isinstance(delta.get("content") or "", str):
            raise MalformedReply("A piece of the stream is not a chat completion (choices: no delta of text).")
        about = self._about(choice)
        return AIMessageChunk(
            content=delta.get("content") or "",
            additional_kwargs=thought(delta),
            response_metadata=about,
            usage_metadata=usage.metadata() if usage else None,
        )

    def _about(self, choice: dict[str, object]) -> dict[str, object]:
        about: dict[str, object] = {}
        logprobs = read_logprobs(choice)
        if logprobs is not None:
            for entry in logprobs[0]:
                entry["offset"] = self._spelled
                self._spelled += len(entry["token"])
            about["logprobs"] = {"content": logprobs[0]}
        reason = choice.get("finish_reason")
        if isinstance(reason, str):
            self.whole = True
            about |= {"model_name": self.model or "", "finish_reason": reason}
        return about


def _is_event_line(line: str) -> bool:
    """Whether a line belongs to an event stream."""
    return line.startswith((":", "event:", "id:", "retry:"))
