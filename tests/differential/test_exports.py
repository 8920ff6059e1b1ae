"""SR and SEG on other people's files, read back by highdicom: regions and masks equal, or a refusal that says why."""

from datetime import UTC, datetime
from io import BytesIO

import numpy as np
import pytest
from highdicom.seg import segread
from highdicom.sr import srread
from pydicom.data import get_testdata_file

from tools.exports.errors import NothingToRefer
from tools.exports.filing import Filing
from tools.exports.report import Observer, Report, Segment, Sureness
from tools.exports.seg import seg_bytes
from tools.exports.sources import SourceImage, find_sources
from tools.exports.sr import sr_bytes
from tools.finding import Finding
from tools.region import BoundingBox, Mask

# Files that lie within pydicom's own package; True where a segmentation can be written.
FILES = {
    "CT_small.dcm": True,
    "MR_small.dcm": True,
    "JPEG2000.dcm": True,
    "SC_rgb_rle.dcm": True,
    "SC_rgb_small_odd.dcm": True,
    "ExplVR_BigEnd.dcm": True,
    "examples_ybr_color.dcm": False,
}


def told(source: SourceImage) -> Report:
    image = source.image
    mask = np.zeros((image.height, image.width), np.bool_)
    mask[image.height // 3 : 2 * image.height // 3 + 1, image.width // 4 : image.width // 2 + 1] = True
    box = BoundingBox(left=image.width / 4, top=0.1 * image.height, right=image.width, bottom=0.77 * image.height)
    return Report(
        case_id="case",
        status="answered",
        outcome="Answered",
        reason="It is so.",
        notice="Research only.",
        observer=Observer(name="Device", version="1", model="m"),
        created=datetime(2026, 11, 21, tzinfo=UTC),
        confidence=Sureness(value=0.5, calibrated=False, method="none", meaning=""),
        images=(image.ref,),
        findings=(Finding(code="x", name="x", presence="present", source="image", region=box, image=image.ref),),
        segments=(Segment(target="heart", image=image.ref, mask=Mask(pixels=mask), basis="Drawn."),),
    )


@pytest.mark.parametrize("identify", [True, False])
@pytest.mark.parametrize("name", FILES)
def test_other_peoples_files(name: str, identify: bool) -> None:
    path = get_testdata_file(name, download=False)
    assert path is not None
    sources = find_sources(path)
    last = list(sources.values())[-1]
    report, filing = told(last), Filing(identify=identify)
    made = srread(BytesIO(sr_bytes(report, sources, filing)))
    (group,) = made.content.get_planar_roi_measurement_groups()
    corners = group.roi.value
    assert report.findings[0].region is not None

    assert [*corners.min(axis=0), *corners.max(axis=0)] == list(np.float32(report.findings[0].region.as_tuple()))
    assert last.header is not None
    assert (str(made.PatientID) == str(last.header.get("PatientID", ""))) is identify
    if not FILES[name]:
        with pytest.raises(NothingToRefer):
            seg_bytes(report, sources, filing)
        return
    read = segread(BytesIO(seg_bytes(report, sources, filing)[0]))
    back = read.get_pixels_by_source_instance([read.SourceImageSequence[0].ReferencedSOPInstanceUID])
    assert np.array_equal(back[0, :, :, 0].astype(bool), report.segments[0].mask.pixels)
