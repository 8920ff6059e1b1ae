"""Find the volume that an image belongs to."""

from collections.abc import Callable, Sequence
from threading import Lock

import numpy as np

from tools.cine import Cine
from tools.errors import BadArguments, NoVolume
from tools.image import Image, ImageRef
from tools.region import Mask
from tools.segments import Segment, SegmentationObject
from tools.stacking import stack_volumes
from tools.study import Series, Study
from tools.volume import Volume

__all__ = ["Volumes", "no_cines", "no_masks", "no_volumes", "numbered_segments"]

_LONGEST_CHAIN = 64
"""Images made from images made from …: followed so far back, which is more than any case has steps."""


def no_volumes(_number: int) -> Volume:
    """What finds volumes where there are none.

    Raises:
        NoVolume: Always.
    """
    raise NoVolume("There are no volumes here, only single images.")


def no_cines(_number: int) -> Cine:
    """What finds cines where there are none.

    Raises:
        BadArguments: Always.
    """
    raise BadArguments("There are no series here, only single images.")


def no_masks(_image: int, _segment: int) -> Mask:
    """What finds segments where there are none.

    Raises:
        BadArguments: Always.
    """
    raise BadArguments("No segments came with these images; measure a region or points.")


def numbered_segments(study: Study) -> tuple[tuple[SegmentationObject, Segment], ...]:
    """The segments that came with a study, in the order of their numbers, from 1."""
    return tuple((one, segment) for one in study.masks for segment in one.segments)


class Volumes:
    """The volumes of studies, found by any of their images; safe from several threads at once.

    The studies are read when the first volume is asked for, and one series is kept stacked.
    """

    def __init__(self, read: Callable[[], Sequence[Study]]) -> None:
        """Prepare to read studies.

        Args:
            read: Gives the studies, the same each time.
        """
        self._read = read
        self._lock = Lock()
        self._series: dict[str, Series] | None = None
        self._places: dict[str, tuple[str | None, int]] = {}
        self._segments: tuple[tuple[SegmentationObject, Segment], ...] = ()
        self._stacked: tuple[Series, tuple[Volume, ...]] | None = None

    def of(self, image: Image, find: Callable[[ImageRef], Image | None]) -> Volume:
        """The volume that an image belongs to, or that it was made from.

        Args:
            image: An image of the studies, or one made from them by tools.
            find: Gives an image by its name, or None; asked for the images between it and the study.

        Raises:
            NoVolume: If it belongs to no series, or the series makes up no volume.
            UnreadableImage: If the studies cannot be read any more.
        """
        with self._lock:
            series, ref = self._series_of(image, find)
            if self._stacked is None or self._stacked[0] is not series:
                self._stacked = None  # let go of the last one before the next takes its room
                self._stacked = (series, stack_volumes(series))
            volumes = self._stacked[1]
        return next((one for one in volumes if ref in one.sources), volumes[0])

    def cine(self, image: Image, find: Callable[[ImageRef], Image | None]) -> Cine:
        """All frames of the series that an image belongs to, or that it was made from.

        Args:
            image: As for `of`.
            find: As for `of`.

        Raises:
            NoVolume: If it belongs to no series.
            UnreadableImage: If the studies cannot be read any more.
        """
        with self._lock:
            series, _ = self._series_of(image, find)
        frames = tuple(frame for one in series.instances for frame in one.frames)
        times = series.instances[0].times if len(series.instances) == 1 else ()
        return Cine(frames=frames, times=times)

    def mask(self, ref: ImageRef, number: int) -> Mask:
        """A segment that came with the first study, where it lies on an image.

        Args:
            ref: An image of the study.
            number: Of the segment, from 1, in the order of `numbered_segments`.

        Raises:
            BadArguments: If there is no such segment, or it was not drawn on that image.
            UnreadableImage: If the studies cannot be read any more.
        """
        with self._lock:
            self._index()
        if not 1 <= number <= len(self._segments):
            raise BadArguments(f"segment must be from 1 to {len(self._segments)}, got {number}.")
        drawn, segment = self._segments[number - 1]
        sop, frame = self._places.get(ref.digest, (None, 0))
        parts = [one.mask.pixels for one in drawn.on(sop or "", frame) if one.segment == segment.number]
        if sop is None or not parts:
            raise BadArguments(f"Segment {number} was not drawn on that image; name one that it is listed with.")
        if any(one.shape != (ref.height, ref.width) for one in parts):
            raise BadArguments(f"Segment {number} has another size than its image, and masks are not resampled.")
        return Mask(pixels=np.logical_or.reduce(parts))

    def clear(self) -> None:
        """Let go of everything that was read; it is read again when it is needed."""
        with self._lock:
            self._series = self._stacked = None
            self._places, self._segments = {}, ()

    def _series_of(self, image: Image, find: Callable[[ImageRef], Image | None]) -> tuple[Series, ImageRef]:
        known = self._index()
        current: Image | None = image
        ref = image.ref
        for _ in range(_LONGEST_CHAIN):
            if ref.digest in known:
                return known[ref.digest], ref
            if current is None or current.origin is None:
                break
            ref = current.origin.parent
            current = find(ref)
        raise NoVolume("The image belongs to no series of the study, so there is nothing else of it to show.")

    def _index(self) -> dict[str, Series]:
        """Read the studies where that was not done yet; the series by the digests of their images."""
        if self._series is None:
            studies = self._read()
            self._series = _indexed(studies)
            self._places = {
                frame.ref.digest: (instance.sop, index)
                for series in (studies[0].series if studies else ())
                for instance in series.instances
                for index, frame in enumerate(instance.frames)
            }
            self._segments = numbered_segments(studies[0]) if studies else ()
        return self._series


def _indexed(studies: Sequence[Study]) -> dict[str, Series]:
    found: dict[str, Series] = {}
    for study in studies:
        for series in study.series:
            for instance in series.instances:
                for frame in instance.frames:
                    found.setdefault(frame.ref.digest, series)
    return found
