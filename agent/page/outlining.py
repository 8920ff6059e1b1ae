"""Outlines of a case as polygons, in pixels of the picture, for drawing over it."""

from typing import Any

import cv2
import numpy as np

from agent.diagnosis import Diagnosis
from agent.outlines import outlined_again
from agent.page.cases import CaseFile
from tools.errors import ToolError
from tools.exports.sources import find_sources
from tools.region import Mask

__all__ = ["outlines_of", "polygons"]

_WITHIN = 0.75
"""How far a polygon may run beside the border that it stands for [pixels]: less than the line that draws it."""
_SHORTEST = 3
"""Corners of a polygon."""


def outlines_of(case: CaseFile, diagnosis: Diagnosis) -> dict[str, Any]:
    """The outlines of a case, made again from its study, and a sentence for each that could not be."""
    found, lost = [], []
    for study in case.studies():
        try:
            sources = find_sources(study.source, diagnosis.images)
        except ToolError as error:
            lost.append(f"The study cannot be read again for its outlines: {error}")
            continue
        segments, left = outlined_again(diagnosis, sources)
        lost += left
        found += [
            {
                "target": one.target,
                "image": one.image.digest,
                "basis": one.basis,
                "polygons": polygons(one.mask),
            }
            for one in segments
        ]
    return {"outlines": found, "lost": lost}


def polygons(mask: Mask) -> list[list[float]]:
    """The borders of a mask, each as `x, y, x, y, …` [pixels, origin top-left corner of the first pixel]."""
    contours, _ = cv2.findContours(mask.pixels.astype(np.uint8), cv2.RETR_LIST, cv2.CHAIN_APPROX_NONE)
    kept = (cv2.approxPolyDP(one, _WITHIN, True) for one in contours)
    # OpenCV names the centres of pixels by whole numbers; ours are half a pixel further.
    return [[float(value) + 0.5 for value in one.reshape(-1)] for one in kept if len(one) >= _SHORTEST]
