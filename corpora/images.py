"""Look-alike images: the seam, a classical descriptor, and an exact index. Takes arrays, not files."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, Self

import cv2
import numpy as np
from numpy.typing import NDArray

__all__ = ["ClassicalEncoder", "ImageEncoder", "ImageHit", "ImageIndex", "ImageRecord"]

Pixels = NDArray[np.uint8]
"""uint8, shape (H, W) or (H, W, 3) in RGB."""
Vector = NDArray[np.float32]
"""float32, shape (dimension,)."""


class ImageEncoder(Protocol):
    """Turns an image into a vector; like images have a large inner product."""

    @property
    def name(self) -> str:
        """Name of the encoder."""

    @property
    def fingerprint(self) -> str:
        """Hash over all that decides the vectors; an index made with another one does not fit."""

    @property
    def dimension(self) -> int:
        """Length of a vector."""

    def encode(self, image: Pixels) -> Vector:
        """Encode an image: float32, shape (dimension,), of length 1, or zero for an image without any structure."""


class ClassicalEncoder:
    """What the eye sees first, without weights: a small copy of the image and which way its edges run, place by place.

    The copy is 16 × 16 with its mean taken out. The edges are histograms of gradient direction without sign, weighted
    by strength, in 4 × 4 cells of 8 bins, each cell of length 1 at most. Both halves count alike. Source: the cells and
    unsigned bins follow Dalal and Triggs 2005, doi:10.1109/CVPR.2005.177, with fewer bins. It knows nothing about
    medicine: it finds the same projection and similar shapes, not the same disease.
    """

    name = "classical-1"
    fingerprint = hashlib.sha256(b"classical-1").hexdigest()
    """Nothing but the name decides its vectors: a change of the method is a change of the name."""
    _SIDE = 16
    _WORKING_SIDE = 64
    _CELLS = 4
    _BINS = 8
    _FLAT = 4.0
    """Gradient [grey levels] that counts as noise in the normalisation of a cell, so that a flat one stays near 0."""

    @property
    def dimension(self) -> int:
        """Length of a vector: 256 of the copy and 128 of the edges."""
        return self._SIDE**2 + self._CELLS**2 * self._BINS

    def encode(self, image: Pixels) -> Vector:
        """Encode an image: float32, shape (384,), of length 1, or zero for an image of one grey.

        Raises:
            ValueError: If the array is not uint8 of shape (H, W) or (H, W, 3), or is empty.
        """
        _check(image)
        grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY) if image.ndim == 3 else image
        working = cv2.resize(grey, (self._WORKING_SIDE,) * 2, interpolation=cv2.INTER_AREA).astype(np.float32)
        small = cv2.resize(working, (self._SIDE,) * 2, interpolation=cv2.INTER_AREA)
        parts = [_unit((small - small.mean()).ravel()), _unit(self._edges(working))]
        return _unit(np.concatenate(parts))

    def _edges(self, grey: NDArray[np.float32]) -> Vector:
        down, right = np.gradient(grey)
        strength = np.hypot(right, down)
        turn = np.mod(np.arctan2(down, right), np.pi) / np.pi  # a line and its reverse are one direction
        bins = np.minimum((turn * self._BINS).astype(np.int64), self._BINS - 1)
        cell = np.arange(self._WORKING_SIDE) * self._CELLS // self._WORKING_SIDE
        place = (cell[:, None] * self._CELLS + cell[None, :]) * self._BINS + bins
        length = self._CELLS**2 * self._BINS
        histograms = np.bincount(place.ravel(), strength.ravel(), minlength=length).reshape(-1, self._BINS)
        noise = self._FLAT * (self._WORKING_SIDE // self._CELLS)
        lengths = np.sqrt((histograms**2).sum(axis=1, keepdims=True) + noise**2)
        edges: Vector = (histograms / lengths).ravel().astype(np.float32)
        return edges


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageRecord:
    """An image that can be found."""

    id: str
    """Unique in its index."""
    caption: str
    source: str
    """Where the image comes from, with its licence."""
    report: str = ""
    """What was reported of it, where a report comes with it; of another patient than the one asked about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageHit:
    """A look-alike."""

    record: ImageRecord
    cosine: float
    """How alike [1], −1 to 1."""


