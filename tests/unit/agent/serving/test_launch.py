"""The launcher with a stand-in for vLLM: a real program on a real port, with the project's own guard in it."""

import os
import socket
import stat
import uuid
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import SecretStr

from agent.errors import ConfigurationError
from agent.models.profile import Profile
from agent.serving import Options, ServerFailed, UnsafeSetting, serving
from agent.serving.http import fetch
from agent.serving.launch import executable
from agent.serving.ports import group_members, listeners

KEY = "k3y-0123456789-abcdef"
StandIn = Callable[..., Path]


@pytest.fixture
def options(weights: Path) -> Options:
    return Options(checkpoint=weights, port=0, key=SecretStr(KEY))


def test_a_server_comes_up_and_goes(
    profile: Profile, options: Options, stand_in: StandIn, adapter: Callable[..., Path]
) -> None:
    seen: list[tuple[float, str]] = []
    chosen = replace(options, vllm=stand_in("time.sleep(0.3)"), adapters={"chest": adapter()})
    with serving(profile, chosen, progress=lambda gone, line: seen.append((gone, line))) as server:
        assert server.settings.base_url == server.base_url
        assert server.settings.model == "tiny-vl"
        assert fetch(f"{server.base_url}/models", key=KEY).status == 200
        assert fetch(f"{server.base_url}/models").status == 401
        group = server.program.group

    assert group_members(group) == ()
    assert server.plan.port not in {one.port for one in listeners() or ()}
    assert seen
    assert KEY not in str(seen)


def test_the_key_is_not_in_the_list_of_processes(profile: Profile, options: Options, stand_in: StandIn) -> None:
    with serving(profile, replace(options, vllm=stand_in())) as server:
        shown = Path(f"/proc/{server.program.group}/cmdline")
        if shown.exists():
            assert KEY.encode() not in shown.read_bytes()


def test_an_error_in_the_block_stops_the_server_too(profile: Profile, options: Options, stand_in: StandIn) -> None:
    groups: list[int] = []
    with pytest.raises(ZeroDivisionError), serving(profile, replace(options, vllm=stand_in())) as server:
        groups.append(server.program.group)
        raise ZeroDivisionError
    assert group_members(groups[0]) == ()


def test_a_server_that_dies_shows_the_end_of_its_log_without_the_key(
    profile: Profile, options: Options, stand_in: StandIn
) -> None:
    dies = "print('CUDA out of memory', os.environ['VLLM_API_KEY'], flush=True); sys.exit(7)"
    with (
        pytest.raises(ServerFailed, match="status 7") as caught,
        serving(profile, replace(options, vllm=stand_in(dies))),
    ):
        pytest.fail("it did not come up")

    assert "CUDA out of memory [key]" in str(caught.value)
    assert KEY not in str(caught.value)


def test_a_server_that_takes_too_long_is_given_up(profile: Profile, options: Options, stand_in: StandIn) -> None:
    slow = replace(options, vllm=stand_in("time.sleep(600)"))
    with pytest.raises(ServerFailed, match=r"not ready after 0\.2 s"), serving(profile, slow, patience=0.2):
        pytest.fail("it did not come up")


def test_a_server_that_answers_without_its_key_is_stopped(
    profile: Profile, options: Options, stand_in: StandIn
) -> None:
    with (
        pytest.raises(UnsafeSetting, match="without its key"),
        serving(profile, replace(options, vllm=stand_in(app="app"))),
    ):
        pytest.fail("it must not be handed over")


def test_a_server_that_also_listens_elsewhere_is_stopped(profile: Profile, options: Options, stand_in: StandIn) -> None:
    if listeners() is None:
        pytest.skip("this system does not tell who listens where")
    opened = replace(options, vllm=stand_in(host="'0.0.0.0'"))
    with pytest.raises(UnsafeSetting, match=r"also answers on 0\.0\.0\.0"), serving(profile, opened):
        pytest.fail("it must not be handed over")


def test_a_server_with_other_models_is_not_ours(profile: Profile, options: Options, stand_in: StandIn) -> None:
    other = replace(options, vllm=stand_in("names = ['another']"))
    with pytest.raises(ServerFailed, match="does not serve tiny-vl"), serving(profile, other):
        pytest.fail("it must not be handed over")


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0"])
def test_a_port_that_is_taken_is_refused_before_anything_starts(
    profile: Profile, options: Options, stand_in: StandIn, host: str
) -> None:
    with socket.create_server((host, 0)) as taken:
        chosen = replace(options, vllm=stand_in(), port=taken.getsockname()[1])
        with pytest.raises(ConfigurationError, match="listens on port"), serving(profile, chosen):
            pytest.fail("it must not be started")


def test_its_temporary_files_are_its_own_and_go_with_it(
    profile: Profile, options: Options, stand_in: StandIn, tmp_path: Path
) -> None:
    told = tmp_path / "told"
    leaves = (
        "import tempfile; place = tempfile.mkdtemp(prefix='torchinductor_'); "
        f"open({str(told)!r}, 'w').write(os.path.dirname(place))"
    )
    with serving(profile, replace(options, vllm=stand_in(leaves))):
        private = Path(told.read_text())
        assert stat.S_IMODE(private.stat().st_mode) == 0o700
        assert len(f"{private}/{uuid.uuid4()}") < 104  # as vLLM names its sockets
    assert not private.exists()

    told.unlink()
    with pytest.raises(ServerFailed), serving(profile, replace(options, vllm=stand_in(f"{leaves}; sys.exit(7)"))):
        pytest.fail("it did not come up")
    assert not Path(told.read_text()).exists()


def test_a_folder_for_temporary_files_with_a_long_name_is_not_taken(
    profile: Profile, options: Options, stand_in: StandIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    long = tmp_path / ("x" * 80)
    long.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(long))
    told = tmp_path / "told"
    with serving(profile, replace(options, vllm=stand_in(f"open({str(told)!r}, 'w').write(os.environ['TMPDIR'])"))):
        assert Path(told.read_text()).parent == Path("/tmp")  # noqa: S108


def test_a_wait_of_nothing_is_refused(profile: Profile, options: Options) -> None:
    with pytest.raises(ConfigurationError, match="longer than 0 s"), serving(profile, options, patience=-1.0):
        pytest.fail("it must not be started")


def test_variables_of_the_caller_arrive_and_secrets_do_not(
    profile: Profile, options: Options, stand_in: StandIn, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HF_TOKEN", "hub-secret")
    monkeypatch.setenv("VLLM_ALLOW_RUNTIME_LORA_UPDATING", "1")
    told = tmp_path / "told.json"
    writes = f"open({str(told)!r}, 'w').write(json.dumps(dict(os.environ)))"
    environment = {"OMP_NUM_THREADS": "1", "VLLM_SERVER_DEV_MODE": "1"}
    with serving(profile, replace(options, vllm=stand_in(writes)), environment=environment):
        said = told.read_text()

    assert '"OMP_NUM_THREADS": "1"' in said
    assert "hub-secret" not in said
    assert '"VLLM_ALLOW_RUNTIME_LORA_UPDATING": "0"' in said
    assert '"VLLM_SERVER_DEV_MODE": "0"' in said


def test_an_environment_without_vllm_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ConfigurationError, match="no vLLM in"):
        executable(tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ConfigurationError, match="--vllm"):
        executable(None)
    program = tmp_path / "vllm"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    assert executable(None) == program
    assert os.access(executable(None), os.X_OK)
