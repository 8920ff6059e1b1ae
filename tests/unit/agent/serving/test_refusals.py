import pytest

from agent.errors import ConfigurationError
from agent.serving import UnsafeSetting
from agent.serving.refusals import REFUSED, check_extra, check_host, check_key


@pytest.mark.parametrize("flag", sorted(REFUSED))
def test_every_refused_flag_is_seen_in_every_spelling(flag: str) -> None:
    stem = flag.removeprefix("--")
    for spelling in (flag, f"{flag}=x", f"--{stem.replace('-', '_')}", f"--no-{stem}", f"{flag}.image", flag.upper()):
        with pytest.raises(UnsafeSetting, match="vLLM flag"):
            check_extra(["--enforce-eager", spelling])


@pytest.mark.parametrize("flag", ["--trust-rem", "--trust", "--allowed-l", "--midd", "--limit-mm", "--api", "--tens"])
def test_a_flag_cut_short_is_read_as_vllm_would(flag: str) -> None:
    with pytest.raises(UnsafeSetting, match="read as --"):
        check_extra([flag])


@pytest.mark.parametrize(
    "flags",
    [
        ["--enforce-eager", "--max-num-seqs", "4"],
        ["--gpu-memory-utilization", "0.8", "--seed", "-1"],
        ["--mm-processor-kwargs", '{"max_pixels": 1}', "--hf-overrides", "{}"],
        ["--cudagraph-capture-sizes", "1", "2", "4", "--hf-overrides", "a=b", "c"],
        [],
    ],
)
def test_harmless_flags_pass(flags: list[str]) -> None:
    check_extra(flags)


@pytest.mark.parametrize(
    "flags", [["another/model"], ["--seed=1", "another/model"], ["--enforce-eager", "--", "another/model"], ["-"], [""]]
)
def test_a_word_that_vllm_would_take_for_a_model_is_refused(flags: list[str]) -> None:
    with pytest.raises(ConfigurationError, match="no flag"):
        check_extra(flags)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.2", "localhost", "::1"])
def test_this_machine_may_always_be_listened_on(host: str) -> None:
    check_host(host, exposed=False)


@pytest.mark.parametrize("host", ["0.0.0.0", "", "::", "192.0.2.7", "example.org"])
def test_other_addresses_are_refused(host: str) -> None:
    with pytest.raises(UnsafeSetting, match="other machines"):
        check_host(host, exposed=False)


def test_an_exposed_server_listens_on_an_address_not_a_name() -> None:
    check_host("0.0.0.0", exposed=True)
    with pytest.raises(UnsafeSetting, match="no address"):
        check_host("example.org", exposed=True)


@pytest.mark.parametrize(
    "key", ["", "short", "aaaaaaaaaaaaaaaaaaaaaaaa", "with a space in it 123", "schlüssel-0123456789"]
)
def test_a_poor_key_is_refused_and_not_repeated(key: str) -> None:
    with pytest.raises(UnsafeSetting) as caught:
        check_key(key, exposed=False, generated=False)
    assert not key or key not in str(caught.value)


def test_an_exposed_server_needs_a_key_of_ones_own() -> None:
    check_key("k3y-0123456789-abcdef", exposed=True, generated=False)
    with pytest.raises(UnsafeSetting, match="key of yours"):
        check_key("k3y-0123456789-abcdef", exposed=True, generated=True)
