import json
import os
from pathlib import Path

import pytest
from typer.testing import CliRunner

from agent.__main__ import app
from agent.models.profile import load_profile, profile_names

RUNNER = CliRunner()


def shown(*arguments: str, columns: int = 200) -> str:
    result = RUNNER.invoke(app, ["profiles", *arguments], env={"COLUMNS": str(columns)})
    assert result.exit_code == 0, result.output
    return result.output


@pytest.mark.parametrize("columns", [80, 200])
def test_every_profile_has_a_line_that_starts_with_its_whole_name(columns: int) -> None:
    firsts = [line.split(" ")[0] for line in shown(columns=columns).splitlines()]

    assert [name for name in profile_names() if name not in firsts] == []


def test_no_word_of_a_title_is_broken_on_a_narrow_terminal() -> None:
    words = set(shown(columns=80).split())

    for name in profile_names():
        assert set(load_profile(name).title.split()) <= words


def test_the_list_says_what_is_not_public_and_what_a_licence_asks_for() -> None:
    lines = {line.split()[0]: line for line in shown().splitlines() if line.strip()}

    assert "not public" in lines["mmedexpert-r1"]
    assert lines["mmedexpert-r1"].split()[-1] == str(len(load_profile("mmedexpert-r1").unverified))
    assert lines["qwen2.5-vl-3b"].split()[1] == "*"
    assert "8.29·10⁹" in lines["qwen2.5-vl-7b"]
    assert "*" not in lines["qwen2.5-vl-7b"]


@pytest.mark.parametrize("name", profile_names())
def test_one_profile_is_shown_with_every_source_and_every_doubt(name: str) -> None:
    text = "".join(shown(name, columns=400).split())
    profile = load_profile(name)

    assert all("".join(url.split()) in text for url in profile.sources.values())
    assert "".join(("unverified" + ", ".join(profile.unverified)).split()) in text or profile.verified
    assert ("Everyfactwasconfirmed." in text) == profile.verified
    assert "".join(profile.terms.split()) in text


def test_json_is_json_and_nothing_else() -> None:
    every = json.loads(shown("--json"))
    one = json.loads(shown("med-rwr", "--json"))

    assert [entry["name"] for entry in every] == list(profile_names())
    assert one in every
    assert one["sources"]["max_pixels"].startswith("https://")
    assert one["verified"] is False


def test_a_file_of_ones_own_is_shown_with_what_it_leaves_open(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text('kind = "served"\ntitle = "Own [bold]"\nsource = "here"\nlicence = "MIT"\n', encoding="utf-8")

    text = shown(str(path))

    assert "Own [bold]" in text
    assert "no source" in text


def test_an_unknown_profile_ends_with_the_code_of_bad_input() -> None:
    result = RUNNER.invoke(app, ["profiles", "MedGema"])

    assert result.exit_code == 2
    assert "Did you mean 'medgemma'?" in result.output


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo.toml")
    result = RUNNER.invoke(app, ["profiles", str(tmp_path / "fifo.toml")])

    assert result.exit_code == 2
    assert "regular file" in result.output
