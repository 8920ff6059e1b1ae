"""What a child can be asked to do: a closed table, each job a function of JSON arguments and open files."""

import os
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from tools.reading.content import Content, read_content
from tools.reading.limits import MAX_FILE_BYTES

__all__ = ["JOBS", "Job"]

Job = Callable[[Mapping[str, Any], tuple[int, ...]], Any]


def _read(_arguments: Mapping[str, Any], descriptors: tuple[int, ...]) -> Content:
    return read_content(_bytes(descriptors[0]))


def _bytes(descriptor: int) -> bytes:
    os.lseek(descriptor, 0, os.SEEK_SET)
    with os.fdopen(descriptor, "rb") as file:
        # As many as there are: asked for more, Python would reserve more.
        return file.read(min(os.fstat(descriptor).st_size, MAX_FILE_BYTES))


JOBS: Mapping[str, Job] = MappingProxyType({"read": _read})
"""The jobs by name."""
