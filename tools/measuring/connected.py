"""The part of a volume that hangs together with a seed."""

from collections import defaultdict
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

__all__ = ["connected_part"]

Bools = NDArray[np.bool_]


def connected_part(mask: Bools, seed: Bools) -> Bools:
    """Keep what is connected with a seed through faces of voxels.

    Args:
        mask: `(Z, Y, X)`.
        seed: `(Z, Y, X)`; where it lies outside the mask it counts for nothing.

    Returns:
        `(Z, Y, X)`: all parts of the mask that the seed touches; empty where it touches none.
    """
    labels = np.empty(mask.shape, np.int64)
    first = 0
    for index, plane in enumerate(mask):
        count, found = cv2.connectedComponents(plane.astype(np.uint8), connectivity=4)
        # Zero is the outside on every slice; parts are numbered on through the volume.
        labels[index] = np.where(found > 0, found + first, 0)
        first += count - 1
    beside: dict[int, list[int]] = defaultdict(list)
    for below, above in pairwise(labels):
        both = (below > 0) & (above > 0)
        for one, other in np.unique(np.stack([below[both], above[both]]), axis=1).T.tolist():
            beside[one].append(other)
            beside[other].append(one)
    reached = set(np.unique(labels[seed & mask]).tolist())
    waiting = list(reached)
    while waiting:
        for other in beside[waiting.pop()]:
            if other not in reached:
                reached.add(other)
                waiting.append(other)
    table = np.zeros(first + 1, np.bool_)
    table[list(reached)] = True
    table[0] = False
    return np.asarray(table[labels])
