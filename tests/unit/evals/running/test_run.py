"""Runs that are started, cut off and resumed: every case once, and nothing goes on under another model."""

import dataclasses
from collections import Counter
from pathlib import Path

import pytest
from inspect_ai.log import read_eval_log

from evals.configuration import Configuration
from evals.errors import RunError
from evals.inspecting import read_log
from evals.reporting import report_of
from evals.running import RunFolder, drifted, identity_of, resume, start
from evals.running.attempt import Pace, attempt
from evals.solving import Workbench

QUIET = Pace(at_once=2, flush=1, quiet=True)


def test_a_run_cut_off_twice_has_every_case_once_and_the_report_of_a_quiet_one(
    asked: Configuration, bench: Workbench, tmp_path: Path
) -> None:
    quiet = start(asked, tmp_path / "quiet", pace=QUIET, bench=bench)
    cut = RunFolder.new(tmp_path / "cut")
    samples = asked.samples()
    identity = identity_of(asked, bench, samples)
    for some in (samples[:2], samples[1:3]):  # one case is in both, as after a kill between two logs
        attempt(asked, bench, some, cut.parts, identity, QUIET, total=len(samples))
    assert len(cut.finished()) == 3
    whole = resume(cut.path, pace=QUIET, bench=bench)
    assert Counter(one.sample.id for one in read_log(whole)) == Counter(one.id for one in samples)
    assert report_of(whole).as_json(times=False) == report_of(quiet).as_json(times=False)
    assert [path.name for path in cut.path.iterdir() if path.suffix or path.is_dir()] == [whole.name]
    assert resume(cut.path, pace=QUIET, bench=bench) == whole  # nothing is left to do

    shown = read_eval_log(str(whole))
    assert shown.status == "success"
    assert shown.results is not None
    assert shown.results.total_samples == shown.results.completed_samples == 5
    assert shown.samples is not None
    turns = shown.samples[0].messages
    assert [one.role for one in turns] == ["system", "user", "assistant", "user", "assistant"]
    pictures = [sum(part.type == "image" for part in one.content) for one in turns if not isinstance(one.content, str)]
    assert pictures == [0, 1, 0, 1, 0]  # the image of the case, then the crop that was asked for


def test_it_is_right_where_the_answer_is_yes(asked: Configuration, bench: Workbench, tmp_path: Path) -> None:
    rows = list(read_log(start(asked, tmp_path / "run", pace=QUIET, bench=bench)))
    assert {one.prediction.outcome for one in rows} == {"answered"}
    assert sum(one.score.value for one in rows) == 2
    assert all(one.prediction.measures["zooms"] == 1 for one in rows)
    with pytest.raises(RunError, match="holds a run already"):
        start(asked, tmp_path / "run", pace=QUIET, bench=bench)


def test_what_has_changed_is_named_and_the_run_refused(asked: Configuration, bench: Workbench, tmp_path: Path) -> None:
    start(asked, tmp_path / "run", pace=QUIET, bench=bench)
    other = Workbench(asked, model=bench.model)
    other.__dict__["profile"] = bench.profile.model_copy(update={"temperature": 0.7})
    with pytest.raises(RunError, match=r"began with: model\."):
        resume(tmp_path / "run", bench=other)
    picture = Path(asked.data) / "VQA_RAD Image Folder" / "a.jpg"
    picture.write_bytes(picture.read_bytes() + b"\0")
    with pytest.raises(RunError, match=r"began with: dataset\."):
        resume(tmp_path / "run", bench=bench)


def test_every_part_of_the_identity_can_drift(asked: Configuration, bench: Workbench) -> None:
    samples = asked.samples()
    now = identity_of(asked, bench, samples)
    assert set(now) == {"config", "prompts", "model", "index", "dataset", "benchmark"}
    later = identity_of(dataclasses.replace(asked, steps=3), bench, samples[:-1])
    assert drifted(now, later) == ("config", "dataset")
    assert drifted(now, {**now, "prompts": "0"}) == ("prompts",)
    assert drifted(now, now) == ()


def test_two_processes_do_not_work_on_one_run(tmp_path: Path) -> None:
    folder = RunFolder.new(tmp_path / "run")
    with folder.alone(), pytest.raises(RunError, match="another process"), RunFolder(path=folder.path).alone():
        pass
    with folder.alone():
        pass


def test_no_run_is_no_run(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="no run that was begun"):
        resume(tmp_path)


def test_a_bug_in_one_case_is_its_own_and_is_done_again(
    asked: Configuration, bench: Workbench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = type(bench.agent).aanswer

    async def broken(self: object, image: object, question: str, **more: object) -> object:
        if "case 3" in question:
            raise ZeroDivisionError("a bug")
        return await answer(self, image, question, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(type(bench.agent), "aanswer", broken)
    log = start(asked, tmp_path / "run", pace=QUIET, bench=bench)
    report = report_of(log)
    assert dict(report.outcomes) == {"answered": 4, "transport": 1}
    assert report.strict.items == 5
    monkeypatch.undo()
    assert dict(report_of(resume(tmp_path / "run", pace=QUIET, bench=bench)).outcomes) == {"answered": 5}
