"""What fits on which GPU: memory of the weights, of a token, of a case, and how many cases at once.

    python benchmarks/gpu_sizing.py [--images 6] [--pixels 1003520] [--text 8000] [--gpus 1] [--kv-bytes 2]

Arithmetic over the shapes in gpu_sizing.toml; nothing is run and no GPU is needed. GB are 10⁹ bytes throughout. Most
cards report a few per cent more than their name says: a reserve. docs/serving.md shows what is printed without options.
"""

import argparse
import tomllib
from dataclasses import dataclass
from pathlib import Path

DATA = Path(__file__).with_suffix(".toml")
GPUS = (16, 24, 48, 80, 141)
"""Memory of a card [GB]."""
PIXELS = 1_003_520
"""Most pixels of an image [pixels²]; the default of `agent.models.profile.Profile.max_pixels`."""
UTILISATION = 0.92
"""Share of a card that vLLM takes [0-1]. Source: vLLM 0.32, config/cache.py, gpu_memory_utilization."""
ALLOWANCE = 3.0
"""Left on each card for activations, CUDA graphs, the encoder's cache and the driver [GB]. Our own guess, not measured:
replace the result by the line "GPU KV cache size" that vLLM logs when it starts."""
CASE_IMAGES = 6
"""Images in a conversation [1]: the study and some crops. Our own guess; the budget allows 32."""
CASE_TEXT = 8_000
"""Other tokens of a conversation: instructions, tools, history, passages, replies [1]. Our own guess, not measured."""
GROUP = 128
"""Weights that share a scale and a zero point in AWQ and GPTQ [1]. Source: config.json of Qwen's AWQ checkpoints."""
BITS = {"bf16": 16.0, "8 bit": 8.0, "int4": 4 + (16 + 4) / GROUP}
"""Size of a weight of the layers that are quantised [bits]; `8 bit` is FP8 or INT8 (W8A8). Their scales, one a channel,
are less than a thousandth and are left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """The shape of a model, in the words of its config.json."""

    name: str
    source: str
    parameters: int
    """All of them, vision tower included [1]."""
    layers: int
    hidden: int
    intermediate: int
    heads: int
    kv_heads: int
    head_dim: int
    vocabulary: int
    tied: bool
    """True: input and output embeddings are the same matrix."""
    patch: int | None = None
    """Side of the square that becomes a token [pixels]."""
    image_tokens: int | None = None
    """Tokens of any image, where its size does not matter [1]."""
    window: int = 0
    """Most tokens that a layer with a sliding window keeps [1]."""
    window_layers: int = 0

    def __post_init__(self) -> None:
        if (self.patch is None) == (self.image_tokens is None):
            raise ValueError(f"{self.name!r} needs either patch or image_tokens.")
        if not 0 <= self.window_layers < self.layers or bool(self.window) != bool(self.window_layers):
            raise ValueError(f"{self.name!r} has a window of {self.window!r} in {self.window_layers!r} layers.")
        if self.kept_parameters <= 0:
            raise ValueError(f"{self.name!r} has more parameters in its layers than altogether.")

    @property
    def layer_parameters(self) -> int:
        """Weights of the linear layers of the language model, which quantisation touches [1].

        layers × (hidden × head_dim × 2 (heads + kv_heads) + 3 hidden × intermediate): q and o, k and v; gate, up, down.
        """
        attention = self.hidden * self.head_dim * 2 * (self.heads + self.kv_heads)
        return self.layers * (attention + 3 * self.hidden * self.intermediate)

    @property
    def kept_parameters(self) -> int:
        """The rest: embeddings, vision tower, norms and biases, which stay at 16 bits [1]."""
        return self.parameters - self.layer_parameters

    def weights(self, kind: str) -> float:
        """Memory of the weights [GB]: quantised layers at their size, the rest at 16 bits."""
        return (self.layer_parameters * BITS[kind] + self.kept_parameters * 16) / 8 / 1e9

    def tokens_per_image(self, pixels: int = PIXELS) -> int:
        """Most tokens of an image of at most so many pixels [1]: pixels / patch²."""
        if self.image_tokens is not None:
            return self.image_tokens
        assert self.patch is not None  # noqa: S101 - one of the two is given
        return pixels // self.patch**2

    def token_bytes(self, kv_bytes: int = 2) -> int:
        """Memory of a further token while no window is full [bytes]: 2 × layers × kv_heads × head_dim × size."""
        return 2 * self.layers * self.kv_heads * self.head_dim * kv_bytes

    def case_memory(self, tokens: int, *, kv_bytes: int = 2, gpus: int = 1) -> float:
        """Memory of a conversation of so many tokens over all cards [GB]; layers with a window keep no more than it.

        With more cards than key-value heads, each card holds a copy of the head that it needs.
        """
        kept = (self.layers - self.window_layers) * tokens + self.window_layers * min(tokens, self.window)
        copies = max(1.0, gpus / self.kv_heads)
        return copies * kept * self.token_bytes(kv_bytes) / self.layers / 1e9


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is served, and on what."""

    images: int = CASE_IMAGES
    text: int = CASE_TEXT
    pixels: int = PIXELS
    """Most pixels of an image [pixels²]: the profile's `max_pixels`."""
    gpus: int = 1
    """Cards that share the model (tensor parallel) [1]."""
    kv_bytes: int = 2
    """Size of a cached number [bytes]: 2, or 1 with `--kv-cache-dtype fp8`."""
    utilisation: float = UTILISATION

    def case_memory(self, model: Model) -> float:
        """Memory of a conversation over all cards [GB]."""
        tokens = self.images * model.tokens_per_image(self.pixels) + self.text
        return model.case_memory(tokens, kv_bytes=self.kv_bytes, gpus=self.gpus)

    def cases(self, model: Model, kind: str, card: float) -> int | None:
        """How many conversations fit at once on cards of so many GB; None where the weights do not fit."""
        room = self.gpus * (card * self.utilisation - ALLOWANCE) - model.weights(kind)
        return None if room <= 0 else int(room // self.case_memory(model))


def models() -> tuple[Model, ...]:
    """Read the shapes, smallest model first."""
    return tuple(Model(**entry) for entry in tomllib.loads(DATA.read_text(encoding="utf-8"))["model"])


def sizes_table(plan: Plan) -> list[str]:
    """Markdown: what a model, a token, an image and a case weigh."""
    lines = [
        "| model | parameters [10⁹] | in quantised layers | bf16 [GB] | 8 bit [GB] | int4 [GB] | KV a token [KiB] "
        "| tokens an image | KV a case [GB] |",
        "|---|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for model in models():
        weights = " | ".join(f"{model.weights(kind):.1f}" for kind in BITS)
        share = model.layer_parameters / model.parameters
        lines.append(
            f"| {model.name} | {model.parameters / 1e9:.2f} | {share:.0%} | {weights} "
            f"| {model.token_bytes(plan.kv_bytes) / 1024:.0f} | {model.tokens_per_image(plan.pixels)} "
            f"| {plan.case_memory(model):.2f} |"
        )
    return lines


def cases_table(plan: Plan) -> list[str]:
    """Markdown: how many cases fit at once; `-` where the weights do not fit."""
    lines = [
        "| model | weights | " + " | ".join(f"{card} GB" for card in GPUS) + " |",
        "|---|---|" + "---:|" * len(GPUS),
    ]
    for model in models():
        for kind in BITS:
            cases = [plan.cases(model, kind, card) for card in GPUS]
            cells = " | ".join("-" if number is None else str(number) for number in cases)
            lines.append(f"| {model.name} | {kind} | {cells} |")
    return lines


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--images", type=int, default=CASE_IMAGES, help="images in a case")
    parser.add_argument("--pixels", type=int, default=PIXELS, help="most pixels of an image: the profile's max_pixels")
    parser.add_argument("--text", type=int, default=CASE_TEXT, help="other tokens of a case")
    parser.add_argument("--gpus", type=int, default=1, help="cards that share the model")
    parser.add_argument("--kv-bytes", type=int, choices=(1, 2), default=2, help="1 with --kv-cache-dtype fp8")
    parser.add_argument("--utilisation", type=float, default=UTILISATION, help="share of a card for vLLM")
    plan = Plan(**vars(parser.parse_args()))
    print("\n".join([*sizes_table(plan), "", *cases_table(plan)]))


if __name__ == "__main__":
    main()
