"""Every model profile that ships keeps the same promises: a source or a doubt for each fact, and values that fit."""

import json
import re
import tomllib
from pathlib import Path

import pytest
from typer.testing import CliRunner

from agent.__main__ import app
from agent.coordinates import smart_size
from agent.dialects import dialect
from agent.dialects.reply import Tags
from agent.errors import ConfigurationError
from agent.models import profile as profile_module
from agent.models.profile import Profile, load_profile, profile_names
from tools.header_words import BODY_PARTS, MODALITIES

FOLDER = Path(profile_module.__file__).parent / "profiles"
SNAPSHOT = Path(__file__).with_name("profiles.json")
NAMES = profile_names()
PROFILES = {name: load_profile(name) for name in NAMES}
SERVED = [profile for profile in PROFILES.values() if profile.kind == "served"]
KEBAB = re.compile(r"[a-z0-9]+(?:[.-][a-z0-9]+)*")

PERMISSIVE = {"Apache-2.0", "MIT"}
LICENCES = {
    "Apache-2.0": {
        *("chestx-reasoner", "embedded", "huatuogpt-vision", "medmo-8b", "medvlm-r1", "medvlthinker-7b"),
        *("qwen2.5-vl-7b", "qwen3-vl-8b", "scripted", "x-reasoner"),
    },
    "Health AI Developer Foundations Terms of Use": {"medgemma"},
    "MIT": {"lingshu"},
    "Qwen Research License Agreement": {"qwen2.5-vl-3b"},
    "unknown": {"chiron-o1", "med-r1", "med-rwr", "mmedexpert-r1", "ophiuchus", "ophthareason"},
}
FAMILIES = {
    # class of the checkpoint: (what its boxes are measured in, what the sides of its images are multiples of)
    "Gemma3ForConditionalGeneration": ("thousandths", 14),
    "InternVLChatModel": ("thousandths", 28),
    "Qwen2VLForConditionalGeneration": ("thousandths", 28),
    "Qwen2_5_VLForConditionalGeneration": ("processed", 28),
    "Qwen3VLForConditionalGeneration": ("thousandths", 32),
}


def test_the_models_of_the_field_are_there() -> None:
    assert len(SERVED) >= 17
    assert {"embedded", "scripted", "mmedexpert-r1", "qwen2.5-vl-7b"} <= set(NAMES)


@pytest.mark.parametrize("path", sorted(FOLDER.iterdir()), ids=lambda path: path.name)
def test_a_file_is_named_in_kebab_case(path: Path) -> None:
    assert path.suffix == ".toml"
    assert KEBAB.fullmatch(path.stem)
    assert "name" not in tomllib.loads(path.read_text("utf-8"))


@pytest.mark.parametrize("profile", SERVED, ids=lambda one: one.name)
def test_each_fact_has_its_source_or_is_marked(profile: Profile) -> None:
    assert profile.unsourced == ()
    assert set(profile.sources) <= set(profile.facts)
    assert all(re.fullmatch(r"https://[\w.-]+/\S+", url) for url in (profile.source, *profile.sources.values()))


def test_a_fact_without_a_source_is_seen() -> None:
    stated = {"kind": "served", "title": "A model", "source": "https://example.org/card", "licence": "MIT"}

    bare = Profile(**stated, name="bare", checkpoint="group/model", unverified=("licence",))

    assert bare.facts == ("licence", "checkpoint")
    assert bare.unsourced == ("checkpoint",)


@pytest.mark.parametrize("profile", SERVED, ids=lambda one: one.name)
def test_a_served_model_is_described(profile: Profile) -> None:
    assert {"licence", "architecture", "coordinates", "parameters"} <= set(profile.facts)
    assert profile.revision is None or re.fullmatch(r"[0-9a-f]{40}", profile.revision)
    assert profile.released or (profile.checkpoint is None and "not public" in profile.title)
    assert not profile.released or profile.checkpoint is not None
    assert profile.token_probabilities and profile.structured and profile.images_by_uuid and profile.tokenizes


def test_the_licences_are_these() -> None:
    found: dict[str, set[str]] = {}
    for profile in PROFILES.values():
        found.setdefault(profile.licence, set()).add(profile.name)

    assert found == LICENCES


@pytest.mark.parametrize("profile", PROFILES.values(), ids=lambda one: one.name)
def test_a_licence_that_asks_for_something_says_what(profile: Profile) -> None:
    assert bool(profile.terms) == (profile.licence not in PERMISSIVE)
    assert profile.licence != "unknown" or "licence" in profile.unverified


@pytest.mark.parametrize("profile", SERVED, ids=lambda one: one.name)
def test_coordinates_and_patches_are_those_of_the_family(profile: Profile) -> None:
    assert profile.architecture is not None
    assert (profile.coordinates, profile.patch) == FAMILIES[profile.architecture]


@pytest.mark.parametrize("profile", SERVED, ids=lambda one: one.name)
@pytest.mark.parametrize("size", [(2500, 3000), (512, 512), (64, 900), (20, 20)])
def test_images_fit_the_budget(profile: Profile, size: tuple[int, int]) -> None:
    wide, high = smart_size(*size, patch=profile.patch, least=profile.min_pixels, most=profile.max_pixels)

    assert wide % profile.patch == high % profile.patch == 0
    assert profile.min_pixels <= wide * high <= profile.max_pixels


@pytest.mark.parametrize("profile", SERVED, ids=lambda one: one.name)
def test_its_dialect_can_teach_and_read(profile: Profile) -> None:
    spoken = dialect(profile.dialect)

    assert profile.tags.answer in spoken.teach([], profile.tags)
    assert isinstance(profile.tags, Tags)
    assert spoken.parse("", 1, profile.tags).calls == ()


@pytest.mark.parametrize("profile", SERVED, ids=lambda one: one.name)
def test_experts_are_named_in_dicom_terms(profile: Profile) -> None:
    names = [expert.specialty for expert in profile.experts]

    assert len(names) == len(set(names))
    assert all(KEBAB.fullmatch(name) for name in names)
    for expert in profile.experts:
        assert set(expert.modalities) <= MODALITIES
        assert set(expert.body_parts) <= BODY_PARTS


def test_the_profiles_resolve_as_they_did() -> None:
    printed = CliRunner().invoke(app, ["profiles", "--json"])

    assert printed.exit_code == 0
    assert json.loads(printed.stdout) == json.loads(SNAPSHOT.read_text("utf-8")), (
        "a resolved value changed; where it is meant: python -m agent profiles --json > tests/conformance/profiles.json"
    )


@pytest.mark.parametrize("name", NAMES)
def test_a_misspelt_name_is_answered_with_the_nearest(name: str) -> None:
    for misspelt in {name.upper(), name.replace("-", "_") + "_", name.title() + "s", name[:-1], f" {name}"} - {name}:
        with pytest.raises(ConfigurationError) as raised:
            load_profile(misspelt)
        assert f"Did you mean {name!r}?" in str(raised.value), misspelt


def test_a_name_like_no_other_is_answered_with_all() -> None:
    with pytest.raises(ConfigurationError) as raised:
        load_profile("gpt")

    assert "Did you mean" not in str(raised.value)
    assert all(name in str(raised.value) for name in NAMES)
