"""Numbers that are none, in every tag that measuring, showing and sorting go by: how far they get."""

import io
import itertools
import json
import math
import random
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from pydicom import dcmread
from pydicom.data import get_testdata_file
from pydicom.dataelem import RawDataElement
from pydicom.tag import Tag

from agent.messages import describe
from agent.models.profile import load_profile
from tools import samples
from tools.errors import ToolError
from tools.image import Image
from tools.isolation.pool import POOL, Pool
from tools.isolation.reading import read_isolated
from tools.reading.assembly import Assembly
from tools.reading.dicom_instance import DicomInstance
from tools.region import BoundingBox
from tools.tool import load

__all__ = ["TAGS", "Poisoned", "poisoned", "values"]

TAGS: Mapping[str, tuple[int, str]] = {
    "RescaleSlope": (0x00281053, "DS"),
    "RescaleIntercept": (0x00281052, "DS"),
    "PixelSpacing": (0x00280030, "DS"),
    "ImagerPixelSpacing": (0x00181164, "DS"),
    "WindowCenter": (0x00281050, "DS"),
    "WindowWidth": (0x00281051, "DS"),
    "NumberOfFrames": (0x00280008, "IS"),
    "FrameTime": (0x00181063, "DS"),
    "SliceThickness": (0x00180050, "DS"),
    "ImagePositionPatient": (0x00200032, "DS"),
    "ImageOrientationPatient": (0x00200037, "DS"),
    "InstanceNumber": (0x00200013, "IS"),
}

_COUNTS = {"PixelSpacing": 2, "ImagerPixelSpacing": 2, "ImagePositionPatient": 3, "ImageOrientationPatient": 6}

_PARTS = (
    *("nan", "NaN", "inf", "-inf", "Infinity", "1e308", "-1e308", "1e309", "1e-308", "5e-324", "0", "-0", "-1"),
    *("x", "1,5", "0x10", "", " ", "1 2", "9" * 16, "1e", "+-1", "٣", "1_000", "1.5", "1e5", "None", "True", "--"),
)

_NO_NUMBER = re.compile(r"(?<![A-Za-z])[-+]?(?:nan|inf|infinity)(?![A-Za-z])", re.IGNORECASE)

_CASE_EVERY = 60
"""Of the files that are read, one in so many goes through a whole case."""


class Poisoned(NamedTuple):
    """What became of one value in one tag."""

    tag: str
    outcome: str
    """`read`, or the name of the error; `untyped …` where it is none of ours."""
    reached: tuple[str, ...]
    """Where a number that is none was seen: `spacing`, `window`, `pixels`, `places`, `tool`, `prompt`, `report`."""


def values(tag: str, count: int) -> list[str]:
    """So many values for a tag, the same each time."""
    usual = _COUNTS.get(tag, 1)
    found = ["\\".join([part] * usual) for part in _PARTS]
    found += ["\\".join(pair) for pair in itertools.product(_PARTS[:13], repeat=2)]
    chance = random.Random(tag)  # noqa: S311 - repeatable, not secret
    while len(found) < 2 * count:
        found.append("\\".join(chance.choice(_PARTS) for _ in range(chance.choice((1, usual, usual, usual + 1, 12)))))
    unique = list(dict.fromkeys(found))
    chance.shuffle(unique)
    return unique[:count]


@cache
def _seeds() -> tuple[bytes, ...]:
    paths = (Path(str(get_testdata_file("CT_small.dcm"))), samples.path("chest_normal"))
    return tuple(path.read_bytes() for path in paths)


def _written(seed: bytes, tag: str, text: str) -> bytes:
    dataset = dcmread(io.BytesIO(seed))
    number, vr = TAGS[tag]
    value = text.encode()
    value += b" " * (len(value) % 2)
    dataset[Tag(number)] = RawDataElement(Tag(number), vr, len(value), value, 0, False, True)
    stream = io.BytesIO()
    dataset.save_as(stream)
    return stream.getvalue()


def poisoned(count: int, pool: Pool = POOL) -> Iterator[Poisoned]:
    """Read so many values in every tag, and look for what is no number in everything that comes of it."""
    number = 0
    for tag in TAGS:
        for index, text in enumerate(values(tag, count)):
            data = _written(_seeds()[index % 2], tag, text)
            try:
                content = read_isolated(data, pool=pool)
                assembly = Assembly()
                if isinstance(content, DicomInstance):
                    assembly.add_dicom(content)
                images = assembly.finished().images
            except ToolError as error:
                yield Poisoned(tag, type(error).__name__, ())
                continue
            except (ArithmeticError, AttributeError, LookupError, OSError, TypeError, ValueError) as error:
                yield Poisoned(tag, f"untyped {type(error).__name__}", ())
                continue
            number += 1
            reached = list(_seen(content, images[0]))
            if number % _CASE_EVERY == 0:
                reached += _of_case(images[0])
            yield Poisoned(tag, "read", tuple(reached))


def _seen(content: object, image: Image) -> Iterator[str]:
    """Where something that is no number, or a length that is none, is found."""
    spacing, window = image.spacing, image.window
    if spacing is not None and not (0 < spacing.row < math.inf and 0 < spacing.column < math.inf):
        yield "spacing"
    if window is not None and not (math.isfinite(window.centre) and math.isfinite(window.width)):
        yield "window"
    if image.pixels.dtype.kind == "f" and not np.isfinite(image.pixels).all():
        yield "pixels"
    if isinstance(content, DicomInstance):
        instance = content.instance
        places = [one for plane in instance.planes if plane for one in (*plane.origin, *plane.across, *plane.down)]
        if not all(math.isfinite(one) for one in (*places, *instance.times, instance.position or 0.0)):
            yield "places"
    if _NO_NUMBER.search(describe(1, image, image.ref, load_profile("embedded"), {})):
        yield "prompt"
    if any(_NO_NUMBER.search(said) for said in _tools(image)):
        yield "tool"


def _tools(image: Image) -> Iterator[str]:
    """What tools say of the image, as a model would read it."""
    box = BoundingBox(left=2.0, top=3.0, right=62.0, bottom=60.0)
    calls = (
        ("measure", {"image": 1, "kind": "length", "points": [[2, 2], [40, 40]]}),
        ("measure", {"image": 1, "kind": "area", "region": list(box.as_tuple())}),
        ("measure", {"image": 1, "kind": "statistics", "region": list(box.as_tuple())}),
        ("window", {"image": 1, "centre": 40, "width": 400}),
        ("zoom", {"image": 1, "region": list(box.as_tuple())}),
    )
    for name, arguments in calls:
        try:
            found = load(name).run(arguments, {1: image})
        except ToolError as error:
            yield str(error)
            continue
        yield found.text
        yield json.dumps([(one.value, one.uncertainty) for one in found.measurements])
        yield json.dumps(found.values, default=str)


def _of_case(image: Image) -> Iterator[str]:
    """A whole case over the image: what the model reads and what the report says."""
    from agent import Agent  # only every sixtieth file needs it

    diagnosis = _agent(Agent).diagnose(image, "70-year-old man with cough and fever")
    text = diagnosis.to_json()
    if _NO_NUMBER.search(text):
        yield "report"


@cache
def _agent(kind: type) -> "object":
    return kind()
