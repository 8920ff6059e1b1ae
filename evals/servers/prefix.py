"""The prefix cache: how much of a prompt the server has computed before.

Source: vLLM 0.32, automatic prefix caching: full blocks of 16 tokens, each named by a hash of the block before it and
its own tokens; adapter and `cache_salt` are part of the first one's name.
"""

from collections import OrderedDict
from collections.abc import Hashable, Sequence

__all__ = ["BLOCK", "PrefixCache"]

BLOCK = 16
"""Tokens in a block [1]; vLLM's default."""
LIMIT = 65_536
"""Blocks kept [1], a million tokens: about what a 7B model leaves free on a large card."""


class PrefixCache:
    """Remembers blocks; the least recently used goes first."""

    def __init__(self, limit: int = LIMIT) -> None:
        self._limit = limit
        self._kept: OrderedDict[int, None] = OrderedDict()
        self.queries = 0
        """Prompt tokens looked up so far [1]."""
        self.hits = 0
        """Those of them that were found [1]."""

    def enter(self, prompt: Sequence[int], salt: Hashable = None) -> int:
        """Look a prompt up, and keep it.

        Args:
            prompt: Its token ids.
            salt: What else decides the first block: adapter, cache salt.

        Returns:
            How many of its tokens, from the first, were kept already [1]; at least one token is always computed.
        """
        name = hash(salt)
        found = 0
        whole = True
        for start in range(0, len(prompt) - len(prompt) % BLOCK, BLOCK):
            name = hash((name, tuple(prompt[start : start + BLOCK])))
            whole = whole and name in self._kept
            if whole:
                found += BLOCK
            self._kept[name] = None
            self._kept.move_to_end(name)
        if found == len(prompt):
            found -= BLOCK
        found = max(found, 0)
        while len(self._kept) > self._limit:
            self._kept.popitem(last=False)
        self.queries += len(prompt)
        self.hits += found
        return found
