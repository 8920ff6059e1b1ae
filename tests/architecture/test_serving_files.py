"""docs/serving: the files parse, say that nobody ran them, and are as closed as what `serve` starts."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]
from pydantic import SecretStr
from typer.main import get_command

from agent.__main__ import app
from agent.models.profile import load_profile
from agent.serving.plan import Options, Plan, make_plan
from agent.serving.refusals import check_extra

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "docs" / "serving"
DOCKERFILE = (FOLDER / "Dockerfile").read_text("utf-8")
COMPOSE = (FOLDER / "compose.yaml").read_text("utf-8")
WORDS = {"FROM", "USER", "RUN", "COPY", "ENV", "EXPOSE", "HEALTHCHECK", "ENTRYPOINT", "CMD", "WORKDIR"}
PINNED = re.compile(r"[a-z0-9./-]+:v?\d+\.\d+\.\d+[a-z0-9.-]*")
REMOTE_CODE = re.compile(r"(?<!--no-)trust[-_]remote[-_]code", re.IGNORECASE)


def instructions(text: str) -> list[tuple[str, str]]:
    """Split a Dockerfile into (word, rest): comments dropped, continued lines joined."""
    kept = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#"))
    lines = [line for line in re.sub(r"\\\n\s*", " ", kept).splitlines() if line.strip()]
    return [(word.upper(), rest.strip()) for word, _, rest in (line.strip().partition(" ") for line in lines)]


def stages(text: str) -> dict[str, list[tuple[str, str]]]:
    """The instructions of each stage, by its name."""
    found: dict[str, list[tuple[str, str]]] = {}
    for word, rest in instructions(text):
        if word == "FROM":
            _, _, name = rest.rpartition(" AS ")
            current = found.setdefault(name, [])
        current.append((word, rest))
    return found


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    parsed = yaml.safe_load(COMPOSE)["services"]
    assert isinstance(parsed, dict)
    return parsed


@pytest.fixture(scope="module")
def plan() -> Plan:
    key = SecretStr("0123456789abcdefABCDEF")
    return make_plan(load_profile("qwen2.5-vl-7b"), Options(host="0.0.0.0", exposed=True, key=key))


@pytest.mark.parametrize("text", [DOCKERFILE, COMPOSE], ids=["Dockerfile", "compose.yaml"])
def test_a_file_says_at_its_top_that_nobody_ran_it_and_trusts_no_code(text: str) -> None:
    assert any("UNTESTED" in line for line in text.splitlines()[:2])
    assert REMOTE_CODE.search(text) is None
    assert ":latest" not in text


def test_the_page_names_both_files_and_that_they_are_untested() -> None:
    page = (ROOT / "docs" / "serving.md").read_text("utf-8")
    assert "serving/Dockerfile" in page
    assert "serving/compose.yaml" in page
    assert "UNTESTED" in page
    assert len(page.splitlines()) <= 300


def test_the_dockerfile_has_known_words_in_a_sound_order() -> None:
    parsed = instructions(DOCKERFILE)
    assert parsed[0][0] == "FROM"
    assert {word for word, _ in parsed} <= WORDS
    assert all(rest for _, rest in parsed)
    for word, rest in parsed:
        if word in {"ENTRYPOINT", "CMD"}:
            assert isinstance(json.loads(rest), list), "a shell would swallow signals"
        if word == "HEALTHCHECK" and rest != "NONE":
            assert isinstance(json.loads(rest.partition("CMD ")[2]), list)


def test_images_are_pinned_and_run_without_root() -> None:
    found = stages(DOCKERFILE)
    assert set(found) == {"server", "agent-environment", "agent"}
    for name, parsed in found.items():
        assert PINNED.fullmatch(parsed[0][1].partition(" ")[0])
        assert "ADD" not in dict(parsed)
        if name != "agent-environment":
            users = [rest for word, rest in parsed if word == "USER"]
            assert users[-1] == "10001:10001"
            assert any(word == "HEALTHCHECK" for word, _ in parsed)
            assert [word for word, _ in parsed][-2:] == ["ENTRYPOINT", "CMD"]


def test_what_is_copied_is_there() -> None:
    for word, rest in instructions(DOCKERFILE):
        if word == "COPY" and "--from" not in rest:
            for source in [part for part in rest.split()[:-1] if not part.startswith("--")]:
                assert (ROOT / source).exists(), source


def test_ports_are_published_on_this_machine_only(services: dict[str, Any]) -> None:
    published = [port for service in services.values() for port in service.get("ports", [])]
    assert published
    assert all(isinstance(port, str) and port.startswith("127.0.0.1:") for port in published)
    assert all("network_mode" not in service and "privileged" not in service for service in services.values())


def test_services_cannot_write_nor_gain_rights(services: dict[str, Any]) -> None:
    for service in services.values():
        assert service["read_only"] is True
        assert service["user"] == "10001:10001"
        assert service["cap_drop"] == ["ALL"]
        assert "no-new-privileges:true" in service["security_opt"]
        assert PINNED.fullmatch(service["image"])
        assert service["build"]["target"] in stages(DOCKERFILE)
        assert (FOLDER / service["build"]["context"]).resolve() == ROOT


def test_the_server_has_a_gpu_and_a_read_only_checkpoint(services: dict[str, Any]) -> None:
    (device,) = services["server"]["deploy"]["resources"]["reservations"]["devices"]
    assert device == {"driver": "nvidia", "count": 1, "capabilities": ["gpu"]}
    assert any(volume.endswith(":/models/checkpoint:ro") for volume in services["server"]["volumes"])
    assert services["agent"]["depends_on"]["server"]["condition"] == "service_healthy"


def test_the_server_is_started_like_serve_starts_it(services: dict[str, Any], plan: Plan) -> None:
    command = services["server"]["command"]
    given = dict(re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", part).partition("=")[::2] for part in command[1:])
    wanted: dict[str, str] = {}
    arguments = list(plan.arguments[2:])
    while arguments:
        flag = arguments.pop(0)
        wanted[flag] = arguments.pop(0) if arguments and not arguments[0].startswith("--") else ""
    wanted.pop("--revision", None)  # a folder has none
    assert set(wanted) <= set(given)
    ours = {"--served-model-name", "--max-model-len"}
    assert {flag: given[flag] for flag in wanted if flag not in ours} == {
        flag: value for flag, value in wanted.items() if flag not in ours
    }


def test_the_server_has_the_environment_that_serve_sets(services: dict[str, Any], plan: Plan) -> None:
    (lines,) = [rest for word, rest in stages(DOCKERFILE)["server"] if word == "ENV"]
    environment = dict(part.partition("=")[::2] for part in lines.split()) | services["server"]["environment"]
    assert plan.environment.items() <= environment.items()
    assert environment["VLLM_API_KEY"].startswith("${MMEDEXPERT_API_KEY:?")


@pytest.mark.parametrize(
    ("command", "some"),
    [
        (
            "serve",
            {"--profile", "--vllm", "--checkpoint", "--lora", "--tensor-parallel", "--data-parallel", "--dry-run"},
        ),
        ("doctor", {"--profile", "--vllm"}),
        ("calibrate", {"--profile", "--out"}),
        ("diagnose", {"--profile", "--history"}),
    ],
)
def test_every_option_on_the_page_exists(command: str, some: set[str]) -> None:
    page = (ROOT / "docs" / "serving.md").read_text("utf-8")
    commands = getattr(get_command(app), "commands", {})
    known = {option for parameter in commands[command].params for option in parameter.opts}
    used: set[str] = set()
    for line in re.findall(rf"(?<![\w/]){command} [^`\n|]*--[^`\n|]*", page):
        used.update(re.findall(r"--[a-z][a-z-]+", line.partition(" -- ")[0]))
    assert some <= used
    assert used <= known


def test_flags_for_vllm_on_the_page_are_not_refused() -> None:
    page = (ROOT / "docs" / "serving.md").read_text("utf-8")
    behind = [match.split() for match in re.findall(r"`[^`\n]*(?<=[ `…])-- (--[^`]*)`", page)]
    assert len(behind) > 4
    for flags in behind:
        check_extra(flags)
