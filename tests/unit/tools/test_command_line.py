"""The tools from the shell: what belongs to a case says so."""

import pytest

from tools.command_line import run


@pytest.mark.parametrize("name", ["search_guidelines", "find_paths"])
def test_a_tool_of_the_search_says_where_it_runs(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["call", name, "--json", "{}"]) == 2
    assert "runs within a case" in capsys.readouterr().err
