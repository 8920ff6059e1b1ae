"""From a profile and options to the command that serves it: data, so that it can be shown and tested without vLLM.

Flags are those of vLLM 0.32 (`vllm serve --help=all`); what each is for is said where it is set.
"""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import SecretStr

from agent.budget import Budget
from agent.errors import ConfigurationError
from agent.models.profile import Profile
from agent.serving.checkpoint import adapter_rank, check_adapter, check_checkpoint, downloaded
from agent.serving.errors import UnsafeSetting
from agent.serving.refusals import check_extra, check_host, check_key, is_loopback
from agent.settings import hub_cache

__all__ = ["Options", "Plan", "make_plan"]

RANKS = (1, 8, 16, 32, 64, 128, 256, 320, 512)
"""What `--max-lora-rank` takes. Source: vLLM 0.32, `MaxLoRARanks`."""
_NOWHERE = "media.invalid"
"""The only domain from which the server may fetch pictures: one that never exists (RFC 2606 sec. 2). An empty list
would mean any domain; pictures that travel inside the request are not concerned."""
_CACHE_GB = 4
"""Memory for prepared pictures [GiB], vLLM's own default: some 250 of 1280 tokens, in bfloat16 patches of 1176 values
times 4 patches a token (12 MB each), so a picture that was sent lives through its case."""
_RESIZED = frozenset(
    {
        *("Qwen2VLForConditionalGeneration", "Qwen2_5_VLForConditionalGeneration"),
        *("Qwen3VLForConditionalGeneration", "Qwen3VLMoeForConditionalGeneration"),
    }
)
"""Architectures whose largest image is `max_pixels`, for which vLLM sets memory aside at its start. Source: vLLM 0.32,
`Qwen2VLProcessingInfo.get_image_size_with_most_features`; Gemma 3 and InternVL go by a square and by tiles instead."""
_PIXELS = "--mm-processor-kwargs"
_KEY_BYTES = 32
"""Randomness of a generated key [bytes]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What the person who serves decides; the rest are facts of the profile."""

    checkpoint: Path | None = None
    """Folder with the weights; None: the profile's checkpoint, from the cache of the model hub on this machine."""
    vllm: Path | None = None
    """Folder of vLLM's own environment; None: `vllm` is on the PATH."""
    adapters: Mapping[str, Path] = field(default_factory=dict)
    """Folder of the LoRA adapter of each specialty."""
    host: str = "127.0.0.1"
    port: int = 8000
    """0 takes a free one."""
    key: SecretStr | None = None
    """None makes one."""
    max_len: int | None = None
    """Longest conversation with its reply [tokens]; None: the profile's, else the checkpoint's own."""
    dtype: str = "auto"
    quantization: str | None = None
    tensor_parallel: int = 1
    """GPUs that share each layer [1]."""
    data_parallel: int = 1
    """Copies of the model side by side [1]."""
    images: int = Budget().images
    """Most images of one conversation [1]."""
    exposed: bool = False
    """True: other machines may reach it."""
    extra: tuple[str, ...] = ()
    """Further flags for vLLM, checked."""

    def __post_init__(self) -> None:
        for name in ("tensor_parallel", "data_parallel", "images"):
            if getattr(self, name) < 1:
                raise ConfigurationError(f"{name} must be at least 1, got {getattr(self, name)!r}.")
        if not 0 <= self.port < 65536:
            raise ConfigurationError(f"port must be from 0 to 65535, got {self.port!r}.")
        if self.max_len is not None and self.max_len < 1:
            raise ConfigurationError(f"max_len must be at least 1, got {self.max_len!r}.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A command that is ready to be run."""

    arguments: tuple[str, ...]
    """What follows `vllm`; holds no secret."""
    environment: Mapping[str, str]
    """What is set in its environment beside what is inherited; the key is added when it is started."""
    key: SecretStr
    host: str
    port: int
    served_as: str
    """Name of the base model."""
    experts: tuple[str, ...]
    """Names of the adapters."""

    @property
    def reach(self) -> str:
        """Address at which this machine reaches it, without the scheme."""
        name = {"0.0.0.0": "127.0.0.1", "": "127.0.0.1", "::": "[::1]"}.get(self.host, self.host)  # noqa: S104
        return f"[{name}]" if ":" in name and not name.startswith("[") else name

    @property
    def loopback(self) -> bool:
        """Whether only this machine is to reach it."""
        return is_loopback(self.host)

    @property
    def base_url(self) -> str:
        """What `MMEDEXPERT_BASE_URL` is set to."""
        return f"http://{self.reach}:{self.port}/v1"


def make_plan(profile: Profile, options: Options) -> Plan:
    """Build the command.

    Raises:
        ConfigurationError: If the profile is not that of a served model, or an option is out of range.
        UnsafeSetting: If an option would open the machine or leak.
        UnusableCheckpoint: If a folder of weights is not there, not whole, or could run code.
    """
    if profile.kind != "served":
        raise ConfigurationError(f"Profile {profile.name!r} needs no server: it runs by itself ({profile.kind}).")
    check_host(options.host, exposed=options.exposed)
    check_extra(options.extra)
    _check_length(profile, options.max_len)
    key = options.key if options.key is not None else SecretStr(secrets.token_urlsafe(_KEY_BYTES))
    check_key(key.get_secret_value(), exposed=options.exposed, generated=options.key is None)
    served_as = profile.checkpoint or profile.name
    return Plan(
        arguments=(
            *("serve", _weights(profile, options)),
            *("--host", options.host, "--port", str(options.port), "--served-model-name", served_as),
            *_safety(),
            *_images(profile, options),
            *_speed(profile, options),
            *_adapters(profile, options, served_as),
            *options.extra,
        ),
        environment=_environment(exposed=options.exposed),
        key=key,
        host=options.host,
        port=options.port,
        served_as=served_as,
        experts=tuple(options.adapters),
    )


def _weights(profile: Profile, options: Options) -> str:
    if options.checkpoint is not None:
        check_checkpoint(options.checkpoint)
        return str(options.checkpoint.resolve())
    if profile.checkpoint is None:
        state = "has no public weights yet" if not profile.released else "names no checkpoint"
        raise ConfigurationError(f"Profile {profile.name!r} {state}: say --checkpoint FOLDER.")
    # vLLM looks the name up by itself. Where it is not in the cache yet, it will say so: it may not download.
    folder = downloaded(profile.checkpoint, profile.revision, hub_cache())
    if folder is not None:
        check_checkpoint(folder)
    return profile.checkpoint


def _safety() -> tuple[str, ...]:
    return (
        *("--load-format", "safetensors"),  # never a pickle
        "--no-trust-remote-code",
        *("--allowed-media-domains", _NOWHERE),
        *("--middleware", "mmedexpert_guard.Guard"),  # agent/serving/inside
        "--no-enable-log-requests",
        "--disable-uvicorn-access-log",
        "--disable-fastapi-docs",
    )


def _images(profile: Profile, options: Options) -> tuple[str, ...]:
    limit = json.dumps({"image": options.images, "video": 0, "audio": 0}, separators=(",", ":"))
    flags = ("--limit-mm-per-prompt", limit, "--mm-processor-cache-gb", str(_CACHE_GB))
    theirs = any(flag.replace("_", "-").startswith(_PIXELS) for flag in options.extra)
    if theirs or profile.architecture not in _RESIZED:
        return flags
    # The client sends no larger one, so no image is made smaller a second time, which would put boxes off.
    return (*flags, _PIXELS, json.dumps({"max_pixels": profile.max_pixels}, separators=(",", ":")))


def _speed(profile: Profile, options: Options) -> tuple[str, ...]:
    # `disable_any_whitespace` needs a named backend; without it a model may fill JSON with blanks until its limit.
    guided = json.dumps({"backend": "xgrammar", "disable_any_whitespace": True}, separators=(",", ":"))
    flags: list[str] = [
        *("--generation-config", "vllm"),  # sampling comes with each request, not from a file beside the weights
        *("--enable-prefix-caching", "--enable-prompt-tokens-details"),
        *("--structured-outputs-config", guided),
        *("--dtype", options.dtype),
    ]
    longest = options.max_len or profile.context
    if longest is not None:
        flags += ["--max-model-len", str(longest)]
    if options.checkpoint is None and profile.revision is not None:
        flags += ["--revision", profile.revision]
    if options.quantization is not None:
        flags += ["--quantization", options.quantization]
    for flag, count in (("tensor", options.tensor_parallel), ("data", options.data_parallel)):
        if count > 1:
            flags += [f"--{flag}-parallel-size", str(count)]
    if profile.native_calls:
        if profile.tool_parser is None:
            raise ConfigurationError(f"Profile {profile.name!r} has native_calls without a tool_parser; name one.")
        flags += ["--enable-auto-tool-choice", "--tool-call-parser", profile.tool_parser]
    return tuple(flags)


def _check_length(profile: Profile, longest: int | None) -> None:
    """Refuse a length into which not even one image and one reply fit: every case would fail."""
    image = profile.max_pixels // profile.patch**2 if profile.sees_images and profile.square is None else 0
    if longest is not None and longest <= image + profile.max_tokens:
        raise ConfigurationError(
            f"max_len {longest!r} holds no case: beside the instructions an image takes up to {image} tokens and a "
            f"reply {profile.max_tokens}."
        )


def _adapters(profile: Profile, options: Options, served_as: str) -> tuple[str, ...]:
    if not options.adapters:
        return ()
    known = tuple(expert.specialty for expert in profile.experts)
    modules: list[str] = []
    rank = 1
    for specialty, folder in options.adapters.items():
        if specialty not in known:
            raise ConfigurationError(
                f"Profile {profile.name!r} has no expert {specialty!r}, so no case would be sent to it; "
                f"its experts: {', '.join(known) or 'none'}."
            )
        if specialty == served_as:
            raise UnsafeSetting(f"The adapter {specialty!r} has the name of the base model; one would hide the other.")
        check_adapter(specialty, folder)
        rank = max(rank, adapter_rank(specialty, folder))
        about = {"name": specialty, "path": str(folder.resolve()), "base_model_name": served_as}
        modules.append(json.dumps(about, separators=(",", ":")))
    allowed = next((one for one in RANKS if one >= rank), None)
    if allowed is None:
        raise ConfigurationError(f"An adapter has rank {rank}; vLLM serves ranks up to {RANKS[-1]}.")
    count = str(len(modules))
    return (
        *("--enable-lora", "--max-lora-rank", str(allowed), "--max-loras", count, "--max-cpu-loras", count),
        *("--lora-modules", *modules),
    )


def _environment(*, exposed: bool) -> dict[str, str]:
    """Offline, silent, on this machine only, and without the doors that vLLM opens by a variable."""
    return {
        **dict.fromkeys(("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE", "HF_HUB_DISABLE_TELEMETRY"), "1"),
        **dict.fromkeys(("VLLM_NO_USAGE_STATS", "DO_NOT_TRACK", "VLLM_DO_NOT_TRACK"), "1"),
        **dict.fromkeys(("VLLM_SERVER_DEV_MODE", "VLLM_ALLOW_RUNTIME_LORA_UPDATING"), "0"),
        **dict.fromkeys(("VLLM_ALLOW_INSECURE_SERIALIZATION", "VLLM_MEDIA_URL_ALLOW_REDIRECTS"), "0"),
        "VLLM_DEBUG_LOG_API_SERVER_RESPONSE": "false",
        # Its processes talk to each other; on one machine they do so on the loopback interface.
        "VLLM_HOST_IP": "127.0.0.1",
        "GLOO_SOCKET_IFNAME": "lo",
        "MMEDEXPERT_EXPOSED": "1" if exposed else "0",
    }
