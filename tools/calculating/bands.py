"""What a value means: intervals with their meaning, from a source of their own."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from tools.calculating.exact import Exact, Real, exact, settled, written
from tools.calculating.inputs import Given, Value
from tools.calculating.source import Source

__all__ = ["Band", "Bands"]


@dataclass(frozen=True, slots=True)
class Band:
    """Values from `low` on, up to where the next band begins."""

    low: int | str | None
    """Where it begins; None: the lowest values."""
    meaning: str
    above: bool = False
    """True: `low` itself still belongs to the band before."""

    @property
    def start(self) -> Exact | None:
        """Where it begins, exactly."""
        return None if self.low is None else exact(self.low)

    def begins_by(self, value: Exact) -> bool:
        """True where the band begins at or below a value."""
        return self.start is None or value > self.start or (value == self.start and not self.above)


@dataclass(frozen=True, slots=True)
class Bands:
    """Meanings of a value, from low to high."""

    source: Source
    bands: tuple[Band, ...]
    only: Mapping[str, Value] = field(default_factory=dict)
    """Inputs that must have these values for the bands to apply: `{"sex": "female"}`."""

    def __post_init__(self) -> None:
        starts = [one.start for one in self.bands]
        if not starts or any(one is None for one in starts[1:]):
            raise ValueError("Bands need one band at least, and only the first may begin at None.")
        known = [one for one in starts if one is not None]
        if sorted(set(known)) != known:
            raise ValueError(f"Bands must rise, got {[one.low for one in self.bands]}.")

    def apply(self, given: Given) -> bool:
        """True where they are about this patient."""
        return all(given.get(name) == value for name, value in self.only.items())

    def meaning(self, value: Real) -> str | None:
        """The meaning of a value, or None below the first band."""
        number = settled(value)
        found = None
        for band in self.bands:
            if band.begins_by(number):
                found = band.meaning
        return found

    def told(self) -> tuple[str, ...]:
        """Each band in a line: `2 to below 3: …`."""
        lines = []
        for band, after in zip(self.bands, (*self.bands[1:], None), strict=True):
            first = "" if band.start is None else f"{'above' if band.above else 'from'} {written(band.start)} "
            last = ""
            if after is not None and after.start is not None:
                last = f"{'up to' if after.above else 'below'} {written(after.start)}"
            lines.append(f"{first}{last}".strip() + f": {band.meaning}")
        return tuple(lines)
