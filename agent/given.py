"""What came with the study besides images: segments that somebody drew, and reports that somebody wrote.

Both are data of others, to be weighed: they are told as JSON inside a fence, free text without identifiers and control
tokens, and never become findings of our own.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np

from tools.finding import Finding, Measurement
from tools.notes import neutralise, scrub
from tools.segments import Segment, SegmentationObject
from tools.spoken import spoken
from tools.structured import StructuredReport
from tools.study import Study
from tools.volumes import numbered_segments

__all__ = ["Given", "fenced", "given_with", "images_with_segments", "in_words"]

_MOST_SEGMENTS = 32
"""Segments told of [1]: a whole-body segmentation has some hundred; the count of the rest is told."""
_MOST_ENTRIES = 40
"""Findings, measurements and texts told of one report, each [1]."""
_LONGEST_TEXT = 2_000
"""Characters of one text [1]: that of a passage."""
_EVEN = 0.02
"""Share of the slice distance by which slices of a segment may be off it, as for volumes."""
_SHOWN = 3
"""Images that are shown for the sake of their segments at most [1]."""

_DRAWN = {"AUTOMATIC": "a program", "SEMIAUTOMATIC": "a person with a program", "MANUAL": "a person"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """One segment or one report that came with the study."""

    kind: Literal["segment", "report"]
    number: int
    """From 1, of its kind; a segment is named by it."""
    title: str
    """In the standard's words."""
    code: str = ""
    """Scheme and value of the title, such as `SCT:10200004`."""
    about: str = ""
    """Who says so, and when; never a name or a date."""
    images: tuple[int, ...] = ()
    """Numbers of the images shown that a segment lies on."""
    findings: tuple[Finding, ...] = ()
    measurements: tuple[Measurement, ...] = ()
    texts: tuple[tuple[str, str], ...] = ()
    """Section and words, of a report."""
    notes: tuple[str, ...] = ()


def given_with(study: Study, shown: Mapping[tuple[str | None, int], int]) -> tuple[tuple[Given, ...], tuple[str, ...]]:
    """What came with a study, and what of it is not told.

    Args:
        study: The current study.
        shown: Numbers of the images shown, by the digest of their instance's UID and the frame.
    """
    segments = numbered_segments(study)
    found = [
        _segment(number, drawn, segment, shown)
        for number, (drawn, segment) in enumerate(segments[:_MOST_SEGMENTS], start=1)
    ]
    day = next((one.day for series in study.series for one in series.instances if one.day is not None), None)
    found += [_report(number, one, day) for number, one in enumerate(study.reports, start=1)]
    left = len(segments) - _MOST_SEGMENTS
    return tuple(found), (f"{left} more segments came with the study and are not listed.",) if left > 0 else ()


def images_with_segments(study: Study) -> tuple[tuple[str, int | None], ...]:
    """The images on which a segment is largest, by the digest of their UID and the frame; large segments first."""
    best: list[tuple[int, str, int | None]] = []
    for drawn, segment in numbered_segments(study):
        areas = [(one.mask.area, one.source, one.source_frame) for one in drawn.frames if one.segment == segment.number]
        known = [(area, source, frame) for area, source, frame in areas if source is not None and area]
        if known:
            best.append(max(known, key=lambda one: one[0]))
    unique = dict.fromkeys((source, frame) for _, source, frame in sorted(best, key=lambda one: -one[0]))
    return tuple(unique)[:_SHOWN]


def fenced(given: Sequence[Given]) -> str:
    """What came with the study as a model reads it; empty where nothing did."""
    if not given:
        return ""
    lines = [
        f"[{one.kind} {one.number}] {json.dumps(_record(one), ensure_ascii=False, sort_keys=True)}" for one in given
    ]
    return "\n".join(["<report>", *lines, "</report>"])


def in_words(one: Given) -> tuple[str, ...]:
    """What it says, part by part, for a reader."""
    on = (f"on image {', '.join(map(str, one.images))}",) if one.images else ()
    findings = (
        f"{part.name}: {part.presence}{f', {part.laterality}' if part.laterality else ''}" for part in one.findings
    )
    measured = (f"{part.name} {spoken(part)}" for part in one.measurements)
    return (*on, *findings, *measured, *(f"{section}: {text}" for section, text in one.texts))


