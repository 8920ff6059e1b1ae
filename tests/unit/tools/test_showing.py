"""Images and studies in a notebook: a picture that decodes, its facts, and no text that could run."""

import base64
import re
from dataclasses import replace

import cv2
import numpy as np
import pytest

from tools.image import Image, Spacing
from tools.reading import read_study
from tools.samples import path
from tools.study import Study


@pytest.fixture(scope="module")
def study() -> Study:
    return read_study(path("chest_pneumonia"))


def picture(html: str) -> tuple[int, ...]:
    (data, *_) = re.findall(r"data:image/png;base64,([^']+)'", html)
    decoded = cv2.imdecode(np.frombuffer(base64.b64decode(data), np.uint8), cv2.IMREAD_UNCHANGED)
    assert decoded is not None
    return tuple(decoded.shape[:2])


def test_an_image_shows_itself_scaled_with_its_spacing(study: Study) -> None:
    image = study.images[0]
    html = image._repr_html_()

    assert max(picture(html)) <= 512
    assert f"{image.width} × {image.height} pixels" in html
    assert "mm (" in html
    assert image._repr_png_().startswith(b"\x89PNG")


def test_a_small_image_is_not_blown_up() -> None:
    image = Image(pixels=np.zeros((20, 30), np.uint8))
    assert picture(image._repr_html_()) == (20, 30)
    assert "no pixel spacing" in image._repr_html_()


def test_a_study_shows_each_series(study: Study) -> None:
    html = study._repr_html_()
    assert "1 series, 1 image(s)" in html
    assert max(picture(html)) <= 160


def test_notes_cannot_run(study: Study) -> None:
    evil = "<script>alert(1)</script>'\">"
    image = replace(study.images[0], notes=(evil,), spacing=Spacing(row=1.0, column=1.0, source="caller"))
    for html in (image._repr_html_(), replace(study, notes=(evil,))._repr_html_()):
        assert "<script>" not in html
        assert "&lt;script&gt;" in html
