"""What goes out comes back: boxes as SCOORD, masks as SEG, in the standard's coordinates to the half pixel."""

import json
from datetime import UTC, datetime
from io import BytesIO
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
from fhirclient.models.bundle import Bundle as BundleR4
from highdicom.seg import segread
from highdicom.spatial import ImageToReferenceTransformer, PixelToReferenceTransformer
from highdicom.sr import srread
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from pydicom.dataset import Dataset
from pydicom.uid import CTImageStorage, EnhancedCTImageStorage, generate_uid
from pypdf import PdfReader

from tools.exports.codes import own
from tools.exports.errors import NothingToRefer
from tools.exports.fhir import fhir_bytes
from tools.exports.filing import Filing
from tools.exports.pdf import pdf_bytes
from tools.exports.report import (
    Danger,
    Observer,
    Report,
    Segment,
    Statement,
    Suggestion,
    Support,
    Sureness,
)
from tools.exports.seg import seg_bytes
from tools.exports.sources import SourceImage
from tools.exports.sr import sr_bytes
from tools.finding import Finding, Laterality, Presence
from tools.image import Image
from tools.region import BoundingBox, Mask

FILING = Filing(salt=bytes(32))
POSITION, ORIENTATION, SPACING = (-120.5, 30.25, 77.0), (1.0, 0.0, 0.0, 0.0, 0.6, 0.8), (0.7, 0.4)


def source(width: int, height: int) -> SourceImage:
    header = Dataset()
    header.SOPClassUID, header.SOPInstanceUID = CTImageStorage, generate_uid()
    header.StudyInstanceUID, header.SeriesInstanceUID = generate_uid(), generate_uid()
    header.FrameOfReferenceUID, header.Modality = generate_uid(), "CT"
    header.Rows, header.Columns = height, width
    header.ImagePositionPatient, header.ImageOrientationPatient = list(POSITION), list(ORIENTATION)
    header.PixelSpacing, header.SliceThickness = list(SPACING), 2.5
    return SourceImage(image=Image(pixels=np.zeros((height, width), np.int16), modality="CT"), header=header)


def report(one: SourceImage, **more: Any) -> Report:
    return Report(
        case_id="case",
        status="answered",
        outcome="Answered",
        reason="It is so.",
        notice="Research only.",
        observer=Observer(name="Device", version="1", model="m"),
        created=datetime(2026, 11, 21, tzinfo=UTC),
        confidence=Sureness(value=0.5, calibrated=False, method="none", meaning=""),
        images=(one.image.ref,),
        **more,
    )


def finding(one: SourceImage, box: BoundingBox, **more: Any) -> Finding:
    told: dict[str, Any] = {"presence": "present", "code": "x", "name": "x", **more}
    return Finding(source="image", region=box, image=one.image.ref, **told)


def scoord(one: SourceImage, box: BoundingBox) -> np.ndarray:
    made = srread(BytesIO(sr_bytes(report(one, findings=(finding(one, box),)), {one.image.ref.digest: one}, FILING)))
    (group,) = made.content.get_planar_roi_measurement_groups()
    return np.asarray(group.roi.value)


@st.composite
def boxes(draw: st.DrawFn) -> tuple[int, int, BoundingBox]:
    width, height = draw(st.integers(1, 3000)), draw(st.integers(1, 3000))
    left, right = sorted(draw(st.tuples(*[st.floats(0, width, width=32)] * 2)))
    top, bottom = sorted(draw(st.tuples(*[st.floats(0, height, width=32)] * 2)))
    if right - left < 1e-3 or bottom - top < 1e-3:
        left, top, right, bottom = 0.0, 0.0, float(width), float(height)
    return width, height, BoundingBox(left=left, top=top, right=right, bottom=bottom)


@settings(max_examples=20)
@given(boxes())
def test_a_box_comes_back_to_float32(given_box: tuple[int, int, BoundingBox]) -> None:
    width, height, box = given_box
    one = SourceImage(
        image=Image(pixels=np.broadcast_to(np.int16(0), (height, width)).copy(), modality="CT"),
        header=source(1, 1).header,
    )
    corners = scoord(one, box)

    assert np.array_equal(corners[0], corners[-1])
    assert [*corners.min(axis=0), *corners.max(axis=0)] == [np.float32(side) for side in box.as_tuple()]
    assert (corners >= 0).all()
    assert (corners <= (width, height)).all()


