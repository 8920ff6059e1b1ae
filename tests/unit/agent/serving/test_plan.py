import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import SecretStr

from agent.errors import ConfigurationError
from agent.models.profile import Profile, load_profile
from agent.serving import Options, Plan, UnsafeSetting, UnusableCheckpoint, make_plan
from tests.unit.agent.serving.conftest import EMPTY

KEY = "k3y-0123456789-abcdef"


def value(plan: Plan, flag: str) -> str:
    return plan.arguments[plan.arguments.index(flag) + 1]


def test_the_command_is_closed_by_default(profile: Profile, weights: Path) -> None:
    plan = make_plan(profile, Options(checkpoint=weights))

    assert plan.arguments[:2] == ("serve", str(weights))
    assert value(plan, "--host") == "127.0.0.1"
    assert value(plan, "--load-format") == "safetensors"
    assert value(plan, "--allowed-media-domains").endswith(".invalid")
    assert value(plan, "--middleware") == "mmedexpert_guard.Guard"
    assert json.loads(value(plan, "--limit-mm-per-prompt")) == {"image": 32, "video": 0, "audio": 0}
    assert {"--no-trust-remote-code", "--no-enable-log-requests", "--enable-prefix-caching"} <= set(plan.arguments)
    assert json.loads(value(plan, "--structured-outputs-config"))["disable_any_whitespace"] is True
    assert value(plan, "--generation-config") == "vllm"
    assert value(plan, "--max-model-len") == "4096"
    assert "--allowed-local-media-path" not in plan.arguments


def test_the_environment_is_offline_and_without_back_doors(profile: Profile, weights: Path) -> None:
    said = make_plan(profile, Options(checkpoint=weights)).environment

    assert {said[name] for name in ("HF_HUB_OFFLINE", "VLLM_NO_USAGE_STATS", "DO_NOT_TRACK")} == {"1"}
    assert said["VLLM_ALLOW_RUNTIME_LORA_UPDATING"] == said["VLLM_SERVER_DEV_MODE"] == "0"


def test_the_key_is_in_no_argument_and_in_no_print(profile: Profile, weights: Path) -> None:
    plan = make_plan(profile, Options(checkpoint=weights, key=SecretStr(KEY)))

    assert plan.key.get_secret_value() == KEY
    assert KEY not in repr(plan)
    assert all(KEY not in one for one in (*plan.arguments, *plan.environment.values()))
    assert make_plan(profile, Options(checkpoint=weights)).key != make_plan(profile, Options(checkpoint=weights)).key


def test_adapters_are_served_under_their_specialty(
    profile: Profile, weights: Path, adapter: Callable[..., Path]
) -> None:
    adapters = {"chest": adapter("chest", r=8), "neuro": adapter("neuro", r=20)}
    plan = make_plan(profile, Options(checkpoint=weights, adapters=adapters))

    at = plan.arguments.index("--lora-modules")
    assert [json.loads(one)["name"] for one in plan.arguments[at + 1 : at + 3]] == ["chest", "neuro"]
    assert value(plan, "--max-lora-rank") == "32"
    assert value(plan, "--max-loras") == "2"
    assert plan.experts == ("chest", "neuro")


def test_an_adapter_that_no_case_would_reach_is_refused(
    profile: Profile, weights: Path, adapter: Callable[..., Path]
) -> None:
    with pytest.raises(ConfigurationError, match="its experts: chest, neuro"):
        make_plan(profile, Options(checkpoint=weights, adapters={"hands": adapter("hands")}))
    with pytest.raises(ConfigurationError, match="rank 600"):
        make_plan(profile, Options(checkpoint=weights, adapters={"chest": adapter(r=600)}))


def test_options_become_flags(profile: Profile, weights: Path) -> None:
    options = Options(
        checkpoint=weights,
        port=8123,
        max_len=3584,
        dtype="bfloat16",
        quantization="fp8",
        tensor_parallel=2,
        data_parallel=4,
        images=5,
        extra=("--enforce-eager",),
    )
    plan = make_plan(profile, options)

    assert plan.base_url == "http://127.0.0.1:8123/v1"
    assert [value(plan, f"--{name}") for name in ("max-model-len", "dtype", "quantization")] == [
        "3584",
        "bfloat16",
        "fp8",
    ]
    assert (value(plan, "--tensor-parallel-size"), value(plan, "--data-parallel-size")) == ("2", "4")
    assert json.loads(value(plan, "--limit-mm-per-prompt"))["image"] == 5
    assert plan.arguments[-1] == "--enforce-eager"


