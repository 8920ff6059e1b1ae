"""Pixels by content: in memory, on disk, and never half-written or swapped unnoticed."""

from pathlib import Path

import numpy as np
import pytest

from agent.store import ImageStore, MissingImage
from tools.image import Image, ImageRef, Origin, Spacing, Window
from tools.region import BoundingBox


def picture(seed: int = 0) -> Image:
    parent = ImageRef(digest="0" * 32, width=9, height=9)
    return Image(
        pixels=np.random.default_rng(seed).integers(-1000, 1000, (6, 8)).astype(np.int16),
        spacing=Spacing(row=0.5, column=0.25, source="PixelSpacing"),
        window=Window(centre=40.0, width=400.0),
        unit="[hnsf'U]",
        modality="CT",
        facts={"BodyPartExamined": "CHEST"},
        notes=("odd",),
        origin=Origin(parent=parent, operation="crop", box=BoundingBox(left=0, top=0, right=8, bottom=6)),
    )


def test_an_image_comes_back_by_its_name() -> None:
    store = ImageStore()
    image = picture()
    assert store.get(store.put(image)) is image


def test_an_image_that_is_not_there_is_named() -> None:
    with pytest.raises(MissingImage, match="hand the same study over again"):
        ImageStore().get(picture().ref)


def test_another_process_reads_the_same_image_from_disk(tmp_path: Path) -> None:
    ref = ImageStore(tmp_path).put(picture())
    again = ImageStore(tmp_path).get(ref)
    assert again.ref == ref
    assert np.array_equal(again.pixels, picture().pixels)
    assert again.origin == picture().origin
    assert again.window == picture().window
    assert dict(again.facts) == {"BodyPartExamined": "CHEST"}


def test_pixels_changed_on_disk_are_refused(tmp_path: Path) -> None:
    ref = ImageStore(tmp_path).put(picture())
    np.save(tmp_path / f"{ref.digest}.npy", picture(seed=1).pixels)
    with pytest.raises(MissingImage, match="was changed on disk"):
        ImageStore(tmp_path).get(ref)


def test_nothing_half_written_is_left(tmp_path: Path) -> None:
    ImageStore(tmp_path).put(picture())
    assert {path.suffix for path in tmp_path.iterdir()} == {".npy", ".json"}


def test_letting_go_keeps_what_is_on_disk(tmp_path: Path) -> None:
    memory, disk = ImageStore(), ImageStore(tmp_path)
    ref = memory.put(picture())
    disk.put(picture())
    memory.clear()
    disk.clear()
    assert disk.get(ref).ref == ref
    with pytest.raises(MissingImage):
        memory.get(ref)
