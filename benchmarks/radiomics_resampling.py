"""The resampling of PyRadiomics: cubic B-splines for the image, nearest neighbours for the mask, on a common grid."""

import numpy as np
from numpy.typing import NDArray

__all__ = ["resampled"]

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

POLE = float(np.sqrt(3) - 2)
"""Of the filter that turns samples into cubic B-spline coefficients. Source: Unser 1999, doi:10.1109/79.799930."""
HORIZON = 40
"""Samples after which the filter's memory is below double precision: |pole|^40 is 1e-23."""


def resampled(
    values: Floats, mask: Bools, spacing: tuple[float, ...], step: float, padding: int
) -> tuple[Floats, Bools]:
    """Resample image and mask around the mask.

    Args:
        values: `(Z, Y, X)` image.
        mask: Its mask.
        spacing: Distance of voxel centres along (z, y, x) [mm].
        step: New distance along every axis [mm].
        padding: New voxels around the mask.

    Returns:
        Both on the new grid, whose corner coincides with that of the old one. Values are whole numbers, as the
        reference keeps the image's type.
    """
    places = [_places(mask, axis, spacing[axis], step, padding, mask.shape[axis]) for axis in range(3)]
    coefficients = values
    for axis in range(3):
        coefficients = np.moveaxis(_coefficients(np.moveaxis(coefficients, axis, 0)), 0, axis)
    for axis in range(3):
        coefficients = np.moveaxis(_interpolated(np.moveaxis(coefficients, axis, 0), places[axis]), 0, axis)
    nearest = np.ix_(*(np.clip(np.floor(place + 0.5).astype(int), 0, None) for place in places))
    return np.trunc(coefficients), mask[nearest]


def _places(mask: Bools, axis: int, old: float, new: float, padding: int, size: int) -> Floats:
    """Give the new voxel centres along an axis as old indices."""
    taken = np.flatnonzero(mask.any(axis=tuple(other for other in range(3) if other != axis)))
    ratio = old / new
    first = max(np.floor((taken[0] - 0.5) * ratio - padding), 0)
    last = min(np.ceil((taken[-1] + 0.5) * ratio + padding), np.ceil(size * ratio) - 1)
    places = 0.5 * (new - old) / old + np.arange(first, last + 1) / ratio
    return np.asarray(places[(places > -0.5) & (places < size - 0.5)])


def _coefficients(samples: Floats) -> Floats:
    """Filter samples along the first axis into coefficients; the signal is mirrored at its ends."""
    size = len(samples)
    if size == 1:
        return samples
    mirrored = np.pad(samples, [(HORIZON, HORIZON), (0, 0), (0, 0)], mode="reflect") if size > 1 else samples
    forward = np.empty_like(mirrored)
    forward[0] = mirrored[0]
    for index in range(1, len(mirrored)):
        forward[index] = mirrored[index] + POLE * forward[index - 1]
    backward = np.empty_like(mirrored)
    backward[-1] = forward[-1] * POLE / (POLE**2 - 1)
    for index in range(len(mirrored) - 2, -1, -1):
        backward[index] = POLE * (backward[index + 1] - forward[index])
    return np.asarray(6 * backward[HORIZON:-HORIZON])


def _interpolated(coefficients: Floats, places: Floats) -> Floats:
    """Evaluate the spline along the first axis."""
    base = np.floor(places).astype(int)
    rest = (places - base)[:, None, None]
    weights = (
        (1 - rest) ** 3 / 6,
        2 / 3 - rest**2 * (2 - rest) / 2,
        2 / 3 - (1 - rest) ** 2 * (1 + rest) / 2,
        rest**3 / 6,
    )
    size = len(coefficients)
    total = np.zeros((len(places), *coefficients.shape[1:]))
    for offset, weight in zip(range(-1, 3), weights, strict=True):
        index = np.abs(base + offset)
        index = np.where(index >= size, 2 * (size - 1) - index, index)
        total += weight * coefficients[index]
    return total
