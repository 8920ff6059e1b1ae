"""How the server may be started, and what it says of itself."""

import ast
from pathlib import Path

import pytest
from typer.testing import CliRunner

from agent.errors import ConfigurationError
from agent.page.guard import Names
from agent.page.options import Options, is_loopback
from agent.page.server import start_line
from agent.page.tokens import Tokens, make_token

ROOT = Path(__file__).resolve().parents[4]


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "127.9.9.9"])
def test_loopback_needs_no_token_of_ones_own(host: str) -> None:
    options = Options(host=host)
    tokens, token = options.tokens()
    assert token is not None and tokens.person(token) == "owner"
    assert start_line(options, token).endswith(f":8765/#token={token}")


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "::", "clinic.example", "10.0.0.1"])
def test_any_other_address_is_refused_without_a_token_file(host: str, tmp_path: Path) -> None:
    assert not is_loopback(host)
    with pytest.raises(ConfigurationError, match="--token-file"):
        Options(host=host)
    file = tmp_path / "tokens"
    if host in ("0.0.0.0", "::"):
        with pytest.raises(ConfigurationError, match="--name"):
            Options(host=host, token_file=file)
    options = Options(host=host, token_file=file, names=("page.example",))
    assert "page.example:8765" in options.served_names().hosts


@pytest.mark.parametrize(
    "wrong",
    [
        {"port": 0},
        {"port": 70_000},
        {"profiles": ()},
        {"certificate": Path("x")},
        {"key": Path("x")},
        {"certificate": Path("/none/x"), "key": Path("/none/y")},
        {"guidelines": (Path("/none"),)},
    ],
)
def test_what_cannot_be_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ConfigurationError):
        Options(**wrong)  # type: ignore[arg-type]


def test_tokens_are_told_apart_and_kept_as_digests(tmp_path: Path) -> None:
    ann, ben = make_token(), make_token()
    file = tmp_path / "tokens"
    file.write_text(f"# people\nann {ann}\nben {ben}\n")
    with pytest.raises(ConfigurationError, match="chmod 600"):
        file.chmod(0o644)
        Tokens.read(file)
    file.chmod(0o600)
    tokens = Tokens.read(file)
    assert (tokens.person(ann), tokens.person(ben), tokens.person(ann[:-1]), tokens.person("")) == (
        "ann",
        "ben",
        None,
        None,
    )
    assert ann not in repr(tokens)
    for text in ("ann short", "ann a b c", "", f"ann {ann}\nben {ann}", f"ann {ann}\nann {ben}", f"a/b {ann}"):
        file.write_text(text)
        with pytest.raises(ConfigurationError):
            Tokens.read(file)
    with pytest.raises(ConfigurationError):
        Tokens.read(tmp_path / "none")


def test_names_are_taken_with_their_port_and_scheme() -> None:
    names = Names.of(("Page.Example", "::1"), 8765, "https")
    assert names.hosts == {"page.example:8765", "[::1]:8765"}
    assert names.knows("https://page.example:8765") and not names.knows("http://page.example:8765")
    assert "page.example" in Names.of(("page.example",), 443, "https").hosts


def test_the_command_says_why_it_refuses_and_loads_the_page_only_then() -> None:
    import app

    done = CliRunner().invoke(app.app, ["--host", "0.0.0.0"])
    assert done.exit_code == 2 and "--token-file" in done.output
    tree = ast.parse((ROOT / "app.py").read_text("utf-8"))
    top = [one.module for one in tree.body if isinstance(one, ast.ImportFrom)]
    assert not [one for one in top if one and one.startswith(("agent.page", "fastapi", "tools"))]
    assert len((ROOT / "app.py").read_text("utf-8").splitlines()) < 120
