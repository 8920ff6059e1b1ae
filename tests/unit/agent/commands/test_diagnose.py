"""`python -m agent diagnose --export`: what it writes, and what it says before and after."""

import stat
from pathlib import Path

import pytest
from typer.testing import CliRunner

from agent.__main__ import app
from tools import samples
from tools.exports import errors

RUNNER = CliRunner()


def diagnose(out: Path, *more: str) -> tuple[int, str]:
    asked = ["diagnose", "--sample", "chest_pneumonia", "--out", str(out), "--case-id", "case-1", *more]
    done = RUNNER.invoke(app, asked)
    return done.exit_code, " ".join(done.output.split())


def test_exports_lie_beside_the_report(tmp_path: Path) -> None:
    status, said = diagnose(tmp_path, "--export", "sr, seg,fhir,pdf", "--audit", str(tmp_path / "audit"))
    folder = tmp_path / "case-1"
    names = {"report.sr.dcm", "outlines-1.seg.dcm", "report.fhir.json", "report.pdf"}

    assert status == 0
    assert names <= {one.name for one in folder.iterdir()}
    assert {stat.S_IMODE((folder / one).stat().st_mode) for one in names} == {0o600}
    assert all(f"Export {one}" in said for one in names)


def test_a_report_is_not_replaced_by_that_of_another_case(tmp_path: Path) -> None:
    first, _ = diagnose(tmp_path)
    kept = {one.name: one.read_bytes() for one in (tmp_path / "case-1").iterdir()}
    second, said = diagnose(tmp_path)
    other, _ = diagnose(tmp_path / "elsewhere")

    assert (first, second, other) == (0, 2, 0)
    assert "'case-1' has a report already" in said
    assert kept == {one.name: one.read_bytes() for one in (tmp_path / "case-1").iterdir()}


def test_what_cannot_be_written_is_known_before_the_case_is_worked_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    unknown, said_unknown = diagnose(tmp_path, "--export", "pdf,word")
    monkeypatch.setattr(errors, "find_spec", lambda _name: None)
    missing, said_missing = diagnose(tmp_path, "--export", "pdf")

    assert (unknown, missing) == (2, 2)
    assert "sr, seg, fhir, pdf, not 'word'" in said_unknown
    assert "mmedexpert-agent[exports]" in said_missing
    assert not (tmp_path / "case-1").exists()


def test_a_format_that_was_left_out_is_said(tmp_path: Path) -> None:
    import numpy as np
    from PIL import Image

    shot = tmp_path / "shot.png"
    Image.fromarray(np.random.default_rng(0).integers(0, 255, (80, 90), np.uint8).astype(np.uint8)).save(shot)
    asked = ["diagnose", str(shot), "--history", "cough", "--out", str(tmp_path / "out"), "--export", "sr,pdf"]
    done = RUNNER.invoke(app, asked)

    assert done.exit_code == 0
    assert "note sr was not written" in " ".join(done.output.split())


def test_of_several_files_the_one_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    whole = samples.path("chest_normal")
    broken = tmp_path / "broken film.dcm"
    broken.write_bytes(whole.read_bytes()[:3_000])

    several = RUNNER.invoke(app, ["diagnose", str(whole), str(broken)])
    alone = RUNNER.invoke(app, ["diagnose", str(broken)])

    assert (several.exit_code, alone.exit_code) == (2, 2)
    assert f"{broken}: The " in " ".join(several.stderr.split())
    assert "broken film" not in alone.stderr
