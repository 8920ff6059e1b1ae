"""What is known of a segmentation model of the user's own: facts as they stand in its TOML file."""

import re
from dataclasses import dataclass, field
from typing import Any, Literal

from tools.errors import BadDescription
from tools.segmentation.provider import Accuracy, Target

__all__ = ["Input", "LearnedTarget", "ModelFile", "Output", "Prompting", "Segmenter"]

Runtime = Literal["onnx", "torchscript"]
Activation = Literal["none", "sigmoid", "softmax"]

_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_LONGEST_NAME = 64
_SIDES = (8, 4096)
"""Sides of an input [pixels]: below, nothing can be outlined; above, one float32 copy alone takes 200 MB."""
_CLOSED: dict[str, Any] = {"extra": "forbid"}
"""For pydantic, which reads the file: a field that nobody knows is a mistake."""


def _require(fact: bool, words: str) -> None:
    if not fact:
        raise BadDescription(words)


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelFile:
    """One file with weights."""

    file: str
    """Its path; in the TOML file relative to that file."""
    sha256: str
    """Of its content [64 hex digits]: `sha256sum FILE`."""

    def __post_init__(self) -> None:
        _require(bool(self.file), "file must name the model's file.")
        _require(bool(_SHA256.fullmatch(self.sha256)), "sha256 must be 64 lower-case hex digits, as sha256sum prints.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """How an image becomes the model's input, in this order: values, channels, size, numbers, layout."""

    width: int
    """Columns [pixels]."""
    height: int
    """Rows [pixels]."""
    channels: Literal["grey", "rgb"] = "rgb"
    """`rgb`: a grey image is given three times. `grey`: the luma of a colour one."""
    values: Literal["shown", "stored"] = "shown"
    """`shown`: as displayed, 0-255 to 0-1. `stored`: as stored (HU on CT), `range` to 0-1, cut outside."""
    range: tuple[float, float] | None = None
    """Stored values that become 0 and 1."""
    resize: Literal["stretch", "pad"] = "stretch"
    """`pad`: the longest side fits, zeros fill the right and the bottom, as SAM has it."""
    normalise: Literal["none", "mean-std", "min-max"] = "none"
    """`mean-std`: minus mean, over std, per channel. `min-max`: the least value becomes 0, the greatest 1."""
    mean: tuple[float, ...] = ()
    """Of the values from 0 to 1, one per channel."""
    std: tuple[float, ...] = ()
    """The same."""
    scale: float = 1.0
    """Factor of the normalised values: 255 for a model that takes 0-255."""
    layout: Literal["NCHW", "NHWC"] = "NCHW"
    name: str = ""
    """Of the input; the only one where empty."""

    def __post_init__(self) -> None:
        low, high = _SIDES
        _require(low <= self.width <= high and low <= self.height <= high, f"width and height must be {low} to {high}.")
        _require(self.values == "shown" or self.range is not None, "values = 'stored' needs range = [low, high].")
        _require(self.range is None or self.range[0] < self.range[1], "range must be [low, high] with low below high.")
        if self.normalise == "mean-std":
            count = 1 if self.channels == "grey" else 3
            _require(len(self.mean) == len(self.std) == count, f"mean and std need {count} values, one per channel.")
            _require(all(one > 0 for one in self.std), "std must be above 0.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """How the model's output becomes a mask."""

    activation: Activation = "none"
    """What turns it into probabilities: `sigmoid` per channel, `softmax` over the channels, `none`."""
    threshold: float = 0.5
    """From which probability on a pixel belongs to the target; of the raw output where activation is `none`."""
    layout: Literal["NCHW", "NHWC"] = "NCHW"
    name: str = ""
    """Of the output; the first one where empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LearnedTarget:
    """Something that the model outlines."""

    name: str
    channels: tuple[int, ...]
    """Which channels of the output are it, from 0; the most probable one counts."""
    accuracy: str
    """The measure with its value, such as `Dice 0.91`; `not measured` where nobody did."""
    data: str = ""
    """What that was measured on."""
    source: str = ""
    """Where that is published or how it was measured."""
    limits: str
    """Where it fails, in one short sentence."""

    def __post_init__(self) -> None:
        _require(bool(_NAME.fullmatch(self.name)) and len(self.name) <= _LONGEST_NAME, "a target is named-like-this.")
        _require(bool(self.channels) and min(self.channels) >= 0, f"{self.name} needs channels, counted from 0.")
        _require(bool(self.limits.strip()), f"{self.name} needs limits: where the model fails.")
        known = self.accuracy.strip().lower() != "not measured"
        _require(bool(self.accuracy.strip()), f"{self.name} needs accuracy, or 'not measured'.")
        _require(not known or bool(self.data and self.source), f"the accuracy of {self.name} needs data and source.")

    def as_target(self, modalities: tuple[str, ...], *, is_prompted: bool) -> Target:
        """What a provider says of it."""
        is_known = self.accuracy.strip().lower() != "not measured"
        return Target(
            name=self.name,
            images=", ".join(modalities) or "any image",
            modalities=modalities,
            accuracy=Accuracy(figure=self.accuracy if is_known else "", data=self.data, source=self.source),
            limits=self.limits,
            prompt="required" if is_prompted else "none",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompting:
    """A decoder that takes an encoded image and a prompt; the names are those of its inputs and outputs.

    Coordinates are in pixels of the model's input. The defaults are the names of Segment Anything's own exporter.
    """

    sha256: str
    file: str
    embeddings: dict[str, str] = field(default_factory=dict)
    """Input of the decoder by output of the encoder; all outputs under their own names where empty."""
    points: str = "point_coords"
    """`(1, N, 2)` column and row; empty where the decoder takes a box only."""
    labels: str = "point_labels"
    """`(1, N)`: 1 on the object, 0 beside it, 2 and 3 the corners of a box, -1 nothing."""
    box: str = ""
    """`(1, 4)` left, top, right, bottom; empty where a box is given as two points."""
    mask: str = "mask_input"
    """`(1, 1, S, S)` zeros for an earlier mask; empty where there is none."""
    mask_side: int = 256
    """S."""
    has_mask: str = "has_mask_input"
    """`(1,)` zero; empty where there is none."""
    size: str = "orig_im_size"
    """`(2,)` rows and columns of the output that is asked for, that of the model's input; empty where there is none."""
    masks: str = "masks"
    """`(1, M, h, w)`, over the model's input."""
    scores: str = "iou_predictions"
    """`(1, M)`: the best of them is taken; empty for the first."""

    def __post_init__(self) -> None:
        _require(bool(self.points and self.labels) or bool(self.box), "a decoder needs points and labels, or a box.")
        ModelFile(file=self.file, sha256=self.sha256)


@dataclass(frozen=True, slots=True, kw_only=True)
class Segmenter:
    """A model with everything that is needed to run it and to say how far it can be trusted."""

    name: str
    """In kebab-case; the tool says it with every outline."""
    runtime: Runtime
    model: ModelFile
    """The whole model, or the encoder of a prompted one."""
    licence: str
    source: str
    """Where it comes from."""
    modalities: tuple[str, ...]
    """DICOM modalities that it was made for; empty for any image."""
    input: Input
    output: Output = field(default_factory=Output)
    targets: tuple[LearnedTarget, ...]
    decoder: Prompting | None = None
    """For a model that is prompted by boxes or points."""
    memory_gib: float = 4.0
    """Address space that a call may take beyond that of any tool [GiB]."""
    runs_code: bool = False
    """Must be true for TorchScript, whose file is a program: whoever sets it trusts that program."""

    def __post_init__(self) -> None:
        _require(bool(_NAME.fullmatch(self.name)) and len(self.name) <= _LONGEST_NAME, "name is written-like-this.")
        _require(bool(self.licence.strip() and self.source.strip()), "licence and source must be given.")
        _require(bool(self.targets), "a model needs at least one target.")
        _require(0 < self.memory_gib <= 256, "memory_gib must be above 0 and at most 256.")
        _require(len({one.name for one in self.targets}) == len(self.targets), "targets must have different names.")
        _require(self.decoder is None or self.output.activation != "softmax", "a decoder's masks are no classes.")
        if self.runtime == "torchscript":
            _require(
                self.runs_code,
                "a TorchScript file is a program, not only weights: set runs_code = true if you trust whoever made it, "
                "or export the model to ONNX.",
            )
            _require(self.decoder is None, "prompted models are ONNX only.")


_tables: tuple[Any, ...] = (ModelFile, Input, Output, LearnedTarget, Prompting, Segmenter)
for _one in _tables:
    _one.__pydantic_config__ = _CLOSED  # read by pydantic, which is not imported here
