"""Whether the table of a classification says one thing, and only one, about everything that can be seen."""

from collections.abc import Iterator
from itertools import product
from math import prod
from pathlib import Path

from guidelines.classification import OWN_CLASSIFICATIONS, Classification
from guidelines.errors import FormatError

__all__ = ["check_classifications", "gaps"]

MOST_COMBINATIONS = 50_000
"""Most combinations of values that are gone through (ours); the largest table has a few thousand."""
_TOLD = 3
"""Most problems of one table that are told (ours): they tend to be alike."""


def check_classifications(folder: Path = OWN_CLASSIFICATIONS) -> tuple[tuple[str, ...], int]:
    """Check every classification of a folder.

    Returns:
        One sentence for each problem, and how many classifications were read.
    """
    problems: list[str] = []
    paths = sorted(folder.glob("*.toml"))
    for path in paths:
        try:
            found = list(gaps(Classification.read(path)))
        except FormatError as error:
            problems += str(error).splitlines()
            continue
        problems += [f"{path.name}: rows: {one}" for one in found[:_TOLD]]
    return tuple(problems), len(paths)


def gaps(classification: Classification) -> Iterator[str]:
    """Name combinations that no row speaks of, those on which rows differ, and rows that nothing meets."""
    if not classification.rows:
        return
    names = [one.id for one in classification.features]
    values = [[value.id for value in one.values] for one in classification.features]
    if prod(map(len, values)) > MOST_COMBINATIONS:
        yield f"more than {MOST_COMBINATIONS} combinations; use fewer features or values."
        return
    unmet = set(range(len(classification.rows)))
    for combination in product(*values):
        seen = dict(zip(names, combination, strict=True))
        met = [at for at in range(len(classification.rows)) if classification.rows[at].meets(seen)]
        unmet -= set(met)
        said = {classification.rows[at].category for at in met}
        told = ", ".join(f"{name} = {value}" for name, value in seen.items())
        if not met:
            yield f"no row for {told}; add one, or say there why there is no category."
        elif len(said) > 1:
            yield f"rows differ for {told}: {' and '.join(sorted(map(str, said)))}; make them agree."
    for at in sorted(unmet):
        yield f"row {at + 1} is met by nothing; remove it or correct its values."
