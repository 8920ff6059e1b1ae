import json

import pytest
from typer.testing import CliRunner

from agent.__main__ import app


def test_it_says_what_is_there_and_ends_well() -> None:
    done = CliRunner().invoke(app, ["doctor", "--json"])
    document = json.loads(done.output)

    assert done.exit_code == 0
    assert document["profile"] == "embedded"
    assert [one["name"] for one in document["checks"]] == ["python", "gpu", "faiss", "guidelines", "disk"]
    assert all(one["found"] and (one["remedy"] or one["status"] == "ok") for one in document["checks"])


def test_a_server_that_is_not_there_is_a_failure_with_a_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MMEDEXPERT_BASE_URL", "http://127.0.0.1:9/v1")
    done = CliRunner().invoke(app, ["doctor", "--profile", "qwen2.5-vl-7b"])

    assert done.exit_code == 4
    assert "Nobody answers" in done.output
    assert "python -m agent serve --profile qwen2.5-vl-7b" in done.output


def test_an_unknown_profile_is_bad_input() -> None:
    assert CliRunner().invoke(app, ["doctor", "--profile", "nothing"]).exit_code == 2
