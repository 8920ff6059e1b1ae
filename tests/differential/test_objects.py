"""Segmentations and structured reports that highdicom wrote, as we read them."""

import hashlib
from io import BytesIO
from typing import Any

import highdicom as hd
import numpy as np
from highdicom import seg
from pydicom import dcmread
from pydicom.data import get_testdata_file
from pydicom.dataset import Dataset
from pydicom.sr.codedict import codes
from pydicom.uid import generate_uid

from tools.reading.dicom_instance import read_dicom
from tools.reading.dicom_object import read_dicom_object
from tools.segments import SegmentationObject
from tools.structured import StructuredReport

RNG = np.random.default_rng(20_261_121)


def ct(slices: int) -> list[Dataset]:
    """Slices one above the other, made of the one that comes with pydicom."""
    path = get_testdata_file("CT_small.dcm")
    found = []
    for number in range(slices):
        one = dcmread(str(path))
        one.SOPInstanceUID = generate_uid(entropy_srcs=["slice", str(number)])
        one.ImagePositionPatient = [0.0, 0.0, 5.0 * number]
        one.InstanceNumber = number + 1
        found.append(one)
    return found


def description(number: int, **more: Any) -> seg.SegmentDescription:
    return seg.SegmentDescription(
        segment_number=number,
        segment_label=f"label {number}",
        segmented_property_category=codes.SCT.Organ,
        segmented_property_type=(codes.SCT.Lung, codes.SCT.Liver)[number - 1],
        algorithm_type=seg.SegmentAlgorithmTypeValues.MANUAL,
        **more,
    )


def written(document: Dataset) -> bytes:
    stream = BytesIO()
    document.save_as(stream)
    return stream.getvalue()


def segmented(pixels: np.ndarray[Any, Any], kind: seg.SegmentationTypeValues, **more: Any) -> SegmentationObject:
    made = seg.Segmentation(
        source_images=ct(len(pixels)),
        pixel_array=pixels,
        segmentation_type=kind,
        segment_descriptions=[description(1), description(2)],
        series_instance_uid=generate_uid(),
        series_number=1,
        sop_instance_uid=generate_uid(),
        instance_number=1,
        manufacturer="M",
        manufacturer_model_name="M",
        software_versions="1",
        device_serial_number="1",
        omit_empty_frames=False,
        **more,
    )
    found = read_dicom(written(made)).segmentation
    assert found is not None
    return found


def test_a_binary_segmentation_of_highdicom() -> None:
    masks = RNG.random((3, 128, 128, 2)) > 0.7
    found = segmented(masks, seg.SegmentationTypeValues.BINARY)
    assert [(one.number, one.label, one.algorithm) for one in found.segments] == [
        (1, "Lung", "MANUAL"),
        (2, "Liver", "MANUAL"),
    ]
    for place, source in enumerate(ct(3)):
        sop = hashlib.sha256(source.SOPInstanceUID.encode()).hexdigest()
        for one in found.on(sop):
            np.testing.assert_array_equal(one.mask.pixels, masks[place, :, :, one.segment - 1])
            assert one.plane is not None
            assert one.plane.origin[2] == 5.0 * place
        assert len(found.on(sop)) == 2


def test_a_fractional_segmentation_of_highdicom() -> None:
    shares = RNG.random((2, 128, 128, 2))
    found = segmented(
        shares,
        seg.SegmentationTypeValues.FRACTIONAL,
        fractional_type=seg.SegmentationFractionalTypeValues.PROBABILITY,
        max_fractional_value=200,
    )
    assert found.fraction_kind == "PROBABILITY"
    for place, source in enumerate(ct(2)):
        for one in found.on(hashlib.sha256(source.SOPInstanceUID.encode()).hexdigest()):
            assert one.fraction is not None
            np.testing.assert_allclose(one.fraction, shares[place, :, :, one.segment - 1], atol=0.5 / 200 + 1e-6)


def test_a_label_map_of_highdicom() -> None:
    labels = RNG.integers(0, 3, (2, 128, 128)).astype(np.uint8)
    found = segmented(labels, seg.SegmentationTypeValues.LABELMAP)
    for place, source in enumerate(ct(2)):
        for one in found.on(hashlib.sha256(source.SOPInstanceUID.encode()).hexdigest()):
            np.testing.assert_array_equal(one.mask.pixels, labels[place] == one.segment)
    assert len(found.frames) == 4


def test_a_measurement_report_of_highdicom() -> None:
    (source,) = ct(1)
    region = hd.sr.ImageRegion(
        graphic_type=hd.sr.GraphicTypeValues.POLYLINE,
        graphic_data=np.array([[10.0, 10.0], [20.0, 10.0], [20.0, 25.5], [10.0, 10.0]]),
        source_image=hd.sr.SourceImageForRegion(source.SOPClassUID, source.SOPInstanceUID),
    )
    group = hd.sr.PlanarROIMeasurementsAndQualitativeEvaluations(
        tracking_identifier=hd.sr.TrackingIdentifier(uid=generate_uid(), identifier="Doe lesion"),
        referenced_region=region,
        finding_type=codes.SCT.Nodule,
        finding_sites=[hd.sr.FindingSite(codes.SCT.Lung, laterality=codes.SCT.Right)],
        measurements=[hd.sr.Measurement(codes.SCT.Diameter, 12.5, codes.UCUM.Millimeter)],
        qualitative_evaluations=[hd.sr.QualitativeEvaluation(codes.SCT.Lesion, codes.SCT.Absent)],
    )
    observer = hd.sr.ObservationContext(
        observer_person_context=hd.sr.ObserverContext(
            codes.DCM.Person, hd.sr.PersonObserverIdentifyingAttributes("Observer^Odd")
        )
    )
    document = hd.sr.ComprehensiveSR(
        evidence=[source],
        content=hd.sr.MeasurementReport(
            observation_context=observer,
            procedure_reported=codes.LN.CTUnspecifiedBodyRegion,
            imaging_measurements=[group],
        ),
        series_number=1,
        series_instance_uid=generate_uid(),
        sop_instance_uid=generate_uid(),
        instance_number=1,
        manufacturer="M",
    )
    found = read_dicom_object(written(document))
    assert isinstance(found, StructuredReport)
    assert str(found.title) == "Imaging Measurement Report"
    assert [(one.name, one.presence, one.laterality) for one in found.findings] == [
        ("Nodule (Lung, right)", "present", "right"),
        ("Lesion (Lung, right)", "absent", "right"),
    ]
    assert [(one.name, one.value, one.unit) for one in found.measurements] == [
        ("Nodule: Diameter (Lung, right)", 12.5, "mm")
    ]
    (drawn,) = found.regions
    assert (drawn.about, drawn.source) == ("Nodule", hashlib.sha256(source.SOPInstanceUID.encode()).hexdigest())
    assert [(one.column, one.row) for one in drawn.points][2] == (20.0, 25.5)
    assert "Odd" not in repr(found)
    assert "Doe" not in repr(found)
