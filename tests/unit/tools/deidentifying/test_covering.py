"""Text is masked where it is to be expected or sure, reported otherwise, and nothing else changes."""

import numpy as np
import pytest

from tests.unit.tools.deidentifying.pictures import ground, write
from tools.deidentifying.covering import NOT_VERIFIED, cover_study, cover_text, masked_lines
from tools.deidentifying.looked import LookedAt
from tools.deidentifying.text import TextLine, area_of, find_text
from tools.image import Image, Origin
from tools.study import Instance, Series, Study


def image(text: str = "QUOKKAVICH Z 1954", modality: str = "US", **facts: str) -> Image:
    written = write(ground("ramp", 1), text, height=16)
    return Image(pixels=written.pixels, modality=modality, facts=facts)


def line(characters: int) -> TextLine:
    return TextLine(corners=((0, 0), (9, 0), (9, 9), (0, 9)), characters=characters, height=9, score=1)


def test_pixels_outside_of_the_boxes_are_the_same() -> None:
    old = image()
    new = cover_text(old)
    area = area_of(find_text(old.pixels), old.pixels.shape).pixels
    assert np.array_equal(new.pixels[~area], old.pixels[~area])
    assert (new.pixels[area] == old.pixels.min()).all()
    assert any("found at [" in note and "masked" in note for note in new.notes)
    assert (new.spacing, new.window, new.modality, new.facts) == (old.spacing, old.window, old.modality, old.facts)


def test_an_image_without_text_is_the_same_object() -> None:
    old = Image(pixels=ground("film", 1).astype(np.uint8), modality="US")
    assert cover_text(old) is old


def test_text_that_the_header_states_and_nobody_finds() -> None:
    old = Image(pixels=ground("film", 1).astype(np.uint8), modality="CR", facts={"BurnedInAnnotation": "YES"})
    assert cover_text(old).notes == (NOT_VERIFIED,)


@pytest.mark.parametrize(
    ("characters", "modality", "burned_in", "policy", "masked"),
    [
        ((3,), "US", "", "auto", True),
        ((3,), "CR", "YES", "auto", True),
        ((3,), "CR", "", "auto", False),
        ((12,), "CR", "", "auto", True),
        ((5, 5), "CR", "NO", "auto", True),
        ((3,), "CR", "", "always", True),
        ((12,), "US", "YES", "never", False),
        ((), "US", "YES", "always", False),
    ],
)
def test_when_text_is_masked(
    characters: tuple[int, ...], modality: str, burned_in: str, policy: str, masked: bool
) -> None:
    lines = [line(count) for count in characters]
    found = masked_lines(lines, policy, modality=modality, burned_in=burned_in)  # type: ignore[arg-type]
    assert found == (tuple(lines) if masked else ())


def test_what_is_likely_only_where_text_is_expected_is_told_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    sure, likely = line(12), line(9)._replace(is_sure=False, corners=((40, 40), (60, 40), (60, 50), (40, 50)))
    assert masked_lines([sure, likely], "auto", modality="CR", burned_in="") == (sure,)
    assert masked_lines([likely], "auto", modality="CR", burned_in="") == ()
    assert masked_lines([sure, likely], "auto", modality="CR", burned_in="YES") == (sure, likely)

    old = image(modality="CR")
    monkeypatch.setattr("tools.deidentifying.covering.LOOKED_AT", LookedAt())
    monkeypatch.setattr("tools.deidentifying.looked.find_text", lambda _: (sure, likely))
    masked, told = cover_text(old).notes
    assert "[0, 0, 9, 9] and masked" in masked
    assert "may stand at [40, 40, 60, 50]" in told


def test_what_is_not_masked_is_reported() -> None:
    old = image(modality="CR")
    new = cover_text(old, "never")
    assert np.array_equal(new.pixels, old.pixels)
    assert "not masked" in new.notes[0]


def test_an_image_made_from_another_is_left_alone() -> None:
    old = image()
    made = Image(pixels=old.pixels, modality="US", origin=Origin(parent=old.ref, operation="zoom", box=old.box))
    assert cover_text(made) is made


def test_colour_is_blackened_in_all_channels() -> None:
    grey = image()
    old = Image(pixels=np.repeat(grey.pixels[..., None], 3, axis=2), modality="US")
    area = area_of(find_text(old.pixels), old.pixels.shape[:2]).pixels
    assert area.any()
    assert not cover_text(old).pixels[area].any()


def test_a_study_is_covered_where_text_is_to_be_expected() -> None:
    plain, expected = image(modality="CT"), image(modality="US")
    study = Study(
        series=tuple(
            Series(instances=(Instance(frames=(one,), digest=""),), modality=one.modality) for one in (plain, expected)
        )
    )
    first, second = cover_study(study).images
    assert first is plain
    assert not np.array_equal(second.pixels, expected.pixels)
