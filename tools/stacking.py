"""From the images of a series to its volumes: one per phase, or a refusal that names what is not uniform."""

import itertools
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tools.errors import BadArguments, NoVolume
from tools.image import Image, Spacing
from tools.plane import Plane
from tools.study import Series
from tools.volume import Volume

__all__ = ["no_volume_of", "stack_volumes"]

_ORIENTATION_TOLERANCE = 1e-3
"""Direction cosines of one stack differ by less; localisers of one series differ by 1."""

_SAME_PLACE_MM = 0.01
"""Slices nearer than this [mm] lie at the same place: the finest spacing that any volume has."""

_UNEVEN_SHARE = 0.02
"""A slice may lie this share of the slice distance off the uniform grid: positions are stated with few decimals."""

_TILT_DEGREES = 0.1
"""Angle between the stack and the slices' normal beyond which the grid counts as sheared (a tilted gantry) [deg]:
0.5 mm over a stack of 300 mm, and more than rounding of the positions makes."""

_SPACING_TOLERANCE = 1e-4
"""Pixel spacings of one stack differ by less than this share."""


class _Slice(NamedTuple):
    image: Image
    plane: Plane
    phase: str
    order: tuple[int, int]
    """Instance number and frame: the order of acquisition."""


def stack_volumes(series: Series) -> tuple[Volume, ...]:
    """Stack the images of a series by their place in the patient; nothing is resampled.

    Images at the same place are phases (echoes, times): they are told apart by what their header says, else by the
    order in which they were made, and each phase must be complete.

    Args:
        series: Any series; its order does not matter.

    Returns:
        The volumes in the order of acquisition. Slices run along the normal of the first slice.

    Raises:
        NoVolume: If an image has no place, or the grid is not uniform; it says why.
    """
    slices = _slices(series)
    _check_alike(slices)
    places = _places(slices)
    groups = _phases(slices, places)
    return tuple(_volume(phase, group, len(groups)) for phase, group in groups.items())


def no_volume_of(series: Series) -> str | None:
    """Why a series makes up no volume, as `stack_volumes` would say it; None where it makes up one.

    Args:
        series: Any series; no voxel is copied.
    """
    try:
        slices = _slices(series)
        _check_alike(slices)
        for group in _phases(slices, _places(slices)).values():
            Volume(voxels=np.zeros((1, 1, 1), np.uint8), affine=_affine(group))
    except BadArguments as error:
        return str(error)
    return None


def _slices(series: Series) -> list[_Slice]:
    found = []
    for place, instance in enumerate(series.instances):
        planes = instance.planes or (None,) * len(instance.frames)
        phases = instance.phases or ("",) * len(instance.frames)
        number = instance.number if instance.number is not None else place
        for index, (image, plane, phase) in enumerate(zip(instance.frames, planes, phases, strict=True)):
            if plane is None:
                raise NoVolume("The images do not state where in the patient they lie; look at them one by one.")
            found.append(_Slice(image, plane, phase, (number, index)))
    if len(found) < 2:
        raise NoVolume("A volume needs at least two slices, and this series has one image.")
    return found


def _check_alike(slices: Sequence[_Slice]) -> None:
    first = slices[0]
    if any(one.image.pixels.shape != first.image.pixels.shape for one in slices):
        raise NoVolume("The images of this series differ in size, so they make up no volume.")
    if first.image.is_colour:
        raise NoVolume("The images of this series are in colour; volumes are grey.")
    if any(one.image.unit != first.image.unit for one in slices):
        raise NoVolume("The images of this series differ in the unit of their values, so they make up no volume.")
    directions = np.array([(*one.plane.across, *one.plane.down) for one in slices])
    if np.abs(directions - directions[0]).max() > _ORIENTATION_TOLERANCE:
        raise NoVolume("The images of this series have mixed orientations (such as localisers); they make no volume.")
    spacings = [one.image.spacing for one in slices]
    if not _are_equal([one for one in spacings if one is not None], len(spacings)):
        raise NoVolume("The pixel spacing is unknown or differs within this series, so they make up no volume.")


def _are_equal(spacings: Sequence[Spacing], wanted: int) -> bool:
    if len(spacings) != wanted:
        return False
    values = np.array([(one.row, one.column) for one in spacings])
    return bool((np.abs(values / values[0] - 1) <= _SPACING_TOLERANCE).all())


def _places(slices: Sequence[_Slice]) -> list[int]:
    """For each image, the number of its place along the normal, from 0; images at one place share it."""
    normal = slices[0].plane.normal
    positions = np.array([float(normal @ one.plane.origin) for one in slices])
    order = np.argsort(positions, kind="stable")
    steps = np.concatenate([[0], np.cumsum(np.diff(positions[order]) > _SAME_PLACE_MM)])
    found = np.empty(len(slices), int)
    found[order] = steps
    return [int(one) for one in found]


