"""The search for canaries finds them where they are, and an uncleaned copy is not called clean."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[3] / "benchmarks"


@pytest.fixture(autouse=True)
def _importable(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.syspath_prepend(str(FOLDER))
    yield
    for name in ("phi_canaries", "phi_studies", "phi_actions"):
        sys.modules.pop(name, None)


@pytest.mark.parametrize("kind", range(7))
def test_every_kind_of_study_holds_its_canaries(kind: int, tmp_path: Path) -> None:
    from phi_canaries import search
    from phi_studies import KINDS, plant

    study = plant(kind, tmp_path)
    assert study.kind == KINDS[kind]
    found = {one.split()[0] for one in search(study, {"history": study.history}, tmp_path)}
    assert found == set(study.canaries.needles())


def test_an_uncleaned_copy_is_wrong_in_most_actions(tmp_path: Path) -> None:
    from phi_actions import Actions, compare
    from phi_studies import plant
    from pydicom import dcmread

    study = plant(1, tmp_path)
    copy = dcmread(study.file)
    copy.PatientIdentityRemoved, copy.DeidentificationMethodCodeSequence = "NO", []
    copy.save_as(tmp_path / "copy.dcm")
    actions = Actions()
    compare(study.file, tmp_path / "copy.dcm", actions)
    assert actions.wrong["PatientName empty"] >= 1
    assert actions.wrong["StudyInstanceUID replace_UID"] == 1
    assert actions.wrong["private, overlay or curve removed"] >= 3
    assert actions.wrong["Rows kept"] == 0


def test_ink_that_is_still_there_is_seen(tmp_path: Path) -> None:
    from phi_canaries import _visible
    from phi_studies import plant

    from tools.deidentifying.covering import cover_text
    from tools.reading import read_study

    study = plant(3, tmp_path)
    (image,) = read_study(study.file).images
    assert _visible(image.pixels, study.ink) > 0.9
    assert _visible(cover_text(image).pixels, study.ink) < 0.02
