"""A small tokenizer for the protocol server: words become ids, control strings become the ids that they really have."""

import re
from functools import lru_cache
from zlib import crc32

__all__ = ["CONTROL", "encode", "split"]

_NAMES = (
    "<|endoftext|>",
    "<|im_start|>",
    "<|im_end|>",
    "<|object_ref_start|>",
    "<|object_ref_end|>",
    "<|box_start|>",
    "<|box_end|>",
    "<|quad_start|>",
    "<|quad_end|>",
    "<|vision_start|>",
    "<|vision_end|>",
    "<|vision_pad|>",
    "<|image_pad|>",
    "<|video_pad|>",
    "<tool_call>",
    "</tool_call>",
    "<|fim_prefix|>",
    "<|fim_middle|>",
    "<|fim_suffix|>",
    "<|fim_pad|>",
    "<|repo_name|>",
    "<|file_sep|>",
)
_FIRST = 151_643
"""Id of the first control token, and the number of ordinary ones. Source: Qwen2.5's tokenizer_config.json,
`added_tokens_decoder`, 151643 to 151664 in this order."""

CONTROL = {name: _FIRST + number for number, name in enumerate(_NAMES)}
"""Control strings and their ids."""

_CONTROL = re.compile("(" + "|".join(re.escape(name) for name in _NAMES) + ")")
_WORD = re.compile(r"\s*\S+|\s+")


def split(text: str) -> tuple[str, ...]:
    """Cut text into pieces that join to the same text: a word with the white space before it."""
    return tuple(_WORD.findall(text))


@lru_cache(maxsize=65_536)
def _ordinary(piece: str) -> int:
    return crc32(piece.encode("utf-8", "surrogatepass")) % _FIRST


def encode(text: str) -> list[int]:
    """Turn text into token ids.

    Args:
        text: Any text.

    Returns:
        One id for each control string, wherever it stands, and one for each word between them [0, 151664]; equal
        words have equal ids, and different ones nearly always different ids.
    """
    ids: list[int] = []
    for number, part in enumerate(_CONTROL.split(text)):
        if number % 2:
            ids.append(CONTROL[part])
        else:
            ids.extend(map(_ordinary, _WORD.findall(part)))
    return ids