@pytest.mark.parametrize(
    ("name", "expected"), [("qwen2.5-vl-7b", 1_003_520), ("medmo-8b", 1_638_400), ("med-r1", 147_456)]
)
def test_no_more_is_set_aside_for_an_image_than_the_client_sends(weights: Path, name: str, expected: int) -> None:
    plan = make_plan(load_profile(name), Options(checkpoint=weights))
    assert json.loads(value(plan, "--mm-processor-kwargs")) == {"max_pixels": expected}


@pytest.mark.parametrize("name", ["medgemma", "chiron-o1"])
def test_a_processor_that_does_not_go_by_pixels_is_left_alone(weights: Path, name: str) -> None:
    assert "--mm-processor-kwargs" not in make_plan(load_profile(name), Options(checkpoint=weights)).arguments


@pytest.mark.parametrize("flag", [("--mm-processor-kwargs", "{}"), ("--mm_processor_kwargs.max_pixels=4000000",)])
def test_who_says_it_himself_decides(weights: Path, flag: tuple[str, ...]) -> None:
    arguments = make_plan(load_profile("qwen2.5-vl-7b"), Options(checkpoint=weights, extra=flag)).arguments
    assert sum("processor" in one and "kwargs" in one for one in arguments) == 1


def test_an_address_of_all_interfaces_is_reached_at_home(profile: Profile, weights: Path) -> None:
    options = Options(checkpoint=weights, host="0.0.0.0", exposed=True, key=SecretStr(KEY))

    assert make_plan(profile, options).base_url == "http://127.0.0.1:8000/v1"
    assert make_plan(profile, replace(options, host="::1")).base_url == "http://[::1]:8000/v1"


@pytest.mark.parametrize(
    "wrong", [{"port": 70_000}, {"port": -1}, {"tensor_parallel": 0}, {"images": 0}, {"max_len": 0}]
)
def test_options_out_of_range_are_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ConfigurationError, match=next(iter(wrong))):
        Options(**wrong)  # type: ignore[arg-type]


def test_a_length_that_holds_no_case_is_refused(profile: Profile, weights: Path) -> None:
    least = 1_003_520 // 28**2 + profile.max_tokens
    with pytest.raises(ConfigurationError, match="an image takes up to 1280 tokens and a reply 2048"):
        make_plan(profile, Options(checkpoint=weights, max_len=least))
    make_plan(profile, Options(checkpoint=weights, max_len=least + 1))


def test_a_model_without_a_server_or_weights_is_said_so() -> None:
    with pytest.raises(ConfigurationError, match="needs no server"):
        make_plan(load_profile("embedded"), Options())
    with pytest.raises(ConfigurationError, match="no public weights yet"):
        make_plan(load_profile("mmedexpert-r1"), Options())


def test_the_eight_misconfigurations_are_refused(profile: Profile, weights: Path, tmp_path: Path) -> None:
    fine = Options(checkpoint=weights)
    pickled = tmp_path / "pickled"
    pickled.mkdir()
    (pickled / "config.json").write_text("{}")
    (pickled / "pytorch_model.bin").write_bytes(b"")
    eight = (
        replace(fine, host="0.0.0.0"),
        replace(fine, key=SecretStr("")),
        replace(fine, host="0.0.0.0", exposed=True),  # without a key of one's own
        replace(fine, extra=("--trust-remote-code",)),
        replace(fine, extra=("--allowed-local-media-path", "/")),
        replace(fine, extra=("--allowed-media-domains", "example.org")),
        replace(fine, extra=('--limit-mm-per-prompt={"image":999}',)),
        replace(fine, checkpoint=pickled),
    )

    make_plan(profile, fine)
    for options in eight:
        with pytest.raises((UnsafeSetting, UnusableCheckpoint)):
            make_plan(profile, options)


def test_a_downloaded_checkpoint_is_checked_too(
    profile: Profile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path))
    served = profile.model_copy(update={"checkpoint": "some/model-7b", "revision": None})
    assert make_plan(served, Options()).arguments[1] == "some/model-7b"  # not there: vLLM will say so

    place = tmp_path / "models--some--model-7b"
    (place / "refs").mkdir(parents=True)
    (place / "refs" / "main").write_text("c0ffee")
    snapshot = place / "snapshots" / "c0ffee"
    snapshot.mkdir(parents=True)
    (snapshot / "config.json").write_text("{}")
    (snapshot / "model.safetensors").write_bytes(EMPTY)
    assert make_plan(served, Options()).arguments[1] == "some/model-7b"

    (snapshot / "modeling_custom.py").write_text("")
    for revision in (None, "c0ffee"):
        with pytest.raises(UnusableCheckpoint, match="modeling_custom"):
            make_plan(served.model_copy(update={"revision": revision}), Options())
