"""Forms with files, written to a private folder as they come in; no name of the sender's becomes a path."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from python_multipart import MultipartParser
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import parse_options_header
from starlette.requests import Request

from agent.page.errors import PageError, TooLarge, TooSlow, Unusable, WrongKind
from agent.page.limits import Limits

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

__all__ = ["Form", "Received", "read_form"]

_LONGEST_NAME = 1_024
"""Characters of a file's name that are kept [1]: it is shown to its sender, and matched with the lines of a table."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """One file of a form."""

    field: str
    """The field that it came in."""
    name: str
    """What the sender calls it, with its folders; never a path here."""
    path: Path
    """Where it lies."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What came in."""

    folder: Path
    """Holds the files and nothing else."""
    fields: dict[str, list[str]] = field(default_factory=dict)
    files: list[Received] = field(default_factory=list)

    def text(self, name: str) -> str | None:
        """The last value of a field, None where it did not come."""
        return self.fields[name][-1] if name in self.fields else None

    def sent(self, name: str) -> list[Received]:
        """The files of a field."""
        return [one for one in self.files if one.field == name]


async def read_form(request: Request, folder: Path, limits: Limits, room: int) -> Form:
    """Read a form; on any failure what was written is removed.

    Args:
        request: With a body of `multipart/form-data`.
        folder: Empty; files are written to subfolders of it, one a field.
        limits: How much is taken.
        room: Bytes that this person may still store.

    Raises:
        PageError: If it is no form, too large, too slow or broken.
    """
    try:
        return await _read(request, folder, limits, room)
    except BaseException:  # also where the sender went away
        await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)
        raise


async def _read(request: Request, folder: Path, limits: Limits, room: int) -> Form:
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    boundary = options.get(b"boundary")
    if kind != b"multipart/form-data" or not boundary:
        raise WrongKind("Files come as multipart/form-data, everything else as JSON.")
    writer = _Writer(folder, limits, room)
    parser = MultipartParser(boundary, writer.callbacks())
    try:
        async with asyncio.timeout(limits.upload_seconds):
            async for chunk in _pieces(request, limits):
                parser.write(chunk)
        parser.finalize()
        writer.finish()
    except TimeoutError as error:
        raise TooSlow("The upload came too slowly and was given up; send it again, or less of it.") from error
    except FormParserError as error:
        raise Unusable("The form is broken; send it again.") from error
    except OSError as error:
        raise PageError(
            f"The upload could not be kept ({error.strerror}); free some space and send it again."
        ) from error
    finally:
        writer.close()
    return writer.form


async def _pieces(request: Request, limits: Limits) -> AsyncIterator[bytes]:
    """The body piece by piece, each within its time."""
    stream = request.stream()
    while True:
        try:
            yield await asyncio.wait_for(anext(stream), limits.idle_seconds)
        except StopAsyncIteration:
            return


class _Writer:
    """Takes the parser's events. Writing goes to the cache of the system and takes microseconds a piece."""

    def __init__(self, folder: Path, limits: Limits, room: int) -> None:
        self.form = Form(folder=folder)
        self._limits = limits
        self._room = min(limits.upload_bytes, room)
        self._header_name = self._header_value = b""
        self._disposition = b""
        self._name = ""
        self._value = bytearray()
        self._stream: BinaryIO | None = None
        self._is_whole = False

    def callbacks(self) -> "MultipartCallbacks":
        """What the parser calls."""
        return {
            "on_part_begin": self._begin,
            "on_header_field": self._field,
            "on_header_value": self._content,
            "on_header_end": self._header,
            "on_headers_finished": self._open,
            "on_part_data": self._data,
            "on_part_end": self._end,
            "on_end": self._whole,
        }

    def finish(self) -> None:
        """See that the form came to its end."""
        if not self._is_whole:
            raise Unusable("The form ends before its last part does; send it again.")

    def close(self) -> None:
        """Close the file that is being written."""
        if self._stream is not None:
            with suppress(OSError):
                self._stream.close()
            self._stream = None

    def _begin(self) -> None:
        self._disposition, self._value = b"", bytearray()

    def _field(self, data: bytes, start: int, end: int) -> None:
        self._header_name += data[start:end]

    def _content(self, data: bytes, start: int, end: int) -> None:
        self._header_value += data[start:end]

    def _header(self) -> None:
        if self._header_name.lower() == b"content-disposition":
            self._disposition = self._header_value
        self._header_name = self._header_value = b""

    def _open(self) -> None:
        _, options = parse_options_header(self._disposition)
        self._name = options.get(b"name", b"").decode("utf-8", "replace")[:64]
        if not self._name:
            raise Unusable("A part of the form has no name.")
        if b"filename" not in options:
            if sum(map(len, self.form.fields.values())) >= self._limits.fields:
                raise TooLarge(f"At most {self._limits.fields} fields are taken.")
            return
        number = len(self.form.files) + 1
        if number > self._limits.files:
            raise TooLarge(f"At most {self._limits.files:,} files are taken at once; send one study at a time.")
        # One folder for each kind of field, by our own names, in the order in which they came.
        place = self.form.folder / f"part-{len({one.field for one in self.form.files} | {self._name}):02d}"
        known = self.form.sent(self._name)
        place = known[0].path.parent if known else place
        place.mkdir(mode=0o700, exist_ok=True)
        path = place / f"{number:05d}"
        name = options[b"filename"].decode("utf-8", "replace")[:_LONGEST_NAME]
        self.form.files.append(Received(field=self._name, name=name, path=path))
        path.touch(mode=0o600, exist_ok=False)
        self._stream = path.open("wb")

    def _data(self, data: bytes, start: int, end: int) -> None:
        if self._stream is None:
            self._value += data[start:end]
            if len(self._value) > self._limits.field_bytes:
                raise TooLarge(f"A field holds at most {self._limits.field_bytes:,} bytes.")
            return
        self._room -= end - start
        if self._room < 0:
            raise TooLarge(
                f"At most {self._limits.upload_bytes:,} bytes are taken at once, and {self._limits.stored_bytes:,} "
                "kept; send less, or forget earlier cases."
            )
        self._stream.write(data[start:end])

    def _end(self) -> None:
        if self._stream is None:
            text = bytes(self._value).decode("utf-8", "replace")
            self.form.fields.setdefault(self._name, []).append(text)
        self.close()

    def _whole(self) -> None:
        self._is_whole = True
