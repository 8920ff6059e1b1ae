"""What was found on pictures that were looked at before: many questions are asked about one picture.

Only where lines of text stand is kept, under a digest of the picture; none of its pixels.
"""

from collections import OrderedDict
from threading import Lock

from tools.deidentifying.text import TextLine, find_text
from tools.image import Image

__all__ = ["LOOKED_AT", "LookedAt"]

_PICTURES = 1_024
"""Pictures that are kept [1] (ours): more than any set of questions in common use has of one kind."""
_LINES = 20_000
"""Lines that are kept in all [1] (ours): some 14 MB, at 60 lines a picture those of 330 pictures."""


class LookedAt:
    """Lines of text by picture, the longest unused forgotten first; usable from any thread."""

    def __init__(self, pictures: int = _PICTURES, lines: int = _LINES) -> None:
        """Make an empty one.

        Args:
            pictures: Most that are kept [1].
            lines: Most that are kept in all [1].
        """
        self._most_pictures, self._most_lines = pictures, lines
        self._kept: OrderedDict[str, tuple[TextLine, ...]] = OrderedDict()
        self._lines = 0
        self._lock = Lock()

    def lines(self, image: Image) -> tuple[TextLine, ...]:
        """Rows of characters on an image, as `find_text` finds them on its pixels.

        Args:
            image: The image; its digest covers its pixels, their type and their shape.
        """
        key = image.ref.digest
        with self._lock:
            known = self._kept.get(key)
            if known is not None:
                self._kept.move_to_end(key)
                return known
        found = find_text(image.pixels)
        with self._lock:
            if key not in self._kept:
                self._kept[key] = found
                self._lines += len(found)
            while len(self._kept) > self._most_pictures or self._lines > self._most_lines:
                self._lines -= len(self._kept.popitem(last=False)[1])
        return found

    def clear(self) -> None:
        """Forget all."""
        with self._lock:
            self._kept.clear()
            self._lines = 0


LOOKED_AT = LookedAt()
"""That of this process."""