@settings(max_examples=9)
@given(st.sampled_from(["present", "absent", "uncertain"]), st.sampled_from(["left", "right", "bilateral"]))
def test_side_and_presence_come_back(presence: Presence, side: Laterality) -> None:
    one = source(9, 7)
    found = finding(one, BoundingBox(left=1, top=2, right=3, bottom=4), presence=presence, laterality=side)
    made = srread(BytesIO(sr_bytes(report(one, findings=(found,)), {one.image.ref.digest: one}, FILING)))
    (group,) = made.content.get_planar_roi_measurement_groups()
    told = {item.name.value: item.value.meaning for item in group.get_qualitative_evaluations()}

    assert told["272741003"] == side.capitalize()
    assert told["presence"] == {"present": "Present", "absent": "Absent", "uncertain": "Equivocal"}[presence]


masks = st.tuples(st.integers(1, 40), st.integers(1, 40), st.integers(1, 3)).flatmap(
    lambda size: st.lists(arrays(np.bool_, (size[0], size[1])), min_size=size[2], max_size=size[2])
)


@settings(max_examples=20)
@given(masks)
def test_masks_come_back_equal(pixels: list[np.ndarray]) -> None:
    kept = [one for one in pixels if one.any()]
    height, width = pixels[0].shape
    if not kept or height * width < 8:
        return
    one = source(width, height)
    segments = tuple(
        Segment(target=f"part-{number}", image=one.image.ref, mask=Mask(pixels=mask), basis="Drawn.\x1b")
        for number, mask in enumerate(kept)
    )
    (data,) = seg_bytes(report(one, segments=segments), {one.image.ref.digest: one}, FILING)
    made = segread(BytesIO(data))
    packed = np.packbits(np.concatenate([mask.ravel() for mask in kept]), bitorder="little").tobytes()
    assert made.PixelData == packed + bytes(len(packed) % 2), "PS3.5 section 8.1.1"
    uid = made.SourceImageSequence[0].ReferencedSOPInstanceUID
    back = made.get_pixels_by_source_instance(source_sop_instance_uids=[uid])

    assert np.array_equal(np.moveaxis(back[0], -1, 0).astype(bool), np.stack(kept))


@pytest.mark.parametrize("edges", [(0, 0, 1, 1), (3, 2, 8, 5), (11, 8, 12, 9)])
def test_a_box_and_its_mask_are_at_the_same_place_in_the_patient(edges: tuple[int, int, int, int]) -> None:
    """PS3.3 C.18.6 against C.7.6.2.1.1: a corner lies half a pixel before the centre of the first pixel inside."""
    left, top, right, bottom = edges
    one = source(12, 9)
    corners = scoord(one, BoundingBox(left=left, top=top, right=right, bottom=bottom))
    plane = {"image_position": POSITION, "image_orientation": ORIENTATION, "pixel_spacing": SPACING}
    of_region = ImageToReferenceTransformer(**plane)(corners[[0, 2]].astype(float))
    of_pixels = PixelToReferenceTransformer(**plane)(np.array([(left, top), (right - 1, bottom - 1)]))
    along, down = np.array(ORIENTATION[:3]) * SPACING[1], np.array(ORIENTATION[3:]) * SPACING[0]

    assert np.allclose(of_region[0], of_pixels[0] - (along + down) / 2, atol=1e-4)
    assert np.allclose(of_region[1], of_pixels[1] + (along + down) / 2, atol=1e-4)


hostile = st.one_of(
    st.text(max_size=40),
    st.text(st.characters(codec=None), max_size=20),
    st.sampled_from(
        [
            "<script>alert(1)</script>",
            "a\\b^c=d",
            "]]>&lt;<b>",
            "\x00\x1b[31m\u202e",
            "\ud800",
            "x" * 300,
            "%s {0} ${x}",
            "http://a b",
        ]
    ),
)