def _phases(slices: Sequence[_Slice], places: Sequence[int]) -> Mapping[str, list[_Slice]]:
    """The slices of each phase in the order of their places."""
    count = max(places) + 1
    if count < 2:
        raise NoVolume("All images of this series lie at the same place; look at them one by one.")
    if len(slices) == count:
        return {"": [one for _, one in sorted(zip(places, slices, strict=True), key=lambda pair: pair[0])]}
    named: defaultdict[str, list[tuple[int, _Slice]]] = defaultdict(list)
    for place, one in zip(places, slices, strict=True):
        named[one.phase].append((place, one))
    if any({place for place, _ in group} != set(range(count)) for group in named.values()):
        # What the header says tells no phases apart: only the order of acquisition is left.
        named = defaultdict(list, {"": list(zip(places, slices, strict=True))})
    found: dict[str, list[_Slice]] = {}
    for phase, group in sorted(named.items(), key=lambda item: min(one.order for _, one in item[1])):
        found |= _times(phase, group, count)
    return found


def _times(phase: str, group: Sequence[tuple[int, _Slice]], count: int) -> dict[str, list[_Slice]]:
    """Split images of one phase by how many came before at the same place."""
    times, rest = divmod(len(group), count)
    if rest or set(Counter(place for place, _ in group).values()) != {times}:
        raise NoVolume(
            "Some places of this series hold more images than others: slices are missing or doubled, so it makes up "
            "no volume."
        )
    ordered = sorted(group, key=lambda pair: (pair[0], pair[1].order))
    found = {}
    for time in range(times):
        name = phase if times == 1 else f"{phase} time {time + 1}".strip()
        found[name] = [one for _, one in ordered[time::times]]
    return found


def _volume(phase: str, slices: Sequence[_Slice], phases: int) -> Volume:
    first = slices[0]
    affine = _affine(slices)
    try:
        return Volume(
            voxels=_stacked([one.image.pixels for one in slices]),
            affine=affine,
            unit=first.image.unit,
            modality=first.image.modality,
            window=slices[len(slices) // 2].image.window,
            facts=_shared([one.image.facts for one in slices]),
            sources=tuple(one.image.ref for one in slices),
            phase=phase,
            notes=_notes(slices, phase, phases),
        )
    except NoVolume:
        raise
    except BadArguments as error:
        raise NoVolume(f"This series makes up no volume. {error}") from error


def _affine(slices: Sequence[_Slice]) -> NDArray[np.float64]:
    """`(4, 4)`: from `(slice, row, column, 1)` to the patient [mm, LPS].

    Raises:
        NoVolume: If the slices lie on no uniform grid at right angles.
    """
    first = slices[0]
    origins = np.array([one.plane.origin for one in slices])
    step = (origins[-1] - origins[0]) / (len(slices) - 1)
    distance = float(np.linalg.norm(step))
    _check_even(origins, step, distance)
    tilt = float(np.degrees(np.arccos(min(1.0, abs(float(first.plane.normal @ step)) / distance))))
    if tilt > _TILT_DEGREES:
        raise NoVolume(
            f"The slices are stacked {tilt:.1f} degrees off their normal (a tilted gantry), and a sheared grid is not "
            "resampled; look at them one by one."
        )
    spacing = first.image.spacing
    if spacing is None:
        raise NoVolume("The pixel spacing is unknown.")
    affine = np.eye(4)
    for column, vector in enumerate(
        (step, _unit(first.plane.down) * spacing.row, _unit(first.plane.across) * spacing.column)
    ):
        affine[:3, column] = vector
    affine[:3, 3] = origins[0]
    return affine


def _unit(direction: Sequence[float]) -> NDArray[np.float64]:
    vector = np.asarray(direction, np.float64)
    return np.asarray(vector / np.linalg.norm(vector))


def _check_even(origins: NDArray[np.float64], step: NDArray[np.float64], distance: float) -> None:
    off = origins - (origins[0] + np.arange(len(origins))[:, None] * step)
    if float(np.linalg.norm(off, axis=1).max()) > max(_UNEVEN_SHARE * distance, _SAME_PLACE_MM):
        gaps = [float(np.linalg.norm(after - before)) for before, after in itertools.pairwise(origins)]
        raise NoVolume(
            f"The slices are not evenly spaced ({min(gaps):.2f} to {max(gaps):.2f} mm): some may be missing, and "
            "nothing is filled in; look at them one by one."
        )


def _stacked(pixels: Sequence[NDArray[Any]]) -> NDArray[Any]:
    kind = np.result_type(*{one.dtype for one in pixels})
    # Slices of which only some were rescaled to fractions; float32 is what images have.
    return np.stack(pixels, dtype=np.float32 if kind == np.float64 else kind)


def _shared(facts: Sequence[Mapping[str, str]]) -> dict[str, str]:
    return {key: value for key, value in facts[0].items() if all(one.get(key) == value for one in facts)}


def _notes(slices: Sequence[_Slice], phase: str, phases: int) -> tuple[str, ...]:
    own = dict.fromkeys(note for one in slices for note in one.image.notes)
    if phases > 1:
        name = f" ({phase})" if phase else ""
        return (*own, f"The series holds {phases} volumes at the same place; this is one of them{name}.")
    if len({one.phase for one in slices}) > 1:
        return (*own, "The slices of this volume were not made alike: their headers tell phases apart.")
    return tuple(own)
