"""A cine: pictures of one series in the order of time."""

from dataclasses import dataclass

from tools.errors import BadArguments
from tools.image import Image

__all__ = ["Cine"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cine:
    """Frames with the times at which they are shown."""

    frames: tuple[Image, ...]
    times: tuple[float, ...] = ()
    """One per frame, after the start [s], never falling; empty where nothing says them."""

    def __post_init__(self) -> None:
        if not self.frames:
            raise BadArguments("A cine has at least one frame.")
        if self.times and len(self.times) != len(self.frames):
            raise BadArguments("A cine has a time for each frame, or for none.")

    def nearest(self, time: float) -> int:
        """The frame that is shown at a time [s]: the last one that began by then, from 0.

        Raises:
            BadArguments: If no times are known, or it lies outside.
        """
        if not self.times:
            raise BadArguments("The times of these frames are not stated; name frames by their numbers.")
        last = self.times[-1]
        if not 0 <= time <= last + 1:
            raise BadArguments(f"times must be from 0 to {last:.2f} s, got {time:g}.")
        # Stamps are rounded to milliseconds.
        return max((index for index, one in enumerate(self.times) if one <= time + 5e-4), default=0)
