"""Tiny real ONNX models and their descriptions."""

import hashlib
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from tools.image import Image

OPSET = helper.make_opsetid("", 17)
STEEP = 40.0
"""Logits per unit of brightness."""

PLAIN = """
name = "{name}"
runtime = "{runtime}"
licence = "Apache-2.0"
source = "made in the test"
modalities = [{modalities}]
{more}

[model]
file = "{file}"
sha256 = "{sha256}"

[input]
width = 64
height = 48
channels = "{channels}"
{input}

[output]
activation = "{activation}"
{output}

[[targets]]
name = "spot"
channels = [1]
accuracy = "not measured"
limits = "Finds what is brighter than half."
"""

PROMPTED = """
name = "pointer"
runtime = "onnx"
licence = "Apache-2.0"
source = "made in the test"
modalities = []

[model]
file = "encoder.onnx"
sha256 = "{encoder}"

[input]
width = 64
height = 64
channels = "grey"
resize = "pad"

[output]
activation = "sigmoid"

[decoder]
file = "decoder.onnx"
sha256 = "{decoder}"
mask_side = 4
{more}

[[targets]]
name = "region"
channels = [0, 1]
accuracy = "Dice 1.00"
data = "drawn squares"
source = "made in the test"
limits = "Takes all that is as bright as the prompt."
"""


def value(name: str, shape: list[Any] | None) -> onnx.ValueInfoProto:
    return helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)


def saved(nodes: list[Any], inputs: list[Any], outputs: list[Any], constants: dict[str, Any]) -> bytes:
    stored = [numpy_helper.from_array(np.asarray(one), name) for name, one in constants.items()]
    model = helper.make_model(helper.make_graph(nodes, "tiny", inputs, outputs, stored), opset_imports=[OPSET])
    model.ir_version = 9
    onnx.checker.check_model(model)
    return bytes(model.SerializeToString())


def plain_model(channels: int = 3, *, width: Any = 64, height: Any = 48, answer: float = STEEP) -> bytes:
    """Two channels of logits: nothing, and whatever is brighter than half."""
    weights = np.zeros((2, channels, 1, 1), np.float32)
    weights[1] = answer / channels
    bias = np.array([0, -answer / 2], np.float32)
    node = helper.make_node("Conv", ["x", "w", "b"], ["y"])
    return saved(
        [node],
        [value("x", [1, channels, height, width])],
        [value("y", [1, 2, height, width])],
        {"w": weights, "b": bias},
    )


def encoder() -> bytes:
    node = helper.make_node("AveragePool", ["image"], ["image_embeddings"], kernel_shape=[2, 2], strides=[2, 2])
    return saved([node], [value("image", [1, 1, 64, 64])], [value("image_embeddings", [1, 1, 32, 32])], {})


def decoder() -> bytes:
    """What is as bright as the mean place of the prompt's points on the object (labels above a half), and all else."""
    make = helper.make_node
    nodes = [
        make("Greater", ["point_labels", "half"], ["on"]),
        make("Cast", ["on"], ["weight"], to=TensorProto.FLOAT),
        make("Unsqueeze", ["weight", "last"], ["weights"]),
        make("Mul", ["point_coords", "weights"], ["weighted"]),
        make("ReduceSum", ["weighted", "middle"], ["sum"], keepdims=0),
        make("ReduceSum", ["weights", "middle"], ["count"], keepdims=0),
        make("Div", ["sum", "count"], ["place"]),
        make("Mul", ["place", "half"], ["at"]),
        make("Cast", ["at"], ["columns_rows"], to=TensorProto.INT64),
        make("Split", ["columns_rows"], ["column", "row"], axis=1, num_outputs=2)
        if OPSET.version >= 18
        else make("Split", ["columns_rows"], ["column", "row"], axis=1),
        make("Concat", ["nought", "nought", "row", "column"], ["index"], axis=1),
        make("GatherND", ["image_embeddings", "index"], ["seed"]),
        make("Sub", ["image_embeddings", "seed"], ["off"]),
        make("Abs", ["off"], ["away"]),
        make("Sub", ["near", "away"], ["like"]),
        make("Mul", ["like", "steep"], ["first"]),
        make("Neg", ["first"], ["second"]),
        # The inputs that a decoder of this kind has beside the prompt are used, so that leaving one out would show.
        make("ReduceSum", ["mask_input"], ["empty"], keepdims=0),
        make("ReduceSum", ["orig_im_size"], ["size"], keepdims=0),
        make("Mul", ["size", "zero"], ["no_size"]),
        make("Add", ["empty", "no_size"], ["nothing"]),
        make("Mul", ["has_mask_input", "nothing"], ["none"]),
        make("Add", ["first", "none"], ["kept"]),
        make("Concat", ["second", "kept"], ["masks"], axis=1),
        make("Identity", ["scores"], ["iou_predictions"]),
    ]
    constants = {
        "half": np.float32(0.5),
        "last": np.array([2], np.int64),
        "middle": np.array([1], np.int64),
        "nought": np.zeros((1, 1), np.int64),
        "near": np.float32(0.1),
        "steep": np.float32(STEEP * 2),
        "zero": np.float32(0),
        "scores": np.array([[0.25, 0.875]], np.float32),
    }
    inputs = [
        value("image_embeddings", [1, 1, 32, 32]),
        value("point_coords", [1, "n", 2]),
        value("point_labels", [1, "n"]),
        value("mask_input", [1, 1, 4, 4]),
        value("has_mask_input", [1]),
        value("orig_im_size", [2]),
    ]
    return saved(nodes, inputs, [value("masks", [1, 2, 32, 32]), value("iou_predictions", [1, 2])], constants)


def described(folder: Path, data: bytes, **more: str) -> Path:
    """Write a model and its description."""
    facts = {
        "name": "spots",
        "runtime": "onnx",
        "file": "spots.onnx",
        "sha256": hashlib.sha256(data).hexdigest(),
        "modalities": "",
        "channels": "rgb",
        "input": "",
        "output": "",
        "activation": "softmax",
        "more": "",
    } | more
    (folder / facts["file"]).write_bytes(data)
    path = folder / f"{facts['name']}.toml"
    path.write_text(PLAIN.format(**facts), "utf-8")
    return path


def described_prompted(folder: Path, more: str = "") -> Path:
    """Write an encoder and a decoder with their description."""
    first, second = encoder(), decoder()
    (folder / "encoder.onnx").write_bytes(first)
    (folder / "decoder.onnx").write_bytes(second)
    path = folder / "pointer.toml"
    sums = {"encoder": hashlib.sha256(first).hexdigest(), "decoder": hashlib.sha256(second).hexdigest()}
    path.write_text(PROMPTED.format(**sums, more=more), "utf-8")
    return path


def spotted() -> tuple[Image, NDArray[np.bool_]]:
    """A bright square on dark ground, `(120, 200)`, and where it is."""
    truth = np.zeros((120, 200), np.bool_)
    truth[30:70, 110:170] = True
    return Image(pixels=np.where(truth, 230, 30).astype(np.uint8)), truth


def dice(first: NDArray[np.bool_], second: NDArray[np.bool_]) -> float:
    return float(2 * (first & second).sum() / (first.sum() + second.sum()))
