"""Read a video file into frames with their times.

FFmpeg decodes, in the LGPL build that comes with OpenCV: PyAV's wheels are BSD but bring x264 and x265, which are GPL.
"""

import hashlib
import math
import os
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from tools.errors import DamagedImage, FileTooLarge, ImplausibleHeader, NotAnImage
from tools.image import Image
from tools.reading.limits import check_budget
from tools.study import Instance

__all__ = ["read_video"]

_MOST_FRAMES = 18_000
"""Frames of one video: ten minutes at 30 a second; longer ones are cut by who knows what they show."""

_MOST_KEPT = 256
"""Frames that are kept, evenly spaced: a cine loop of eight seconds at 30 a second is kept whole."""

_MOST_KEPT_BYTES = 512 * 1024**2
"""Pixels that are kept [bytes]: 86 frames of 1920 x 1080 in colour."""

_GREY_WITHIN = 4
"""Channels of a frame that differ by no more [of 255] are grey: conversion from luma and chroma rounds."""

_LOSSY = "A frame of a video, which was compressed with loss."


def read_video(data: bytes) -> Instance:
    """Read one video; sound and texts are left out.

    Args:
        data: The whole file.

    Raises:
        NotAnImage: If this is not Linux.
        DamagedImage: If no frame can be decoded.
        ImplausibleHeader: If it says what cannot be.
        FileTooLarge: If a limit is exceeded.
    """
    if not hasattr(os, "memfd_create"):
        raise NotAnImage("Videos are read on Linux only; hand over single frames as pictures.")
    # A file that exists in memory only: OpenCV crashes on Python's streams, and patients do not belong on the disk.
    descriptor = os.memfd_create("video", os.MFD_CLOEXEC)
    try:
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(descriptor, rest) :]
        capture = cv2.VideoCapture(f"/proc/self/fd/{descriptor}", cv2.CAP_FFMPEG)
        try:
            step = _step(capture)
            frames, times, seen = _frames(capture, step)
        finally:
            capture.release()
    except cv2.error as error:
        raise DamagedImage("The video cannot be decoded.") from error
    finally:
        os.close(descriptor)
    if not frames:
        raise DamagedImage("The video holds no frame that can be decoded.")
    is_grey = all(_is_grey(one) for one in frames)
    kept = "" if step == 1 else f" One of {step} frames was kept, {len(frames)} of {seen} in all."
    return Instance(
        frames=tuple(
            Image(
                pixels=np.ascontiguousarray(one[..., 1] if is_grey else one[..., ::-1]),
                notes=(f"{_LOSSY}{kept}", f"It is shown {time:.2f} s after the start."),
            )
            for one, time in zip(frames, times, strict=True)
        ),
        digest=hashlib.sha256(data).hexdigest(),
        times=tuple(times),
    )


def _is_grey(frame: NDArray[Any]) -> bool:
    blue, green, red = (frame[..., one].astype(np.int16) for one in range(3))
    return int(np.abs(blue - green).max()) <= _GREY_WITHIN and int(np.abs(red - green).max()) <= _GREY_WITHIN


def _step(capture: cv2.VideoCapture) -> int:
    """Of how many frames one is kept, by what the header claims."""
    if not capture.isOpened():
        raise DamagedImage("The video is broken, or of a kind that is not read.")
    width, height, count = (
        capture.get(one) for one in (cv2.CAP_PROP_FRAME_WIDTH, cv2.CAP_PROP_FRAME_HEIGHT, cv2.CAP_PROP_FRAME_COUNT)
    )
    if not all(math.isfinite(one) for one in (width, height, count)):
        raise ImplausibleHeader("The video claims a size that cannot be.")
    check_budget(width=int(width), height=int(height), frames=1, bytes_per_pixel=3)
    if count > _MOST_FRAMES:
        raise FileTooLarge(f"The video has {count:.0f} frames, and at most {_MOST_FRAMES:,} are read; cut it.")
    return max(1, math.ceil(count / _kept(int(width), int(height))))


def _kept(width: int, height: int) -> int:
    return max(1, min(_MOST_KEPT, _MOST_KEPT_BYTES // (3 * width * height)))


def _frames(capture: cv2.VideoCapture, step: int) -> tuple[list[NDArray[Any]], list[float], int]:
    """The frames that are kept (BGR), their times [s], and how many there were."""
    frames: list[NDArray[Any]] = []
    times: list[float] = []
    seen = 0
    while capture.grab():
        if seen % step == 0:
            is_there, frame = capture.retrieve()
            if not is_there or frame.ndim != 3:
                break
            if len(frames) >= _kept(frame.shape[1], frame.shape[0]):
                raise ImplausibleHeader("The video holds more frames than it claims.")
            frames.append(np.asarray(frame))
            times.append(_time(capture, times))
        seen += 1
        if seen > _MOST_FRAMES:
            raise FileTooLarge(f"The video has more than {_MOST_FRAMES:,} frames, and no more are read; cut it.")
    return frames, times, seen


def _time(capture: cv2.VideoCapture, before: list[float]) -> float:
    """When the frame is shown [s]; a stamp that is missing or runs backwards is that of the frame before."""
    stated = capture.get(cv2.CAP_PROP_POS_MSEC) / 1000
    last = before[-1] if before else 0.0
    return stated if math.isfinite(stated) and stated >= last else last