class ImageIndex:
    """Images by likeness. Fill it from one thread; then any number may search."""

    def __init__(self, encoder: ImageEncoder | None = None) -> None:
        """Open an empty index; the classical descriptor is used where no encoder is given."""
        self.encoder: ImageEncoder = encoder or ClassicalEncoder()
        self._records: dict[str, ImageRecord] = {}
        self._vectors: list[Vector] = []

    def add(self, image: Pixels, caption: str, id: str, source: str, report: str = "") -> None:
        """Add an image.

        Args:
            image: uint8, shape (H, W) or (H, W, 3) in RGB.
            caption: What it shows.
            id: Unique in this index.
            source: Where it comes from, with its licence.
            report: What was reported of it, where there is more than the caption.

        Raises:
            ValueError: If the id is taken or the array is not such an image.
        """
        if id in self._records:
            raise ValueError(f"Image id {id!r} is taken; ids are unique in an index.")
        self._vectors.append(self.encoder.encode(image))
        self._records[id] = ImageRecord(id=id, caption=caption, source=source, report=report)

    @classmethod
    def of(cls, records: Sequence[ImageRecord], vectors: NDArray[np.float32], encoder: ImageEncoder) -> Self:
        """Put an index together from parts that were saved.

        Args:
            records: Images by their ids, each unique.
            vectors: float32, shape (records, dimension of the encoder), row r of record r.
            encoder: What made the vectors.

        Raises:
            ValueError: If the parts do not fit each other.
        """
        index = cls(encoder)
        if vectors.shape != (len(records), encoder.dimension) or not np.isfinite(vectors).all():
            raise ValueError(f"{len(records)} images need finite vectors of {encoder.dimension}, got {vectors.shape}.")
        index._records = {record.id: record for record in records}
        if len(index._records) != len(records):
            raise ValueError("Two images have one id; ids are unique in an index.")
        index._vectors = list(vectors)
        return index

    @property
    def records(self) -> tuple[ImageRecord, ...]:
        """What the index holds, in the order it was added."""
        return tuple(self._records.values())

    @property
    def vectors(self) -> NDArray[np.float32]:
        """Their vectors: float32, shape (images, dimension)."""
        empty = np.zeros((0, self.encoder.dimension), np.float32)
        return np.stack(self._vectors) if self._vectors else empty

    def search(self, image: Pixels, k: int = 5) -> tuple[ImageHit, ...]:
        """Find the most alike images, best first, ties by id; those that are not alike at all are left out.

        Raises:
            ValueError: If the array is not an image as `add` takes it.
        """
        query = self.encoder.encode(image).astype(np.float64)
        if k < 1 or not self._vectors:
            return ()
        cosines: Sequence[float] = (np.stack(self._vectors).astype(np.float64) * query).sum(axis=1).round(7).tolist()
        found = [
            ImageHit(record=record, cosine=cosine)
            for record, cosine in zip(self._records.values(), cosines, strict=True)
            if cosine > 0
        ]
        return tuple(sorted(found, key=lambda hit: (-hit.cosine, hit.record.id))[:k])

    def __len__(self) -> int:
        return len(self._records)


def _check(image: Pixels) -> None:
    colour = image.ndim == 3 and image.shape[2] == 3
    if image.dtype != np.uint8 or not (image.ndim == 2 or colour) or 0 in image.shape:
        raise ValueError(
            f"The image is {image.dtype} of shape {image.shape!r}; uint8 of shape (H, W) or (H, W, 3) is wanted."
        )


def _unit(vector: NDArray[np.float32]) -> Vector:
    length = float(np.linalg.norm(vector))
    return (vector / length if length > 1e-6 else np.zeros_like(vector)).astype(np.float32)
