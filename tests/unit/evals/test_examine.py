from pathlib import Path

import orjson
import pytest
from typer.testing import CliRunner

from agent.models.scripted import ChatScripted
from evals import DatasetError, RunError, benchmark
from evals.command_line import app
from evals.examine import examine, pairs_in


def test_recorded_reports_and_summaries_are_examined_by_words(tmp_path: Path) -> None:
    for name in ("radfact", "medic_cross_examination"):
        (tmp_path / name).mkdir()
        benchmark(name).fixture(tmp_path / name)
    reports = examine(list(pairs_in(tmp_path / "radfact" / "grounded_reporting_examples.json")))
    assert (reports.rule, reports.texts, reports.judge_failed) == ("radfact", 2, 0)
    assert reports.figures["logical_precision"] == 0
    summaries = examine(list(pairs_in(tmp_path / "medic_cross_examination" / "pairs.jsonl")))
    assert summaries.rule == "cross-examination"
    assert summaries.figures == pytest.approx(
        {"coverage": 1 / 3, "conformity": 1, "consistency": 1, "conciseness": 1 - 5 / 14}
    )
    said = CliRunner().invoke(app, ["examine", str(tmp_path / "radfact" / "grounded_reporting_examples.json")])
    assert "radfact, 2 texts, by shared words" in said.output


def test_texts_at_which_the_judge_fails_stay_in_the_mean(tmp_path: Path) -> None:
    path = tmp_path / "pairs.json"
    pair = {"original_document": "Made cough.", "generated_document": "Cough."}
    path.write_bytes(orjson.dumps([pair, pair]))
    replies = ['["Cough?"]', '["Cough?"]', *['{"answer": "yes"}'] * 4, "no questions", "none"]
    found = examine(list(pairs_in(path)), ChatScripted(replies=replies))
    assert (found.score, found.judge_failed) == (0.5, 1)


@pytest.mark.parametrize("text", ["[]", "{}", '[{"prediction": []}]', '[{"prediction": [{}], "target": []}]', "[1]"])
def test_another_layout_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "pairs.json"
    path.write_text(text)
    with pytest.raises(DatasetError):
        examine(list(pairs_in(path)))


def test_a_judge_that_there_is_not_is_an_error(tmp_path: Path) -> None:
    benchmark("medic_cross_examination").fixture(tmp_path)
    found = CliRunner().invoke(app, ["examine", str(tmp_path / "pairs.jsonl"), "--judge", "nowhere"])
    assert isinstance(found.exception, RunError)
