from pathlib import Path

import pytest

from agent import Agent
from agent.errors import ConfigurationError
from agent.models.profile import Profile, load_profile
from agent.settings import Settings

OWN = """
kind = "served"
title = "Our own chest model"
source = "https://example.org/card"
licence = "Apache-2.0"
checkpoint = "our-group/chest-7b"
coordinates = "processed"
unverified = ["coordinates"]

[sources]
checkpoint = "https://example.org/card"
"""


def write(folder: Path, text: str, name: str = "chest-7b.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("kind", [Path, str])
def test_a_profile_of_ones_own_is_read_from_its_file(tmp_path: Path, kind: type[Path] | type[str]) -> None:
    profile = load_profile(kind(write(tmp_path, OWN)))

    assert (profile.name, profile.title, profile.coordinates) == ("chest-7b", "Our own chest model", "processed")
    assert profile.facts == ("licence", "checkpoint", "coordinates")
    assert profile.unsourced == ("licence",)
    assert not profile.verified


def test_an_agent_takes_the_file(tmp_path: Path) -> None:
    agent = Agent(profile=write(tmp_path, OWN), encoder=None, settings=Settings(base_url="http://127.0.0.1:9/v1"))

    assert agent.profile.name == "chest-7b"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("max_pixel = 4", "unknown field 'max_pixel' (did you mean 'max_pixels'?)"),
        ("zzzzzz = 4", "unknown field 'zzzzzz'"),
        ("temperature = -1", "field 'temperature': Input should be greater than or equal to 0, got -1"),
        ('dialect = "esperanto"', "field 'dialect'"),
        ('tags = { thnk = "a" }', "unknown field 'tags.thnk'"),
        ("min_pixels = 9000000", "min_pixels 9000000 is more than max_pixels"),
        ('name = "other"', "field 'name': leave it out"),
        ("experts = 3", "field 'experts'"),
    ],
)
def test_what_is_wrong_is_said_by_the_field(tmp_path: Path, line: str, said: str) -> None:
    with pytest.raises(ConfigurationError) as raised:
        load_profile(write(tmp_path, f"{line}\n{OWN}"))

    assert said in str(raised.value)
    assert "'chest-7b'" in str(raised.value)


def test_a_missing_field_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="field 'licence' is missing"):
        load_profile(write(tmp_path, OWN.replace('licence = "Apache-2.0"', "")))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("[sources]", '[sources]\ncheckpont = "https://example.org"'), "checkpont is none"),
        (("[sources]", '[sources]\ncoordinates = "https://example.org"'), "cannot be both sourced and unverified"),
    ],
)
def test_sources_and_doubts_are_about_fields(tmp_path: Path, change: tuple[str, str], said: str) -> None:
    with pytest.raises(ConfigurationError, match=said):
        load_profile(write(tmp_path, OWN.replace(*change)))


def test_a_file_that_is_no_toml_says_so(tmp_path: Path) -> None:
    for text in ("kind = ", "\x00"):
        with pytest.raises(ConfigurationError, match="is no TOML"):
            load_profile(write(tmp_path, text))
    path = tmp_path / "latin-1.toml"
    path.write_bytes(b'title = "\xe9"')
    with pytest.raises(ConfigurationError, match="is no TOML"):
        load_profile(path)


def test_a_file_that_is_too_large_is_not_parsed(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="larger than 65,536 bytes"):
        load_profile(write(tmp_path, OWN + "#" * 70_000))


def test_a_file_must_be_there_and_be_a_file(tmp_path: Path) -> None:
    (tmp_path / "folder.toml").mkdir()
    for path in (tmp_path / "absent.toml", tmp_path / "folder.toml"):
        with pytest.raises(ConfigurationError, match="cannot be read"):
            load_profile(path)


@pytest.mark.parametrize("name", ["Chest 7B.toml", "chest_7b.toml", "-x.toml"])
def test_a_file_is_named_in_kebab_case(tmp_path: Path, name: str) -> None:
    with pytest.raises(ConfigurationError, match="kebab-case"):
        load_profile(write(tmp_path, OWN, name))


def test_a_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"ends in \.toml"):
        load_profile(write(tmp_path, OWN, "chest-7b.json"))


def test_a_profile_that_ships_is_not_impersonated(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="a name of its own"):
        load_profile(write(tmp_path, OWN, "qwen2.5-vl-7b.toml"))


def test_facts_are_what_is_stated_about_the_model() -> None:
    profile = Profile(
        name="x", kind="served", title="x", source="x", licence="MIT", token_probabilities=True, answer_threshold=0.5
    )

    assert profile.facts == ("licence",)
    assert profile.verified
