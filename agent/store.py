"""Where pixels live while a case is worked on: by content, never in the state."""

import json
import re
from collections import OrderedDict
from dataclasses import asdict
from io import BytesIO
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np

from agent.encoding import EncodedImages
from tools.cine import Cine
from tools.errors import NoVolume
from tools.image import Image, ImageRef, Origin, Spacing, Window
from tools.lookup import Lookup
from tools.private_files import make_private_folder, sweep, write_private_file
from tools.region import BoundingBox, Mask
from tools.volume import Volume
from tools.volumes import Volumes

__all__ = ["ImageStore", "MissingImage"]

_IN_MEMORY = 512 * 1024 * 1024
"""Pixels kept in memory by one store [bytes]; past it, the oldest go if they are also on disk."""

_DIGEST = re.compile(r"[0-9a-f]{32}")
"""What an image's name looks like: nothing else becomes a file name."""


class MissingImage(LookupError):
    """An image that a checkpoint names is not in the store; hand the same study over again."""


class ImageStore:
    """Images by the digest of their content, in memory and, for resumable cases, in a private folder.

    Files are NumPy arrays without pickled objects beside a JSON document; both are written under another name first, so
    that a killed process leaves nothing half-written behind.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._images: OrderedDict[str, Image] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()
        self._folder = folder
        self.encoded = EncodedImages()
        self.volumes: Volumes | None = None
        """The volumes of the studies handed over; None where those are not at hand, as after a restart."""
        if folder is not None:
            make_private_folder(folder)
            sweep(folder)  # of what a killed process left half-written

    def put(self, image: Image) -> ImageRef:
        """Keep an image and return its name."""
        ref = image.ref
        with self._lock:
            if ref.digest in self._images:
                return ref
            self._images[ref.digest] = image
            self._bytes += image.pixels.nbytes
        if self._folder is not None:
            self._write(self._folder, ref, image)
            self._trim()
        return ref

    def get(self, ref: ImageRef) -> Image:
        """Fetch an image by its name.

        Raises:
            MissingImage: If it is neither in memory nor on disk.
        """
        with self._lock:
            image = self._images.get(ref.digest)
        if image is not None:
            return image
        if self._folder is not None and self._paths(self._folder, ref)[1].exists():
            image = self._read(self._folder, ref)
            with self._lock:
                if ref.digest not in self._images:
                    self._images[ref.digest] = image
                    self._bytes += image.pixels.nbytes
            self._trim()
            return image
        raise MissingImage(f"Image {ref.digest[:12]} is not at hand; hand the same study over again to go on.")

    def find(self, digest: str) -> Image | None:
        """Fetch an image by its digest alone [32 hex digits]; None where it is not at hand."""
        with self._lock:
            image = self._images.get(digest)
        if image is not None or not _DIGEST.fullmatch(digest):
            return image
        try:
            return self.get(ImageRef(digest=digest, width=0, height=0))
        except MissingImage:
            return None

    def volume(self, ref: ImageRef) -> Volume:
        """The volume that an image belongs to, read from what was handed over.

        Raises:
            NoVolume: If there is none, or the studies are not at hand any more.
            UnreadableImage: If the studies cannot be read again.
        """
        return self._studies().of(self.get(ref), self._known)

    def cine(self, ref: ImageRef) -> Cine:
        """All frames of the series that an image belongs to.

        Raises:
            NoVolume: If it belongs to none, or the studies are not at hand any more.
            UnreadableImage: If the studies cannot be read again.
        """
        return self._studies().cine(self.get(ref), self._known)

    def mask(self, ref: ImageRef, segment: int) -> Mask:
        """A segment that came with the study, on an image.

        Raises:
            BadArguments: If there is none of that number on it, or the study is not at hand any more.
            UnreadableImage: If the studies cannot be read again.
        """
        return self._studies().mask(ref, segment)

    def _studies(self) -> Volumes:
        if self.volumes is None:
            raise NoVolume("The study is not at hand any more, only the images shown so far; go on with those.")
        return self.volumes

    def _known(self, ref: ImageRef) -> Image | None:
        try:
            return self.get(ref)
        except MissingImage:
            return None

    def clear(self) -> None:
        """Let go of the pixels in memory; what is on disk stays.

        A finished run is part of reference cycles that Python collects late, and pixels should not wait for that.
        """
        with self._lock:
            self._images.clear()
            self._bytes = 0
        self.encoded.clear()
        self.rest()

    def rest(self) -> None:
        """Let go of volumes, which are read again when they are asked for."""
        if self.volumes is not None:
            self.volumes.clear()

    def _trim(self) -> None:
        with self._lock:
            while self._bytes > _IN_MEMORY and len(self._images) > 1:
                _, oldest = self._images.popitem(last=False)
                self._bytes -= oldest.pixels.nbytes

    @staticmethod
    def _paths(folder: Path, ref: ImageRef) -> tuple[Path, Path]:
        return folder / f"{ref.digest}.npy", folder / f"{ref.digest}.json"

    def _write(self, folder: Path, ref: ImageRef, image: Image) -> None:
        pixels, facts = self._paths(folder, ref)
        if facts.exists():
            return
        about = {
            "spacing": asdict(image.spacing) if image.spacing else None,
            "window": _window_facts(image.window),
            "unit": image.unit,
            "modality": image.modality,
            "facts": dict(image.facts),
            "notes": list(image.notes),
            "origin": asdict(image.origin) if image.origin else None,
        }
        stored = BytesIO()
        np.save(stored, image.pixels, allow_pickle=False)
        write_private_file(pixels, stored.getbuffer())
        write_private_file(facts, json.dumps(about, sort_keys=True).encode())

    def _read(self, folder: Path, ref: ImageRef) -> Image:
        pixels, facts = self._paths(folder, ref)
        about = json.loads(facts.read_text(encoding="utf-8"))
        origin = about["origin"]
        image = Image(
            pixels=np.load(pixels, allow_pickle=False),
            spacing=Spacing(**about["spacing"]) if about["spacing"] else None,
            window=_window_of(about["window"]),
            unit=about["unit"],
            modality=about["modality"],
            facts=about["facts"],
            notes=tuple(about["notes"]),
            origin=Origin(
                parent=ImageRef(**origin["parent"]), operation=origin["operation"], box=BoundingBox(**origin["box"])
            )
            if origin
            else None,
        )
        if image.ref.digest != ref.digest:  # which covers its size
            raise MissingImage(f"Image {ref.digest[:12]} was changed on disk; hand the same study over again to go on.")
        return image


def _window_facts(window: Window | None) -> dict[str, Any] | None:
    if window is None:
        return None
    facts: dict[str, Any] = {"centre": window.centre, "width": window.width}
    if window.function != "LINEAR":
        facts["function"] = window.function
    if window.table is not None:
        table = window.table
        facts["table"] = {"first": table.first, "bits": table.bits, "table": table.table.tolist()}
    return facts


def _window_of(facts: dict[str, Any] | None) -> Window | None:
    if facts is None:
        return None
    table = facts.get("table")
    if table is None:
        return Window(**facts)
    found = Lookup(first=table["first"], bits=table["bits"], table=np.array(table["table"], np.uint16))
    return Window(**{**facts, "table": found})
