"""Lookup tables: what a modality or VOI LUT makes of each value."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tools.errors import BadArguments

__all__ = ["MAX_ENTRIES", "Lookup"]

MAX_ENTRIES = 65_536
"""Entries of a table. Source: PS3.3 C.11.1.1, where 0 stands for 2 to the power of 16."""

_BITS = range(1, 17)
"""Bits of an entry. Source: PS3.3 C.11.1.1 (8 or 16), C.11.2.1.1 (8 to 16), C.8.11.3.1.5 (8, 10 to 16)."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Lookup:
    """A table over a run of values; values before its first one get the first entry, values beyond the last one.

    Source: PS3.3 C.11.1.1, C.11.2.1.1.
    """

    first: float
    """The value that the first entry is for."""
    bits: int
    """Bits of an entry: entries reach from 0 to `2 ** bits - 1`."""
    table: NDArray[Any]
    """`(n,)` uint16."""

    def __post_init__(self) -> None:
        table = self.table
        if table.ndim != 1 or not 1 <= table.size <= MAX_ENTRIES or table.dtype != np.uint16:
            raise BadArguments(
                f"A lookup table is (n,) uint16 of 1 to {MAX_ENTRIES:,}, got {table.dtype} {table.shape}."
            )
        if self.bits not in _BITS or not np.isfinite(self.first):
            raise BadArguments(f"A lookup table has 1 to 16 bits and a finite first value, got {self.bits!r}.")
        table.flags.writeable = False

    @property
    def top(self) -> int:
        """The largest entry that there can be."""
        return int(2**self.bits - 1)

    def apply(self, values: NDArray[Any]) -> NDArray[np.uint16]:
        """The entry of each value; values between two whole steps get the nearer one.

        Args:
            values: Any shape, finite numbers.
        """
        steps = np.rint(values.astype(np.float64) - self.first)
        found: NDArray[np.uint16] = self.table[np.clip(steps, 0, self.table.size - 1).astype(np.int64)]
        return found

    def mirrored(self, total: float) -> "Lookup":
        """The table for `total - value`, with the bright and the dark end of its entries exchanged."""
        entries = (self.top - self.table[::-1].astype(np.int64)).clip(0, self.top).astype(np.uint16)
        return Lookup(first=total - (self.first + self.table.size - 1), bits=self.bits, table=entries)

    def _key(self) -> tuple[float, int, bytes]:
        return self.first, self.bits, self.table.tobytes()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Lookup) and self._key() == other._key()

    def __hash__(self) -> int:
        return hash(self._key())
