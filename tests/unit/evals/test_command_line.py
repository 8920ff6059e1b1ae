import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from evals import benchmark, names
from evals.command_line import app, run

CALL = CliRunner()


def test_the_list_says_what_is_confirmed() -> None:
    found = json.loads(CALL.invoke(app, ["list", "--json"]).stdout)
    assert [one["name"] for one in found] == list(names())
    text = CALL.invoke(app, ["list"]).stdout
    assert text.count("LAYOUT UNCONFIRMED") == sum(not one["confirmed"] for one in found)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["run", "vqa_rat", "--data", "."], "did you mean vqa_rad"),
        (["run", "vqa_rad", "--data", "nowhere"], "is no folder"),
        (["run", "vqa_rad", "--data", ".", "--threshold", "2"], "between 0 and 1"),
        (["resume", "nowhere"], "no run that was begun"),
        (["report", "nowhere"], "neither a log"),
        (["compare", "a", "b"], "neither a log"),
        (["view", "nowhere"], "is not there"),
        (["grid", "vqa_rad", "--data", ".", "--budget-steps", "a"], "no list of numbers"),
    ],
)
def test_what_cannot_be_is_one_sentence_and_exit_code_2(
    words: list[str], said: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.argv", ["evals", *words])
    with pytest.raises(SystemExit) as end:
        run()
    assert end.value.code == 2
    error = capsys.readouterr().err
    assert said in error
    assert error.count("\n") == 1


def test_made_up_cases_can_be_run_at_once(tmp_path: Path) -> None:
    place = tmp_path / "try"
    written = CALL.invoke(app, ["sample", "vqa_rad", str(place)])
    assert written.exit_code == 0
    assert f"run vqa_rad --data {place} --partial" in written.stdout
    assert len(list(benchmark("vqa_rad").samples(place, partial=True))) >= 2
    again = CALL.invoke(app, ["sample", "vqa_rad", str(place)])
    assert "is not empty" in str(again.exception)