@settings(max_examples=12)
@example("\ud800", "\udfff", "\ud800")
@example("\x1b", "", "\x1d")
@given(hostile, hostile, hostile)
def test_whatever_a_model_says_is_text_everywhere(first: str, second: str, third: str) -> None:
    one = source(9, 7)
    told = report(
        one,
        question=first,
        answer=second,
        red_flags=(Danger(message=third, source=first),),
        differential=(
            Suggestion(
                name=second,
                code=own(first, second),
                supports=(Statement(text=third, citations=("E1",)),),
                probability=0.1,
            ),
        ),
        findings=(finding(one, BoundingBox(left=1, top=2, right=3, bottom=4), code=first, name=second, basis=third),),
        citations=(
            Support(
                label="E1", title=first, issuer=second, year=1, section=third, url=first, wording="quote", text=second
            ),
        ),
        remarks=(first, second, third),
    )
    sources = {one.image.ref.digest: one}
    bundle = json.loads(fhir_bytes(told, sources, FILING))
    pages = PdfReader(BytesIO(pdf_bytes(told))).pages

    assert len(srread(BytesIO(sr_bytes(told, sources, FILING))).content.get_planar_roi_measurement_groups()) == 1
    BundleR4(bundle, strict=True)
    told_in = ElementTree.fromstring(bundle["entry"][0]["resource"]["text"]["div"])  # noqa: S314 - our own, just made
    assert {one.tag.rpartition("}")[2] for one in told_in.iter()} <= {"div", "p", "b", "ul", "li", "blockquote", "a"}
    assert "Research only." in " ".join(pages[0].extract_text().split())
    assert all(uri.startswith("http") for page in pages for uri in uris(page))


def uris(page: Any) -> list[str]:
    return [str(one.get_object()["/A"]["/URI"]) for one in page.get("/Annots", [])]


def volume(frames: int, width: int, height: int) -> dict[str, SourceImage]:
    """An enhanced CT of a few frames, each with its own pixels."""
    header = source(width, height).header
    assert header is not None
    header.SOPClassUID, header.NumberOfFrames = EnhancedCTImageStorage, frames
    shared, measures, orientation = Dataset(), Dataset(), Dataset()
    measures.PixelSpacing, measures.SliceThickness = list(SPACING), 2.5
    orientation.ImageOrientationPatient = list(ORIENTATION)
    shared.PixelMeasuresSequence, shared.PlaneOrientationSequence = [measures], [orientation]
    header.SharedFunctionalGroupsSequence, groups = [shared], []
    for number in range(frames):
        group, place = Dataset(), Dataset()
        place.ImagePositionPatient = [0.0, 0.0, 2.5 * number]
        group.PlanePositionSequence = [place]
        groups.append(group)
    header.PerFrameFunctionalGroupsSequence = groups
    images = [Image(pixels=np.full((height, width), number, np.int16), modality="CT") for number in range(frames)]
    return {
        image.ref.digest: SourceImage(image=image, header=header, frame=number, frames=frames)
        for number, image in enumerate(images, start=1)
    }


def test_frames_of_a_volume_are_referred_to_by_number() -> None:
    sources = volume(4, 30, 20)
    third = list(sources.values())[2]
    mask = np.zeros((20, 30), np.bool_)
    mask[3:9, 5:12] = True
    segments = (Segment(target="bone", image=third.image.ref, mask=Mask(pixels=mask), basis="Drawn."),)
    told = report(third, segments=segments, findings=(finding(third, BoundingBox(left=5, top=3, right=12, bottom=9)),))
    made = segread(BytesIO(seg_bytes(told, sources, FILING)[0]))
    uid = made.SourceImageSequence[0].ReferencedSOPInstanceUID
    back = made.get_pixels_by_source_frame(uid, [1, 2, 3, 4], assert_missing_frames_are_empty=True)
    (group,) = srread(BytesIO(sr_bytes(told, sources, FILING))).content.get_planar_roi_measurement_groups()
    (reference,) = group.roi.ContentSequence[0].ReferencedSOPSequence

    assert np.array_equal(back[2, :, :, 0].astype(bool), mask)
    assert back[[0, 1, 3]].sum() == 0
    assert reference.ReferencedFrameNumber == 3


def test_frames_without_a_place_are_refused_by_name() -> None:
    sources = volume(2, 8, 8)
    first = next(iter(sources.values()))
    assert first.header is not None
    del first.header.FrameOfReferenceUID
    segment = Segment(target="x", image=first.image.ref, mask=Mask(pixels=np.ones((8, 8), np.bool_)), basis="Drawn.")

    with pytest.raises(NothingToRefer, match="no place in space"):
        seg_bytes(report(first, segments=(segment,)), sources, FILING)