def _segment(
    number: int, drawn: SegmentationObject, segment: Segment, shown: Mapping[tuple[str | None, int], int]
) -> Given:
    frames = [one for one in drawn.frames if one.segment == segment.number and one.mask.area]
    on = sorted({shown[key] for one in frames if (key := (one.source, one.source_frame or 0)) in shown})
    site = "" if segment.site is None or not segment.site.value else f" ({segment.site.meaning})"
    category = "" if segment.category is None or not segment.category.value else f", {segment.category.meaning}"
    kind = segment.kind
    return Given(
        kind="segment",
        number=number,
        title=f"{segment.label}{site}",
        code="" if kind is None or not kind.value else f"{kind.scheme}:{kind.value}",
        about=f"drawn by {_DRAWN.get(segment.algorithm, 'an unknown hand')} on {len(frames)} image(s){category}",
        images=tuple(on),
        measurements=_sizes(drawn, segment),
        notes=drawn.notes,
    )


def _sizes(drawn: SegmentationObject, segment: Segment) -> tuple[Measurement, ...]:
    """Largest area on one image, and the volume where the slices are even."""
    frames = [one for one in drawn.frames if one.segment == segment.number and one.mask.area]
    if not frames:
        return ()
    areas, spacing = [one.mask.area for one in frames], drawn.spacing
    pixel = 1.0 if spacing is None else spacing.row * spacing.column
    unit = "{pixels}" if spacing is None else "mm2"
    name = "area" if len(frames) == 1 else "largest area on one image"
    found = [
        Measurement(code="area", name=name, value=max(areas) * pixel, unit=unit, basis="Pixels of the segment counted.")
    ]
    distance = _slice_distance(drawn)
    if spacing is not None and distance is not None and len(frames) > 1:
        value = sum(areas) * pixel * distance
        basis = f"Pixels of the segment counted, slices {distance:.3g} mm apart."
        found.append(Measurement(code="volume", name="volume", value=value, unit="mm3", basis=basis))
    return tuple(found)


def _slice_distance(drawn: SegmentationObject) -> float | None:
    """Distance between the slices of a segmentation [mm]; None where they are not even, or not known."""
    planes = [one.plane for one in drawn.frames]
    first = planes[0] if planes else None
    if first is None or any(one is None for one in planes):
        return None
    places = np.unique(np.round([float(first.normal @ one.origin) for one in planes if one is not None], 3))
    if len(places) < 2:
        return None
    gaps = np.diff(places)
    # Slices without anything drawn may be left out, so distances are whole multiples of the smallest.
    steps = gaps / gaps.min()
    return float(gaps.min()) if np.abs(steps - np.rint(steps)).max() <= _EVEN else None


def _report(number: int, one: StructuredReport, day: int | None) -> Given:
    observer = {"person": "by a person", "device": "by a program"}.get(one.observer or "", "by an unnamed observer")
    about = ", ".join(
        (
            observer,
            _written(one.day, day),
            "complete" if one.is_complete else "not complete",
            "verified by a person" if one.is_verified else "not verified",
        )
    )
    title = one.title
    left = [
        f"{len(parts) - _MOST_ENTRIES} more {name} are not listed."
        for name, parts in (("findings", one.findings), ("measurements", one.measurements), ("texts", one.texts))
        if len(parts) > _MOST_ENTRIES
    ]
    return Given(
        kind="report",
        number=number,
        title="report" if title is None else title.meaning,
        code="" if title is None or not title.value else f"{title.scheme}:{title.value}",
        about=about,
        findings=tuple(replace(part, image=None, region=None) for part in one.findings[:_MOST_ENTRIES]),
        measurements=one.measurements[:_MOST_ENTRIES],
        texts=tuple(
            (part.section, neutralise(scrub(part.text).text, _LONGEST_TEXT)) for part in one.texts[:_MOST_ENTRIES]
        ),
        notes=(*one.notes, *left),
    )


def _written(day: int | None, images: int | None) -> str:
    """When a report was written, seen from the images that it came with; never a date."""
    if day is None or images is None:
        return "written at a time that is not stated"
    days = day - images
    if days == 0:
        return "written on the day of the images"
    return f"written {abs(days)} day{'' if abs(days) == 1 else 's'} {'after' if days > 0 else 'before'} the images"


def _record(one: Given) -> dict[str, Any]:
    record: dict[str, Any] = {"about": one.about, "title": one.title}
    if one.code:
        record["code"] = one.code
    if one.kind == "segment":
        record["images"] = list(one.images)
    if one.findings:
        record["findings"] = [
            {
                "name": part.name,
                "presence": part.presence,
                **({"laterality": part.laterality} if part.laterality else {}),
            }
            for part in one.findings
        ]
    if one.measurements:
        record["measurements"] = [
            {"name": part.name, "value": float(f"{part.value:.4g}"), "unit": part.unit} for part in one.measurements
        ]
    if one.texts:
        record["texts"] = [{"section": section, "text": text} for section, text in one.texts]
    if one.notes:
        record["notes"] = list(one.notes)
    return record
