"""A chat-completions request as the server reads it: validated, its pictures decoded."""

import base64
import binascii
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Literal, NamedTuple

from PIL import Image, UnidentifiedImageError
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from evals.servers.reply import split

__all__ = ["BadRequest", "ChatMessage", "ChatRequest", "Picture", "Received", "receive"]

TOKENS_PER_IMAGE = 256
"""What a picture costs in the usage figures; a fixed count is enough to see that pictures are counted."""


class BadRequest(Exception):
    """The request is not one that a chat-completions server accepts."""


class Picture(NamedTuple):
    """One picture that arrived."""

    kind: str
    """PNG or JPEG."""
    width: int
    """Columns [pixels]."""
    height: int
    """Rows [pixels]."""


class _ImageUrl(BaseModel):
    url: str


class _TextPart(BaseModel):
    type: Literal["text"]
    text: str


class _ImagePart(BaseModel):
    type: Literal["image_url"]
    image_url: _ImageUrl


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

    def urls(self) -> Iterator[str]:
        """The addresses of its pictures."""
        if not isinstance(self.content, str):
            yield from (part.image_url.url for part in self.content if isinstance(part, _ImagePart))


class _StreamOptions(BaseModel):
    include_usage: bool = False


class ChatRequest(BaseModel):
    """What a client may ask for; fields of one server's own are let through and ignored."""

    model_config = ConfigDict(extra="allow")

    model: str
    messages: Annotated[list[ChatMessage], Field(min_length=1)]
    stream: bool = False
    stream_options: _StreamOptions | None = None
    temperature: Annotated[float, Field(ge=0, le=2)] | None = None
    max_tokens: Annotated[int, Field(gt=0)] | None = None
    stop: str | list[str] | None = None
    logprobs: bool = False
    top_logprobs: Annotated[int, Field(ge=0, le=20)] | None = None

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
    """Its pictures in order."""
    authorization: str | None
    """The Authorization header."""
    body: bytes
    """The bytes as they came."""

    @property
    def prompt_tokens(self) -> int:
        """Words of all messages plus a fixed count for each picture [tokens]."""
        words = sum(len(split(message.text)) for message in self.chat.messages)
        return words + TOKENS_PER_IMAGE * len(self.pictures)


def receive(body: bytes, authorization: str | None) -> Received:
    """Read a request.

    Args:
        body: The bytes of the POST.
        authorization: Its Authorization header.

    Returns:
        The request, every picture in it decoded.

    Raises:
        BadRequest: If it is not a valid request or a picture cannot be decoded.
    """
    try:
        chat = ChatRequest.model_validate_json(body)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        message = f"{where or 'body'}: {first['msg']}"
        raise BadRequest(message) from error
    pictures = tuple(_picture(url) for message in chat.messages for url in message.urls())
    return Received(chat=chat, pictures=pictures, authorization=authorization, body=body)


def _picture(url: str) -> Picture:
    header, comma, data = url.partition(",")
    if not comma or header not in {"data:image/png;base64", "data:image/jpeg;base64"}:
        message = "image_url must be a data URL of a PNG or JPEG in base64"
        raise BadRequest(message)
    try:
        with Image.open(io.BytesIO(base64.b64decode(data, validate=True)), formats=("PNG", "JPEG")) as picture:
            picture.load()
            found = Picture(str(picture.format), picture.width, picture.height)
    except (binascii.Error, UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError) as error:
        message = "an image_url part does not decode to a PNG or JPEG"
        raise BadRequest(message) from error
    if found.kind.lower() not in header:
        message = f"an image_url part says {header!r} and holds {found.kind}"
        raise BadRequest(message)
    return found
