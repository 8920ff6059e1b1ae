"""What a child can be asked to do: a closed table, each job a function of JSON arguments and open files."""

import os
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, BinaryIO, get_type_hints

from tools.isolation.buffers import view
from tools.isolation.codec import decode
from tools.reading.content import Content, read_content
from tools.reading.identity import Identity, identify
from tools.reading.limits import MAX_FILE_BYTES, MAX_STUDY_BYTES
from tools.result import ToolResult
from tools.tool import load

__all__ = ["JOBS", "Job"]

Job = Callable[[Mapping[str, Any], tuple[int, ...]], Any]


def _read(_arguments: Mapping[str, Any], descriptors: tuple[int, ...]) -> Content:
    return read_content(_bytes(descriptors[0]))


def _bytes(descriptor: int) -> bytes:
    with _file(descriptor) as file:
        # As many as there are: asked for more, Python would reserve more.
        return file.read(min(os.fstat(descriptor).st_size, MAX_FILE_BYTES))


def _file(descriptor: int) -> BinaryIO:
    os.lseek(descriptor, 0, os.SEEK_SET)
    return os.fdopen(descriptor, "rb")


def _identify(_arguments: Mapping[str, Any], descriptors: tuple[int, ...]) -> Identity | None:
    with _file(descriptors[0]) as file:
        return identify(file)


def _tool(arguments: Mapping[str, Any], descriptors: tuple[int, ...]) -> ToolResult:
    """Call a tool of the library with typed values."""
    tool = load(arguments["name"])
    data = view(descriptors[0], MAX_STUDY_BYTES) if descriptors else memoryview(b"")
    hints = get_type_hints(tool.function, include_extras=True)
    return tool.call({name: decode(hints[name], value, data) for name, value in arguments["values"].items()})


def _look(arguments: Mapping[str, Any], descriptors: tuple[int, ...]) -> Any:
    from tools.deidentifying.looking import look_at  # not every child cleans

    return look_at(_bytes(descriptors[0]), is_dicom=arguments["is_dicom"])


def _clean(arguments: Mapping[str, Any], descriptors: tuple[int, ...]) -> Any:
    from tools.deidentifying.known import Known
    from tools.deidentifying.object import clean_object, clean_raster
    from tools.deidentifying.options import Options
    from tools.deidentifying.pseudonyms import Pseudonyms

    data, options = _bytes(descriptors[0]), Options(**arguments["options"])
    pseudonyms = Pseudonyms(bytes.fromhex(arguments["salt"]))
    if not arguments["is_dicom"]:
        return tuple(clean_raster(data, pseudonyms, options))
    known = Known(frozenset(arguments["names"]), frozenset(arguments["numbers"]))
    return (clean_object(data, pseudonyms, options, {arguments["patient"]: known}),)


def _header(_arguments: Mapping[str, Any], descriptors: tuple[int, ...]) -> Any:
    from tools.exports.headers import told_header

    return told_header(_bytes(descriptors[0]))


JOBS: Mapping[str, Job] = MappingProxyType(
    {"clean": _clean, "header": _header, "identify": _identify, "look": _look, "read": _read, "tool": _tool}
)
"""The jobs by name."""
