"""The seam of dense retrieval: what an encoder must do."""

from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

__all__ = ["Encoder", "Vectors"]

Vectors = NDArray[np.float32]
"""Shape (n, dimension), float32, one row a text."""


@runtime_checkable
class Encoder(Protocol):
    """Turns texts into vectors whose inner product says how alike the texts are.

    A text that an encoder knows nothing about is the zero vector, which is like nothing.
    """

    @property
    def name(self) -> str:
        """Name that `open_encoder` and catalogue files know it by."""

    @property
    def dimension(self) -> int:
        """Length of a vector."""

    @property
    def normalised(self) -> bool:
        """True where every vector that is not zero has length 1, so that the inner product is the cosine."""

    @property
    def fingerprint(self) -> str:
        """Hash over all that decides the vectors; an index made with another one does not fit."""

    def encode_queries(self, texts: list[str]) -> Vectors:
        """Encode questions: float32, shape (n, dimension)."""

    def encode_passages(self, texts: list[str]) -> Vectors:
        """Encode passages: float32, shape (n, dimension)."""
