"""What was handed over, read: the images to show first, the earlier studies and how old they are, what came with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from agent.belonging import check_one_person, people, same_issuer, several_studies
from agent.case import Case, Prior
from agent.comparison import Earlier, interval
from agent.context import Context
from agent.errors import InputError
from agent.given import Given, given_with, images_with_segments
from agent.offering import offer
from tools.deidentifying.covering import cover_study, cover_text
from tools.deidentifying.options import TextPolicy
from tools.errors import MissingFile, ToolError
from tools.image import Image
from tools.reading import read_study
from tools.study import Study

__all__ = ["IMAGES_SHOWN", "Intake", "covered_studies", "read_case", "read_studies"]

IMAGES_SHOWN = 8
"""Most images of a study put before the model at once; a longer series is sampled evenly, and the note says so."""

_PRIOR_IMAGES = 2
"""Most images of an earlier study: a chest is often taken from the front and from the side."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """A case as it was read."""

    shown: tuple[Image, ...]
    """The images to show first: those of the study, then those of the earlier ones."""
    current: int
    """How many of them are of the study itself."""
    studied: int
    """How many images the study has."""
    earlier: tuple[Earlier, ...]
    """Which of the images shown are of earlier studies."""
    given: tuple[Given, ...]
    """What came with the study besides images."""
    offered: tuple[str, ...]
    """The tools that the case is told of."""
    notes: tuple[str, ...]
    """What was odd, as sentences."""


def read_studies(case: Case) -> tuple[Study, ...]:
    """The study of a case, then its earlier ones; none for a case told in words only.

    Raises:
        ToolError: If one cannot be read.
    """
    if case.images is None:
        return ()
    return tuple(read_study(one) for one in (case.images, *(Prior.of(prior).images for prior in case.priors)))


def covered_studies(case: Case, policy: TextPolicy) -> tuple[Study, ...]:
    """The same studies, with text masked where it is to be expected: what volumes are stacked from.

    Raises:
        ToolError: If one cannot be read.
    """
    return tuple(cover_study(one, policy) for one in read_studies(case))


def read_case(context: Context) -> Intake:
    """Read what was handed over.

    Raises:
        InputError: If it cannot be used.
    """
    if context.case.images is None:
        return _told(context)
    try:
        study, *priors = read_studies(context.case)
    except ToolError as error:
        # The chain below holds only our own readers' frames: what to do stands in the message.
        refused = InputError(_told_where(context.case, error))
        refused.file = error.file
        raise refused from None
    doubts = (*check_one_person(study), *several_studies(study))
    places = _chosen(study)
    if not places:
        raise InputError("The study holds no picture, only reports; hand over the images that they are about.")
    frames = [study.series[at[0]].instances[at[1]].frames[at[2]] for at in places]
    chosen = tuple(cover_text(image, context.mask_text) for image in frames)
    numbers = {(study.series[at[0]].instances[at[1]].sop, at[2]): number for number, at in enumerate(places, start=1)}
    given, left = given_with(study, numbers)
    notes = [*doubts, *_notes(study, chosen), *left]
    total = len(study.images)
    if total > len(chosen):
        notes.append(f"{len(chosen)} of {total} images are shown, evenly chosen.")
    shown, earlier = _with_priors(context, study, priors, chosen, notes)
    return Intake(
        shown=shown,
        current=len(chosen),
        studied=total,
        earlier=earlier,
        given=given,
        offered=offer(context.tools, (study, *priors), len(shown)),
        notes=tuple(dict.fromkeys(notes)),
    )


def _told_where(case: Case, error: ToolError) -> str:
    """What went wrong; for a path that is not there, which one of those that the caller gave."""
    given = (case.images, *(Prior.of(prior).images for prior in case.priors))
    paths = [one for some in given for one in (some if isinstance(some, list | tuple) else (some,))]
    gone = [str(one) for one in paths if isinstance(one, str | Path) and not _is_there(one)]
    if not isinstance(error, MissingFile) or not gone:
        return str(error)
    return (
        f"There is no file or folder {gone[0]!r} that can be opened; check the spelling, or give the whole path "
        "(a relative one is looked for in the current folder)."
    )


def _is_there(path: str | Path) -> bool:
    try:
        return Path(path).exists()
    except (OSError, ValueError):
        return False


def _told(context: Context) -> Intake:
    """A case without pictures: no tool that looks at one is offered."""
    return Intake(
        shown=(),
        current=0,
        studied=0,
        earlier=(),
        given=(),
        offered=offer(context.tools, (), 0),
        notes=("No image was handed over: this rests on what is told alone.",),
    )


def _chosen(study: Study) -> list[tuple[int, int, int]]:
    """Series, instance and frame of the images to show: evenly spread, and those with the largest segments."""
    places = [
        (number, at, frame)
        for number, series in enumerate(study.series)
        for at, instance in enumerate(series.instances)
        for frame in range(len(instance.frames))
    ]
    if len(places) <= IMAGES_SHOWN:
        return places
    wanted = images_with_segments(study)
    marked = [
        place
        for place in places
        if any(
            study.series[place[0]].instances[place[1]].sop == source and (frame or 0) == place[2]
            for source, frame in wanted
        )
    ]
    room = IMAGES_SHOWN - len(marked)
    even = [places[round(index * (len(places) - 1) / max(1, room - 1))] for index in range(room)]
    return sorted({*marked, *even})


def _with_priors(
    context: Context, study: Study, priors: Sequence[Study], chosen: tuple[Image, ...], notes: list[str]
) -> tuple[tuple[Image, ...], tuple[Earlier, ...]]:
    """The images shown with those of the earlier studies behind them; what is to be said about them joins the notes."""
    shown, earlier, day = chosen, [], _day(study)
    for given, prior in zip(context.case.priors, priors, strict=True):
        notes += [f"Earlier study: {note}" for note in check_one_person(prior)]
        covered = tuple(cover_text(image, context.mask_text) for image in _sample(prior.images, _PRIOR_IMAGES))
        if not covered:
            raise InputError("An earlier study holds no picture, only reports; hand over its images.")
        was = _day(prior)
        stated = Prior.of(given).days
        by_header = float(day - was) if day is not None and was is not None else None
        days = by_header if stated is None else stated
        first = len(shown) + 1
        notes += _doubts(study, prior, first, stated, by_header)
        earlier += [Earlier(number=first + at, days=days) for at in range(len(covered))]
        notes += [f"Earlier study: {note}" for note in _notes(prior, covered)]
        if len(prior.images) > len(covered):
            notes.append(f"{len(covered)} of {len(prior.images)} images of an earlier study are shown.")
        if days is not None and days < 0:
            notes.append(f"An earlier study (image {first}) is dated after the current one; check which is which.")
        shown = (*shown, *covered)
    if priors:
        told = "; ".join(f"image {one.number}: {one.words}" for one in earlier)
        notes.append(f"Images of earlier studies, not of the present: {told}.")
    return shown, tuple(earlier)


def _doubts(study: Study, prior: Study, first: int, stated: float | None, by_header: float | None) -> list[str]:
    """What speaks against an earlier study being one of this person, or as old as was stated."""
    doubts = []
    here, there = people(study), people(prior)
    if here and there and not any(one[0] == other[0] and same_issuer(one, other) for one in here for other in there):
        doubts.append(
            f"WARNING: the earlier study (image {first}) bears another patient's number than the current one; check "
            "that both are of the same person before you read any change."
        )
    if not (here and there):
        lacks = (
            "the current study bears no"
            if there
            else f"the earlier study (image {first}) bears no"
            if here
            else f"neither the earlier study (image {first}) nor the current one bears a"
        )
        doubts.append(
            f"WARNING: {lacks} patient's number, so that it could not be checked that both are of one person; check it "
            "before you read any change."
        )
    if stated is not None and by_header is not None and abs(stated - by_header) >= 1:
        doubts.append(
            f"WARNING: an earlier study (image {first}) was stated to be {stated:g} days older, but by the dates in "
            f"both headers it is {interval(by_header)}; what was stated is used."
        )
    digests = {one.digest for series in study.series for one in series.instances}
    if any(one.digest in digests for series in prior.series for one in series.instances):
        raise InputError("The earlier study is the current one; name an earlier one, or leave it out.")
    return doubts


def _day(study: Study) -> int | None:
    days = [one.day for series in study.series for one in series.instances if one.day is not None]
    return min(days) if days else None


def _notes(study: Study, images: tuple[Image, ...]) -> tuple[str, ...]:
    every = (*study.notes, *(note for one in study.series for note in one.notes), *(n for i in images for n in i.notes))
    return tuple(dict.fromkeys(every))


def _sample(images: tuple[Image, ...], most: int) -> tuple[Image, ...]:
    if len(images) <= most:
        return images
    return tuple(images[round(index * (len(images) - 1) / max(1, most - 1))] for index in range(most))
