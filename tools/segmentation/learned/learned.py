"""A model of the user's own as a provider of outlines."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from tools.errors import BadArguments, ModelFailed, ModelMismatch, UnsuitableImage
from tools.image import Image
from tools.region import BoundingBox, Mask
from tools.segmentation.learned.arrays import Frame, as_input, probabilities
from tools.segmentation.learned.description import LearnedTarget, ModelFile, Output, Prompting, Segmenter
from tools.segmentation.learned.runtime import Model, open_model
from tools.segmentation.provider import UNKNOWN_MODALITY, Prompt, Target
from tools.segmentation.segmentation import Segmentation

__all__ = ["Learned"]

MARGIN = 0.1
"""Distance from the threshold within which a pixel is undecided, as a probability; ours."""
UNKNOWN_QUALITY = 0.5
"""Quality of an outline about which the model says nothing: no more is known than that it was asked; ours."""
ON, BESIDE, TOP_LEFT, BOTTOM_RIGHT, NOTHING = 1.0, 0.0, 2.0, 3.0, -1.0
"""Labels of points. Source: Segment Anything, `SamOnnxModel` and its example of use."""

Floats = NDArray[np.float32]
Answers = dict[str, NDArray[np.generic]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Learned:
    """Runs a described model; see `Provider`."""

    segmenter: Segmenter

    @property
    def name(self) -> str:
        """That of the description."""
        return self.segmenter.name

    @property
    def targets(self) -> tuple[Target, ...]:
        """What it outlines, with what its description says of it."""
        one = self.segmenter
        return tuple(each.as_target(one.modalities, is_prompted=one.decoder is not None) for each in one.targets)

    def outline(self, image: Image, target: Target, prompt: Prompt) -> Segmentation:
        """Outline a target; see `Provider`."""
        own, warnings = self.segmenter, self._doubts(image)
        asked = next(one for one in own.targets if one.name == target.name)
        frame = Frame.of(image, own.input)
        model = open_model(own.model, own.runtime)
        encoded = model.run({own.input.name or model.inputs[0]: as_input(image, own.input, frame)})
        if own.decoder is None:
            plane = probabilities(_named(encoded, own.output.name), own.output, asked.channels)
            score = None
        else:
            plane, score = self._decoded(own.decoder, encoded, frame, prompt, asked)
        values = frame.back(plane)
        quality = _decidedness(values, own.output) if score is None else score
        return Segmentation(
            image=image,
            target=target.name,
            mask=Mask(pixels=np.ascontiguousarray(values >= own.output.threshold)),
            quality=quality,
            basis=f"By the learned model {own.name} of the user's own, which this project did not check.",
            warnings=warnings,
            digest=own.model.sha256,
        )

    def _doubts(self, image: Image) -> tuple[str, ...]:
        made_for = self.segmenter.modalities
        if not made_for or image.modality in made_for:
            return ()
        if image.modality != UNKNOWN_MODALITY:
            raise UnsuitableImage(
                f"{self.name} was made for images of {' or '.join(made_for)}, and this one is {image.modality}."
            )
        return (f"The image does not say its modality; {self.name} was made for {' or '.join(made_for)} only.",)

    def _decoded(
        self,
        asked: Prompting,
        encoded: Answers,
        frame: Frame,
        prompt: Prompt,
        target: LearnedTarget,
    ) -> tuple[Floats, float | None]:
        """Give the plane of the best mask, over the whole input, and the model's own score of it."""
        decoder = open_model(ModelFile(file=asked.file, sha256=asked.sha256), self.segmenter.runtime)
        inputs = _embeddings(asked, encoded, decoder) | _prompted(asked, frame, prompt)
        answers = decoder.run(inputs)
        masks = _named(answers, asked.masks)
        if masks.ndim != 4 or masks.shape[0] != 1:
            raise ModelMismatch(f"The decoder gives masks of {masks.shape}, and (1, masks, rows, columns) is needed.")
        best, score = _best(answers, asked, masks.shape[1], target)
        one = np.asarray(masks[:, best : best + 1])
        return probabilities(one, replace(self.segmenter.output, layout="NCHW"), (0,)), score


def _named(answers: Answers, name: str) -> NDArray[np.generic]:
    if not name:
        return next(iter(answers.values()))
    if name not in answers:
        raise ModelMismatch(f"The model has no output {name!r}; it has {', '.join(answers)}.")
    return answers[name]


def _embeddings(asked: Prompting, encoded: Answers, decoder: Model) -> Answers:
    if not asked.embeddings:
        return {name: one for name, one in encoded.items() if name in decoder.inputs}
    return {inner: _named(encoded, outer) for outer, inner in asked.embeddings.items()}


def _prompted(asked: Prompting, frame: Frame, prompt: Prompt) -> Answers:
    """The prompt as arrays, in pixels of the model's input."""
    found: Answers = {}
    if asked.box:
        found[asked.box] = np.array([_corners(frame, prompt.region)], np.float32)
    if asked.points:
        marked = [(one, ON) for one in prompt.points] + [(one, BESIDE) for one in prompt.background]
        places = [(*frame.place(one.column, one.row), label) for one, label in marked]
        if prompt.region is not None and not asked.box:
            left, top, right, bottom = _corners(frame, prompt.region)
            places += [(left, top, TOP_LEFT), (right, bottom, BOTTOM_RIGHT)]
        else:
            places.append((0.0, 0.0, NOTHING))
        table = np.array([places], np.float32)
        found[asked.points], found[asked.labels] = table[..., :2].copy(), table[..., 2].copy()
    if asked.mask:
        found[asked.mask] = np.zeros((1, 1, asked.mask_side, asked.mask_side), np.float32)
    if asked.has_mask:
        found[asked.has_mask] = np.zeros(1, np.float32)
    if asked.size:
        found[asked.size] = np.array(frame.whole[::-1], np.float32)
    return found


def _corners(frame: Frame, region: BoundingBox | None) -> tuple[float, float, float, float]:
    if region is None:
        raise BadArguments("This model needs region, a box around the object; it takes no points alone.")
    return (*frame.place(region.left, region.top), *frame.place(region.right, region.bottom))


def _best(answers: Answers, asked: Prompting, count: int, target: LearnedTarget) -> tuple[int, float | None]:
    """Which of the masks to take: the best scored of the target's channels."""
    if max(target.channels) >= count:
        raise ModelMismatch(f"The decoder gives {count} masks, so mask {max(target.channels)} is none.")
    if not asked.scores:
        return target.channels[0], None
    scores = np.asarray(_named(answers, asked.scores), np.float64).reshape(-1)
    if len(scores) != count or not np.isfinite(scores).all():
        raise ModelFailed(f"The decoder gives {count} masks and scores that do not rank them.")
    best = max(target.channels, key=lambda one: (scores[one], -one))
    return best, float(np.clip(scores[best], 0, 1))


def _decidedness(values: Floats, wanted: Output) -> float:
    """How clearly the model tells inside from outside: the share of the outline's pixels that are decided [0-1]."""
    if wanted.activation == "none":
        return UNKNOWN_QUALITY
    inside = int((values >= wanted.threshold).sum())
    undecided = int((np.abs(values - wanted.threshold) < MARGIN).sum())
    return float(inside / (inside + undecided)) if inside else 0.0
