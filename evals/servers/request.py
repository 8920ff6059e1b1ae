"""A chat-completions request as the server reads it: validated, its pictures looked up or decoded."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any, Literal
from zlib import crc32

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from evals.servers.images import BadRequest, ImageCache, Picture
from evals.servers.structured import Constraint, read_constraint
from evals.servers.tokenizer import encode

__all__ = ["BadRequest", "ChatMessage", "ChatRequest", "Picture", "Received", "readable", "receive"]

TOKENS_PER_IMAGE = 256
"""What a picture costs in the usage figures; a fixed count is enough to see that pictures are counted."""


class _ImageUrl(BaseModel):
    url: str


class _TextPart(BaseModel):
    type: Literal["text"]
    text: str


class _ImagePart(BaseModel):
    type: Literal["image_url"]
    image_url: _ImageUrl | None
    uuid: str | None = None

    @property
    def url(self) -> str | None:
        return None if self.image_url is None else self.image_url.url


_Part = Annotated[_TextPart | _ImagePart, Field(discriminator="type")]


class ChatMessage(BaseModel):
    """One message."""

    role: Literal["system", "user", "assistant"]
    content: str | list[_Part]

    @property
    def text(self) -> str:
        """All of its text, without pictures."""
        if isinstance(self.content, str):
            return self.content
        return "\n".join(part.text for part in self.content if isinstance(part, _TextPart))

    def parts(self) -> Iterator[str | tuple[str | None, str | None]]:
        """Its texts, and the `(url, uuid)` of its pictures, in order."""
        if isinstance(self.content, str):
            yield self.content
            return
        for part in self.content:
            yield part.text if isinstance(part, _TextPart) else (part.url, part.uuid)


class _StreamOptions(BaseModel):
    include_usage: bool = False


class ChatRequest(BaseModel):
    """What a client may ask for; fields that the server does not know are let through and ignored, as vLLM does."""

    model_config = ConfigDict(extra="allow")

    model: str
    messages: Annotated[list[ChatMessage], Field(min_length=1)]
    stream: bool = False
    stream_options: _StreamOptions | None = None
    temperature: Annotated[float, Field(ge=0, le=2)] | None = None
    max_tokens: Annotated[int, Field(gt=0)] | None = None
    n: Annotated[int, Field(ge=1, le=128)] = 1
    stop: str | list[str] | None = None
    logprobs: bool = False
    top_logprobs: Annotated[int, Field(ge=0, le=20)] | None = None
    structured_outputs: dict[str, Any] | None = None
    response_format: dict[str, Any] | None = None
    cache_salt: str | None = None

    @property
    def stops(self) -> tuple[str, ...]:
        """The stop sequences, none of them empty."""
        given = [self.stop] if isinstance(self.stop, str) else self.stop or []
        return tuple(stop for stop in given if stop)


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """A request with its pictures looked at."""

    chat: ChatRequest
    """What was asked."""
    pictures: tuple[Picture, ...]
    """Its pictures in order, those that were only named too."""
    uuids: tuple[str | None, ...]
    """The `uuid` of each picture as it was sent."""
    authorization: str | None
    """The Authorization header."""
    body: bytes
    """The bytes as they came."""
    prompt: tuple[int, ...]
    """Token ids of all messages; a picture is a fixed number of tokens that its key decides."""
    constraint: Constraint | None
    """What the reply is held to."""

    @property
    def model(self) -> str:
        """The served name that was asked: the base model or an adapter."""
        return self.chat.model

    @property
    def prompt_tokens(self) -> int:
        """Words of all messages plus a fixed count for each picture [tokens]."""
        return len(self.prompt)


def receive(body: bytes, authorization: str | None, images: ImageCache | None = None) -> Received:
    """Read a request.

    Args:
        body: The bytes of the POST.
        authorization: Its Authorization header.
        images: Where pictures are kept; None remembers nothing.

    Returns:
        The request, every picture in it decoded or found.

    Raises:
        BadRequest: If it is not a valid request, or a picture cannot be decoded or is named and not kept.
    """
    try:
        chat = ChatRequest.model_validate_json(body)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        message = f"{where or 'body'}: {first['msg']}"
        raise BadRequest(message) from error
    images = ImageCache() if images is None else images
    prompt: list[int] = []
    pictures: list[Picture] = []
    uuids: list[str | None] = []
    for said in chat.messages:
        start = len(prompt)
        for part in said.parts():
            if isinstance(part, str):
                prompt += encode(part)
                continue
            key, picture = images.look(len(pictures), *part)
            prompt += [crc32(key.encode())] * TOKENS_PER_IMAGE
            pictures.append(picture)
            uuids.append(part[1])
        if len(prompt) > start:
            # Who speaks is part of what the cache compares, without costing tokens of a template.
            prompt[start] += crc32(said.role.encode()) << 32
    return Received(
        chat=chat,
        pictures=tuple(pictures),
        uuids=tuple(uuids),
        authorization=authorization,
        body=body,
        prompt=tuple(prompt),
        constraint=read_constraint(chat.structured_outputs, chat.response_format),
    )


def readable(body: bytes) -> dict[str, Any]:
    """The fields of a body that is a JSON object.

    Raises:
        BadRequest: If it is none.
    """
    try:
        fields = json.loads(body)
    except ValueError as error:
        message = f"body: {error}"
        raise BadRequest(message) from error
    if not isinstance(fields, dict):
        message = "body: Input should be an object"
        raise BadRequest(message)
    return fields
