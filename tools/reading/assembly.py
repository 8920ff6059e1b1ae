"""Put instances together into the series of a study, and keep count of what was left out."""

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from tools.errors import FileTooLarge, UnreadableImage
from tools.reading.dicom_instance import DicomInstance
from tools.reading.geometry import Placement, ordered
from tools.reading.limits import MAX_FILES, MAX_STUDY_BYTES
from tools.segments import SegmentationObject
from tools.stacking import no_volume_of
from tools.structured import StructuredReport
from tools.study import Instance, Omitted, Series, Study

__all__ = ["Assembly"]


@dataclass(slots=True, kw_only=True)
class _Stack:
    """The DICOM instances of one series, as they came."""

    instances: list[Instance] = field(default_factory=list)
    placements: list[Placement | None] = field(default_factory=list)

    def finished(self) -> Series:
        instances, notes = ordered(self.instances, self.placements)
        shapes = {frame.pixels.shape for one in instances for frame in one.frames}
        if len(shapes) > 1:
            notes = (*notes, "The images of this series differ in size.")
        notes = (*notes, *_no_volume_note(instances))
        return Series(instances=instances, modality=instances[0].frames[0].modality, notes=notes)


class Assembly:
    """Collects what is read; the series stand in the order in which their first image came."""

    def __init__(self) -> None:
        self._series: list[Series | _Stack] = []
        self._stacks: dict[str, _Stack] = {}
        self._masks: list[SegmentationObject] = []
        self._mask_pictures: list[Instance] = []
        self._reports: list[StructuredReport] = []
        self._seen: set[str] = set()
        self._bytes = 0
        self._files = 0
        self._left_out: Counter[str] = Counter()
        self._omitted: list[Omitted] = []
        self._file: Path | None = None
        self._notes: list[str] = []

    @property
    def is_empty(self) -> bool:
        """True while nothing was read."""
        return not (self._series or self._masks or self._reports)

    def begin_file(self, file: Path | None = None) -> None:
        """Count a file against the limit of a study; what is left out from here on belongs to it.

        Args:
            file: None for a part of the one before, such as a file of an archive.

        Raises:
            FileTooLarge: If there are too many.
        """
        self._files += 1
        self._file = file or self._file
        if self._files > MAX_FILES:
            raise FileTooLarge(f"A study of more than {MAX_FILES:,} files is not read; hand over fewer.")

    def leave_out(self, reason: str) -> None:
        """Note that a file was left out."""
        self._left_out[reason] += 1
        if self._file is not None:
            self._omitted.append(Omitted(file=self._file, reason=reason))

    def leave_out_unnamed(self, reason: str) -> None:
        """Note that something was left out that is no file here, such as a link."""
        self._left_out[reason] += 1

    def add_study(self, study: Study) -> None:
        """Take over the series and notes of a study that was read before."""
        self._series.extend(study.series)
        self._masks.extend(study.masks)
        self._reports.extend(study.reports)
        self._notes.extend(study.notes)
        self._omitted.extend(study.omitted)

    def add(self, instance: Instance) -> None:
        """Add a picture that belongs to no series of DICOM."""
        self._weigh(instance)
        self._series.append(Series(instances=(instance,), modality=instance.frames[0].modality))

    def add_dicom(self, found: DicomInstance) -> None:
        """Add a DICOM instance to its series; a second copy of the same file is left out."""
        if found.instance.digest in self._seen:
            self.leave_out("a copy of another file")
            return
        self._weigh(found.instance)
        self._seen.add(found.instance.digest)
        if found.segmentation is not None:
            self._masks.append(found.segmentation)
            self._mask_pictures.append(found.instance)
            return
        # An instance without a Series Instance UID is a series of its own.
        key = found.series_uid or found.instance.digest
        stack = self._stacks.get(key)
        if stack is None:
            stack = self._stacks[key] = _Stack()
            self._series.append(stack)
        stack.instances.append(found.instance)
        stack.placements.append(found.placement)

    def add_report(self, report: StructuredReport) -> None:
        """Add a structured report; a second copy of the same file is left out."""
        if report.digest in self._seen:
            self.leave_out("a copy of another file")
            return
        self._seen.add(report.digest)
        self._reports.append(report)

    def _weigh(self, instance: Instance) -> None:
        self._bytes += sum(int(np.asarray(frame.pixels).nbytes) for frame in instance.frames)
        if self._bytes > MAX_STUDY_BYTES:
            raise FileTooLarge(
                f"The study takes more than {MAX_STUDY_BYTES:,} bytes in memory; hand over fewer images at a time."
            )

    def finished(self) -> Study:
        """The study, with a note for whatever was left out.

        Raises:
            UnreadableImage: If nothing could be read.
        """
        notes = tuple(self._notes) + tuple(_left_out_note(reason, n) for reason, n in sorted(self._left_out.items()))
        if self.is_empty:
            raise UnreadableImage(" ".join(("There is no readable image.", *notes)))
        series = tuple(one.finished() if isinstance(one, _Stack) else one for one in self._series)
        if not series and self._mask_pictures:
            # With nothing else to look at, the masks are what there is to see.
            series = tuple(
                Series(instances=(one,), modality="SEG", notes=(_MASKS_ONLY,)) for one in self._mask_pictures
            )
        if self._masks or self._reports:
            notes = (*notes, f"With the images came {len(self._masks)} segmentations and {len(self._reports)} reports.")
        return Study(
            series=series,
            notes=notes,
            masks=tuple(self._masks),
            reports=tuple(self._reports),
            omitted=tuple(self._omitted),
        )


def _no_volume_note(instances: tuple[Instance, ...]) -> tuple[str, ...]:
    """Say of slices that state where they lie why they cannot be shown as a volume; nothing is resampled in silence."""
    places = [plane for one in instances for plane in one.planes]
    has_scale = all(frame.spacing is not None for one in instances for frame in one.frames)
    if len(places) < 2 or None in places or not has_scale or any(not one.planes for one in instances):
        return ()
    reason = no_volume_of(Series(instances=instances, modality=instances[0].frames[0].modality))
    return () if reason is None else (f"No volume is made of this series. {reason}",)


_MASKS_ONLY = "These are the masks of a segmentation, and not the image that they were drawn on."


def _left_out_note(reason: str, count: int) -> str:
    files = "1 file was" if count == 1 else f"{count} files were"
    separator = " " if reason[0].islower() else " left out: "
    return f"{files}{separator}{reason}" + ("" if reason.endswith(".") else ".")
