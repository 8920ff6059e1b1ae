"""Whether a safetensors file is whole: its header is read, never its weights.

Source: the format's own description (github.com/huggingface/safetensors, README, "Format"): 8 bytes with the length of
the header, unsigned and little-endian; the header, JSON, with the place of each tensor behind it (`data_offsets`,
begin and end [bytes]); then the tensors without a gap, to the end of the file.
"""

import json
from pathlib import Path

from agent.serving.errors import UnusableCheckpoint

__all__ = ["check_weights"]

_LENGTH = 8
"""Size of the number in front of the header [bytes]."""
_LONGEST = 100_000_000
"""Longest header that is taken [bytes]. Source: MAX_HEADER_SIZE of the safetensors library."""


def check_weights(path: Path, what: str) -> None:
    """Refuse a file that was cut short, or is no safetensors at all; a download that broke off is the usual reason.

    Args:
        path: The file.
        what: What it belongs to, for the message.

    Raises:
        UnusableCheckpoint: If its header does not fit, or its tensors do not end where the file does.
    """
    wanted = _promised(path)
    if wanted is None:
        raise UnusableCheckpoint(f"{path.name!r} of the {what} has no safetensors header; download it again, whole.")
    if (size := path.stat().st_size) != wanted:
        raise UnusableCheckpoint(
            f"{path.name!r} of the {what} has {size:,} bytes where its header says {wanted:,}; "
            "download it again, whole."
        )


def _promised(path: Path) -> int | None:
    """Size of the file by its header [bytes]; None where there is none."""
    try:
        with path.open("rb") as stream:
            first = stream.read(_LENGTH)
            length = int.from_bytes(first, "little")
            if len(first) < _LENGTH or length > _LONGEST:
                return None
            header = dict(json.loads(stream.read(length)))
        ends = (place["data_offsets"][1] for name, place in header.items() if name != "__metadata__")
        return _LENGTH + length + max((int(end) for end in ends), default=0)
    except (OSError, ValueError, RecursionError, LookupError, TypeError):
        return None
