"""Names, groups and quantities that nobody has heard of, so that no model can know what is asked."""

from random import Random

__all__ = ["CROWDED", "GROUPS", "QUANTITIES", "UNIT", "numbers", "short_of", "substance"]

UNIT = "units per litre"
QUANTITIES = (
    *("ceiling value", "resting level", "morning trough", "storage loss", "rescue amount", "holding rate"),
    *("washout share", "arrival count", "carrier load", "binding mass", "evening peak", "transit sum"),
    *("quenching ratio", "entry budget", "border margin", "daily quota"),
)
"""What is asked of a substance; each of two words of its own."""
GROUPS = (
    *("harbour workers", "forest rangers", "glass blowers", "cheese makers", "tram drivers", "stage dancers"),
    *("piano tuners", "night bakers", "bell founders", "kite surfers", "mine surveyors", "salt panners"),
)
"""Whom it is asked for; each of two words of its own."""
CROWDED = (
    *("rope twisters", "pearl divers", "chess coaches", "sheep shearers", "canal pilots", "mural painters"),
    *("lens grinders", "violin carvers", "snow groomers", "bus inspectors", "court clerks", "puppet players"),
)
"""Groups that much else is written about."""
_STARTS = ("bro", "da", "fe", "gli", "ho", "ju", "ka", "lo", "mu", "ne", "pla", "qui", "ro", "sta", "tu", "vo", "ze")
_MIDDLES = ("ba", "cri", "do", "fu", "go", "ki", "lu", "mi", "na", "po", "ru", "so", "ti", "va")
_ENDS = ("dase", "forin", "gotin", "lixol", "mulase", "nupine", "quinol", "radine", "solase", "tazine")
_LETTERS = "BCDFGHJKLMNPQRSTVWXZ"


def substance(chance: Random) -> str:
    """A made-up substance."""
    return f"{chance.choice(_STARTS)}{chance.choice(_MIDDLES)}{chance.choice(_MIDDLES)}{chance.choice(_ENDS)}"


def short_of(chance: Random) -> str:
    """A made-up abbreviation that is no part of the word it stands for."""
    return "".join(chance.sample(_LETTERS, 4))


def numbers(chance: Random, count: int) -> list[int]:
    """Different numbers of two digits."""
    return chance.sample(range(11, 99), count)
