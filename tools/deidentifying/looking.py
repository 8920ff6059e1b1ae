"""A first look at a file that is to be cleaned: whose it is, and how much of it will have to be searched for text."""

from typing import NamedTuple

from tools.deidentifying.known import Known, patient_key
from tools.deidentifying.object import MOST_FRAMES
from tools.errors import UnreadableImage
from tools.reading.dicom_file import parse_dicom
from tools.reading.dicom_pixels import pixel_header
from tools.reading.quiet import quietly
from tools.reading.raster import claimed_pixels

__all__ = ["Look", "look_at"]


class Look(NamedTuple):
    """What one file says before it is cleaned."""

    patient: str
    """What tells its patient from others (`patient_key`); empty for a picture, which names nobody."""
    names: tuple[str, ...]
    """As in `Known`."""
    numbers: tuple[str, ...]
    """As in `Known`."""
    pixels: int
    """Pixels in which text will be looked for [1]; 0 where the file claims none that could be read."""

    @property
    def known(self) -> Known:
        """What the file knows of its patient."""
        return Known(frozenset(self.names), frozenset(self.numbers))


def look_at(data: bytes, *, is_dicom: bool) -> Look:
    """Look at a file.

    Args:
        data: The whole file.
        is_dicom: False for a picture.

    Raises:
        UnreadableImage: If it cannot be parsed.
    """
    with quietly():
        if not is_dicom:
            return Look("", (), (), claimed_pixels(data))
        dataset = parse_dicom(data)
        known = Known.of(dataset)
        try:
            header = pixel_header(dataset)
            pixels = header.width * header.height * min(header.frames, MOST_FRAMES)
        except UnreadableImage:
            pixels = 0  # cleaning it will say why; whose it is counts all the same
        return Look(patient_key(dataset), tuple(sorted(known.names)), tuple(sorted(known.numbers)), pixels)
