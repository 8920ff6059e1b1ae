"""The pictures of a study as the viewer asks for them: read in the confined process, text masked, kept for a while."""

import asyncio
from collections import OrderedDict
from dataclasses import dataclass, field
from functools import cached_property

from agent.intake import IMAGES_SHOWN
from agent.page.errors import NotThere, Unusable
from agent.page.limits import Limits
from agent.page.studies import UploadedStudy
from tools.deidentifying.covering import cover_text
from tools.errors import ToolError
from tools.image import Image
from tools.reading import read_study
from tools.study import Study

__all__ = ["Frames", "Shelf", "left_out", "likely"]


@dataclass(frozen=True, kw_only=True, eq=False)
class Frames:
    """A study that was read."""

    study: Study
    _masked: dict[int, Image] = field(default_factory=dict)
    """Frames that were looked through for text already: on a large one that takes seconds."""

    @cached_property
    def images(self) -> tuple[Image, ...]:
        """All frames as they were read, in order."""
        return self.study.images

    @cached_property
    def size(self) -> int:
        """What the pixels take [bytes]."""
        return sum(one.pixels.nbytes for one in self.images)

    def shown(self, number: int) -> Image:
        """A frame, from 1, as the model sees it: with text masked where it is to be expected.

        Raises:
            NotThere: If the study has no such frame.
        """
        if not 1 <= number <= len(self.images):
            raise NotThere(f"The study has {len(self.images)} images, numbered from 1.")
        if number not in self._masked:
            self._masked[number] = cover_text(self.images[number - 1], "auto")
        return self._masked[number]

    def places(self, digests: frozenset[str]) -> dict[str, int]:
        """The numbers of frames by the digests that a case calls them by; frames are looked at until all are found."""
        found: dict[str, int] = {}
        for number in likely(len(self.images)):
            if len(found) == len(digests):
                break
            digest = self.shown(number).ref.digest
            if digest in digests:
                found.setdefault(digest, number)
        return found


def likely(count: int) -> list[int]:
    """All numbers of frames, first those that a case is shown of a long series: evenly spread ones."""
    spread = [
        1 + round(at * (count - 1) / max(1, some - 1)) for some in range(IMAGES_SHOWN, 1, -1) for at in range(some)
    ]
    return list(dict.fromkeys((*spread, *range(1, count + 1))))


def left_out(study: UploadedStudy, frames: Frames) -> list[dict[str, str]]:
    """The files of an upload that nothing was taken from, by the names that their owner gave them, for the owner only.

    A file of which several parts were left out for one reason stands there once.
    """
    known = ((study.names.get(one.file.name, ""), one.reason) for one in frames.study.omitted)
    return [{"name": name, "reason": reason} for name, reason in dict.fromkeys(known) if name]


class Shelf:
    """Studies that were read, within a bound of memory; the one looked at longest ago goes first."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._read: OrderedDict[str, Frames] = OrderedDict()
        self._reading: dict[str, asyncio.Task[Frames]] = {}

    async def frames(self, study: UploadedStudy) -> Frames:
        """The frames of a study, read once however many ask.

        Raises:
            Unusable: If it cannot be read.
        """
        found = self._read.get(study.id)
        if found is not None:
            self._read.move_to_end(study.id)
            return found
        task = self._reading.get(study.id)
        if task is None:
            task = asyncio.create_task(self._open(study))
            self._reading[study.id] = task
            task.add_done_callback(lambda _: self._reading.pop(study.id, None))
        return await asyncio.shield(task)

    def drop(self, study_id: str) -> None:
        """Let go of a study."""
        self._read.pop(study_id, None)

    async def _open(self, study: UploadedStudy) -> Frames:
        try:
            found = Frames(study=await asyncio.to_thread(read_study, study.source))
        except ToolError as error:
            raise Unusable(str(error)) from error
        if not found.images:
            raise Unusable("The study holds no picture, only reports; hand over the images that they are about.")
        self._read[study.id] = found
        while len(self._read) > 1 and sum(one.size for one in self._read.values()) > self._limits.decoded_bytes:
            self._read.popitem(last=False)
        return found
