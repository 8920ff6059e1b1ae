"""What changed since an earlier study: the same tools on both images, and how well the two lie on each other."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from tools.finding import Finding, Measurement
from tools.result import ToolResult
from tools.spoken import spoken

__all__ = ["Change", "Earlier", "Seen", "changes", "interval", "seen_of"]

_PAIRED = "compare_prior"
_RESIDUAL = "registration-residual"
_OF_ONE_IMAGE = frozenset({"area"})
"""Quantities in pixels of their own image, which registration puts on one scale."""
_NOTED = ("present", "absent")
_PARTS = ("points", "region", "segment")
"""Arguments that name a part of an image."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """An image of an earlier study."""

    number: int
    """Of the image."""
    days: float | None = None
    """How long before the current study it was made [d]; below 0 for one that is dated after it; None: not stated."""

    @property
    def words(self) -> str:
        """What the model and the reader are told of it; never a date."""
        return f"prior, {interval(self.days)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What one tool found on one image of a case with earlier studies."""

    tool: str
    image: int
    """Number of the image."""
    target: str = ""
    """What was outlined or measured, where the tool has a choice."""
    findings: tuple[Finding, ...] = ()
    measurements: tuple[Measurement, ...] = ()
    other: int | None = None
    """The earlier image, for a registration."""
    scale: float = 1.0
    """How much larger the earlier image is shown to lie on the current one [1]."""
    refusal: str = ""
    """Why the two could not be registered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing, then and now."""

    name: str
    image: int
    """Number of the current image."""
    prior: int
    """Number of the earlier one."""
    days: float | None
    """Days between them; None where nothing states them."""
    then: str
    now: str
    difference: float | None = None
    """Now less then [unit], for quantities."""
    unit: str = ""
    """Of the difference, in UCUM; `then` and `now` are written for readers."""
    is_beyond_error: bool | None = None
    """Whether the difference is larger than both uncertainties together; None where they are not known."""
    basis: str = ""
    """How well the two images lie on each other, or why that is not known."""


def interval(days: float | None) -> str:
    """How long before, in words."""
    if days is None:
        return "time before not stated"
    if days == 0:
        return "the same day"
    count = f"{abs(days):g} day{'' if abs(days) == 1 else 's'}"
    return f"{count} before" if days > 0 else f"dated {count} AFTER the current study"


def seen_of(name: str, arguments: Mapping[str, Any], result: ToolResult, *, refusal: str = "") -> tuple[Seen, ...]:
    """What a call found, where it looked at the whole of one image, or laid one on another.

    Args:
        name: Of the tool.
        arguments: As the model wrote them.
        result: What came out.
        refusal: Why nothing came out.
    """
    image, other = arguments.get("image"), arguments.get("prior")
    is_pair = name == _PAIRED
    if type(image) is not int or (is_pair and type(other) is not int) or (refusal and not is_pair):
        return ()
    if any(arguments.get(part) is not None for part in _PARTS):
        return ()  # a part of one image is not the same part of another
    scale = result.values.get("scale", 1.0)
    return (
        Seen(
            tool=name,
            image=image,
            target=str(arguments.get("target") or arguments.get("kind") or ""),
            findings=result.findings,
            measurements=result.measurements,
            other=other if is_pair else None,
            scale=float(scale) if isinstance(scale, int | float) else 1.0,
            refusal=refusal,
        ),
    )


def changes(seen: Sequence[Seen], earlier: Sequence[Earlier], studied: int) -> tuple[Change, ...]:
    """What the same tool said of the current and of an earlier image.

    Args:
        seen: What tools found, oldest first; of the same call the last counts.
        earlier: The earlier images.
        studied: How many images there are of the current and the earlier studies.
    """
    numbers = {one.number for one in earlier}
    found: list[Change] = []
    for prior in earlier:
        for image in range(1, studied + 1):
            if image not in numbers:
                found += _between(seen, image, prior)
    return tuple(found)


def _between(seen: Sequence[Seen], image: int, prior: Earlier) -> list[Change]:
    paired = next((one for one in reversed(seen) if (one.image, one.other) == (image, prior.number)), None)
    then = {(one.tool, one.target): one for one in seen if one.image == prior.number and one.tool != _PAIRED}
    now = {(one.tool, one.target): one for one in seen if one.image == image and one.tool != _PAIRED}
    found: list[Change] = []
    for key in sorted(then.keys() & now.keys()):
        found += _quantities(then[key], now[key], image, prior, paired)
        found += _presences(then[key].findings, now[key].findings, image, prior, paired)
    return found


def _basis(paired: Seen | None) -> str:
    if paired is None:
        return "The two images were not laid on each other."
    if paired.refusal:
        return f"The two images do not lie on each other, so a difference may be one of view. {paired.refusal}"
    residual = next((one for one in paired.measurements if one.code == _RESIDUAL), None)
    return "" if residual is None else f"Registered with a residual of {spoken(residual)}."


def _quantities(then: Seen, now: Seen, image: int, prior: Earlier, paired: Seen | None) -> Iterable[Change]:
    before = {one.code: one for one in then.measurements}
    for one in now.measurements:
        old = before.get(one.code)
        if old is None or old.unit != one.unit:
            continue
        value, basis = old.value, _basis(paired)
        if one.code in _OF_ONE_IMAGE and one.unit == "{pixels}":
            if paired is None or paired.refusal:
                continue  # pixels of two images that nothing relates cannot be compared
            value, basis = (
                value * paired.scale**2,
                f"{basis} The earlier area is given at the scale of the current one.",
            )
        spread = None
        if one.uncertainty is not None and old.uncertainty is not None:
            spread = one.uncertainty + old.uncertainty
        yield Change(
            name=one.name if not now.target or now.target in one.name else f"{now.target}: {one.name}",
            image=image,
            prior=prior.number,
            days=prior.days,
            then=spoken(replace(old, value=value)),
            now=spoken(one),
            difference=one.value - value,
            unit=one.unit,
            is_beyond_error=None if spread is None else abs(one.value - value) > spread,
            basis=basis,
        )


def _presences(
    then: Sequence[Finding], now: Sequence[Finding], image: int, prior: Earlier, paired: Seen | None
) -> Iterable[Change]:
    before, after = _by_name(then), _by_name(now)
    for code in sorted(before.keys() & after.keys()):
        # Of what nobody is sure of, neither then nor now, there is no change to tell.
        if {before[code][1], after[code][1]} & set(_NOTED):
            yield Change(
                name=after[code][0],
                image=image,
                prior=prior.number,
                days=prior.days,
                then=before[code][2],
                now=after[code][2],
                basis=_basis(paired),
            )


def _by_name(findings: Sequence[Finding]) -> dict[str, tuple[str, str, str]]:
    """Name, presence, and presence with sides and certainty, by code."""
    found: dict[str, list[Finding]] = {}
    for one in findings:
        found.setdefault(one.code, []).append(one)
    out: dict[str, tuple[str, str, str]] = {}
    for code, several in found.items():
        best = max(several, key=lambda one: one.certainty)
        sides = sorted({one.laterality for one in several if one.laterality and one.presence == best.presence})
        where = f", {' and '.join(sides)}" if sides else ""
        out[code] = (best.name, best.presence, f"{best.presence}{where} ({best.certainty:.2f})")
    return out
