from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tools import samples
from tools.errors import BadArguments
from tools.reading import read_study
from tools.reading.dicom_instance import read_dicom
from tools.samples.chest import VARIANTS, make_chest
from tools.samples.dicom import Person, dicom_file
from tools.samples.make import make_samples

PERSON = Person(name="Canary^Name", number="CANARY-1", sex="F", age=50, date="20250101")
MOST_BYTES = 350_000


@pytest.mark.parametrize("name", samples.names())
def test_a_shipped_sample_is_read_without_a_note_and_without_the_name(name: str) -> None:
    assert samples.path(name).stat().st_size <= MOST_BYTES
    study = read_study(samples.path(name))
    image = study.images[0]
    assert (image.width, image.height, image.modality) == (1024, 1024, "DX")
    assert image.facts["ViewPosition"] == "PA"
    assert image.spacing is not None
    assert image.spacing.source == "ImagerPixelSpacing"
    assert image.notes == study.notes == ()
    assert "Fictitious" not in str(dict(image.facts))
    assert len(samples.history(name)) > 100
    assert samples.title(name)


def test_the_default_sample_comes_first_and_unknown_names_are_told() -> None:
    assert samples.names()[0] == "chest_pneumonia"
    with pytest.raises(BadArguments, match="chest_normal"):
        samples.path("knee")


@pytest.mark.parametrize("variant", VARIANTS)
def test_the_truth_fits_the_variant(variant: Any) -> None:
    chest = make_chest(variant, seed=3, size=256)
    assert (chest.cardiothoracic_ratio > 0.55) == (variant == "cardiomegaly")
    assert 0.35 < chest.cardiothoracic_ratio < 0.7
    assert (chest.opacity is not None) == (variant in ("pneumonia", "bilateral"))
    assert not (chest.lungs.pixels & chest.heart.pixels).any()
    values = chest.image.pixels
    assert values[chest.lungs.pixels].mean() < values[chest.heart.pixels].mean() - 30
    if chest.opacity is not None:
        clear = chest.lungs.pixels & ~chest.opacity.pixels
        assert values[chest.opacity.pixels].mean() > values[clear].mean() + 15


def test_pneumonia_lies_in_the_right_lower_zone() -> None:
    opacity = make_chest("pneumonia", seed=3, size=256).opacity
    assert opacity is not None
    box = opacity.box
    assert box is not None
    assert box.right < 128
    assert box.top > 256 * 0.45


def test_a_seed_gives_one_person_and_another_seed_another() -> None:
    one, same, other = (make_chest("normal", seed=seed, size=256).image.pixels for seed in (1, 1, 2))
    np.testing.assert_array_equal(one, same)
    assert (one != other).mean() > 0.5


@pytest.mark.parametrize("is_inverted", [False, True])
def test_the_file_gives_the_pixels_back(is_inverted: bool) -> None:
    image = make_chest("normal", seed=1, size=256).image
    data = dicom_file(image, PERSON, key="test", is_inverted=is_inverted)
    read = read_dicom(data).instance.frames[0]
    np.testing.assert_array_equal(read.pixels, image.pixels)
    assert read.window == image.window
    assert "CANARY" not in str(dict(read.facts)).upper()
    assert data == dicom_file(image, PERSON, key="test", is_inverted=is_inverted)


@pytest.mark.parametrize(("variant", "size"), [("fracture", 256), ("normal", 10), ("normal", 100_000)])
def test_other_requests_are_refused(variant: Any, size: int) -> None:
    with pytest.raises(BadArguments):
        make_chest(variant, size=size)


def test_samples_are_made_only_into_a_folder(tmp_path: Path) -> None:
    with pytest.raises(BadArguments):
        make_samples(tmp_path / "missing")
