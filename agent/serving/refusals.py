"""What a model server is never started with (RELIABILITY W10), one sentence each.

Read in vLLM 0.32's `vllm serve --help=all` and in the code behind those flags.
"""

from collections.abc import Sequence
from ipaddress import ip_address

from agent.errors import ConfigurationError
from agent.serving.errors import UnsafeSetting

__all__ = ["LEAST_KEY", "check_extra", "check_host", "check_key", "is_loopback"]

LEAST_KEY = 16
"""Shortest key of one's own [characters]: 16 random letters and digits are 95 bits, out of reach of guessing."""

_CODE = "runs Python code that is named from outside"
_FILES = "lets requests read files of this machine or fetch addresses"
_LOG = "writes histories and answers to the log"
_TRUST = "lets each request change how the server works on it"
_SHOWN = "shows the key to everybody who lists processes"
_SEND = "sends what is asked to another place"
_OURS = "is set by `serve`"

REFUSED: dict[str, str] = {
    **dict.fromkeys(
        (
            *("--trust-remote-code", "--middleware", "--logits-processors", "--io-processor-plugin", "--worker-cls"),
            *("--worker-extension-cls", "--scheduler-cls", "--tool-parser-plugin", "--reasoning-parser-plugin"),
            *("--log-config-file", "--logging-config", "--tool-server", "--code-revision", "--enable-prompt-embeds"),
            *("--enable-mm-embeds", "--load-format", "--model-loader-extra-config", "--tokenizer"),
        ),
        _CODE,
    ),
    **dict.fromkeys(("--allowed-local-media-path", "--allowed-media-domains", "--media-io-kwargs"), _FILES),
    **dict.fromkeys(("--enable-log-requests", "--enable-log-outputs", "--enable-log-deltas", "--log-level"), _LOG),
    **dict.fromkeys(("--trust-request-chat-template", "--trust-request-mm-kwargs"), _TRUST),
    **dict.fromkeys(("--api-key", "--ssl-keyfile-password"), _SHOWN),
    **dict.fromkeys(
        ("--otlp-traces-endpoint", "--kv-transfer-config", "--kv-events-config", "--ec-transfer-config"), _SEND
    ),
    **dict.fromkeys(("--allowed-origins", "--allow-credentials"), "opens the server to pages in a browser"),
    "--config": "hides further flags in a file",
    "--limit-mm-per-prompt": "removes the limit on images, so that one request can fill the memory",
    **dict.fromkeys(
        (
            *("--host", "--port", "--uds", "--grpc", "--grpc-port", "--model", "--served-model-name", "--dtype"),
            *("--lora-modules", "--enable-lora", "--max-lora-rank", "--max-model-len", "--quantization"),
            *("--tensor-parallel-size", "--data-parallel-size", "--generation-config", "--structured-outputs-config"),
            *("--enable-prefix-caching", "--enable-prompt-tokens-details", "--default-mm-loras"),
        ),
        _OURS,
    ),
}
"""Flags that are refused, and why."""
_SHORT = {"-tp": "--tensor-parallel-size", "-dp": "--data-parallel-size", "-q": "--quantization"}
_ALLOWED = frozenset({"--mm-processor-kwargs", "--hf-overrides"})


def check_extra(flags: Sequence[str]) -> None:
    """Refuse unsafe flags for vLLM among those that a user adds.

    vLLM takes a flag with `_` for `-`, with `=value`, with `.key` for a part of a JSON value, as `--no-flag`, and cut
    short while it stays unique; all these are seen.

    Raises:
        UnsafeSetting: Naming the flag and what it would do.
        ConfigurationError: If a word stands where none but a flag can: vLLM would take it for the name of a model.
    """
    for before, flag in zip(("--=", *flags), flags, strict=False):
        # What follows a flag may be its value, and what follows a value another of them.
        if flag in {"--", "-"} or (not flag.startswith("-") and before.startswith("--") and "=" in before):
            raise ConfigurationError(f"{flag!r} is no flag of vLLM's, and no flag stands before it that takes it.")
        if not flag.startswith("-") or _is_number(flag):
            continue
        given = flag.partition("=")[0].partition(".")[0].replace("_", "-").lower()
        given = _SHORT.get(given, given)
        for refused, why in REFUSED.items():
            negated = "--no-" + refused.removeprefix("--")
            if given in {refused, negated} or (given not in _ALLOWED and _cut_short(given, refused)):
                what = f" (read as {refused})" if given != refused else ""
                hint = "; use the option of `serve`" if why == _OURS else ", so it is never set"
                raise UnsafeSetting(f"The vLLM flag {flag!r}{what} {why}{hint}.")


def check_host(host: str, *, exposed: bool) -> None:
    """Refuse to listen where other machines can reach, unless that is asked for in so many words.

    Raises:
        UnsafeSetting: If the address is not a loopback address.
    """
    if is_loopback(host):
        return
    if not exposed:
        raise UnsafeSetting(
            f"The host {host!r} can be reached from other machines: use 127.0.0.1, or say --expose where a firewall or "
            "a container's network stands before it (traffic is not encrypted)."
        )
    if host not in {"", "0.0.0.0", "::"} and not _is_address(host):  # noqa: S104 - compared, not bound
        raise UnsafeSetting(f"The host {host!r} is no address of a network interface; write it as digits.")


def check_key(key: str, *, exposed: bool, generated: bool) -> None:
    """Refuse a key that is missing, guessable or would not survive a header.

    Raises:
        UnsafeSetting: Never quoting the key.
    """
    if len(key) < LEAST_KEY or len(set(key)) < LEAST_KEY // 2:
        raise UnsafeSetting(f"The key must be random and at least {LEAST_KEY} characters; leave it out to get one.")
    if not key.isascii() or not key.isprintable() or " " in key:
        raise UnsafeSetting("The key must be printable ASCII without spaces, because it travels in a header.")
    if exposed and generated:
        raise UnsafeSetting("A server that other machines reach needs a key of yours: set it with --key.")


def _cut_short(given: str, refused: str) -> bool:
    """Whether argparse could read a flag as that one (it takes any unique beginning)."""
    return len(given) > len("--a") and given.startswith("--") and refused.startswith(given)


def _is_number(text: str) -> bool:
    return text[1:].replace(".", "", 1).isdigit()


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches a server that listens there."""
    return host == "localhost" or (_is_address(host) and ip_address(host).is_loopback)


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
