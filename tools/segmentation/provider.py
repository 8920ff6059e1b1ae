"""What outlines something: a provider, the targets that it offers, and what is known of how well it finds them."""

import importlib
import pkgutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal, Protocol

from tools.errors import BadArguments, UnsuitableImage
from tools.image import Image
from tools.region import BoundingBox, Point
from tools.segmentation.segmentation import Segmentation

__all__ = [
    "UNKNOWN_MODALITY",
    "Accuracy",
    "Embedded",
    "Prompt",
    "Provider",
    "Target",
    "embedded",
    "names",
    "outline_with",
    "targets_of",
]

UNKNOWN_MODALITY = "OT"
"""What a picture without a header is filed under."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Accuracy:
    """How well a target is found, as far as anybody measured it."""

    figure: str = ""
    """The measure with its value, such as `Dice 0.91`; empty where nobody measured."""
    data: str = ""
    """What it was measured on."""
    source: str = ""
    """The command that prints it, or the publication."""

    def __post_init__(self) -> None:
        if self.figure and not (self.data and self.source):
            raise BadArguments(f"The accuracy {self.figure!r} needs the data it was measured on and its source.")

    def __str__(self) -> str:
        """Say it in a few words."""
        if not self.figure:
            return f"not measured{f' ({self.data})' if self.data else ''}"
        return f"{self.figure} on {self.data} ({self.source})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Something that a provider can outline."""

    name: str
    """In kebab-case, such as `optic-disc`."""
    images: str
    """The kind of images it is found on, such as `frontal chest film`."""
    modalities: tuple[str, ...] = ()
    """DICOM modalities that such images are filed under; empty for any image."""
    accuracy: Accuracy
    limits: str
    """Where it fails or means less than it seems to, in one short sentence."""
    prompt: Literal["none", "optional", "required"] = "none"
    """Whether a box or points say where to look."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """What points at the object [pixels of the image]."""

    region: BoundingBox | None = None
    """Around it."""
    points: tuple[Point, ...] = ()
    """On it."""
    background: tuple[Point, ...] = ()
    """Beside it."""

    @property
    def is_empty(self) -> bool:
        """True where nothing points anywhere; points beside an object alone do not point at one."""
        return self.region is None and not self.points


class Provider(Protocol):
    """Outlines targets."""

    @property
    def name(self) -> str:
        """In kebab-case."""
        ...

    @property
    def targets(self) -> tuple[Target, ...]:
        """What it outlines."""
        ...

    def outline(self, image: Image, target: Target, prompt: Prompt) -> Segmentation:
        """Outline a target, one of its own.

        Raises:
            UnsuitableImage: If the image is not of the kind that the target is found on.
            BadArguments: If the prompt is missing or does not suit.
            ModelUnusable: If it is a model and cannot be used.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Embedded:
    """A classical method that ships: documented, without learned weights."""

    name: str
    targets: tuple[Target, ...]
    method: Callable[[Image, str, Prompt], Segmentation]
    """Outlines the target of a name."""

    def outline(self, image: Image, target: Target, prompt: Prompt) -> Segmentation:
        """Outline a target; see `Provider`."""
        return self.method(image, target.name, prompt)


def names() -> tuple[str, ...]:
    """List the providers that ship, sorted: the files of the folder."""
    folder = importlib.import_module("tools.segmentation.providers")
    return tuple(sorted(one.name for one in pkgutil.iter_modules(folder.__path__) if not one.name.startswith("_")))


@cache
def embedded() -> tuple[Provider, ...]:
    """Get the providers that ship, in the order of their names."""
    return tuple(importlib.import_module(f"tools.segmentation.providers.{name}").PROVIDER for name in names())


def targets_of(providers: Sequence[Provider]) -> tuple[str, ...]:
    """List the names of all targets, each once, in the order of the providers."""
    return tuple(dict.fromkeys(target.name for provider in providers for target in provider.targets))


def outline_with(
    providers: Sequence[Provider], image: Image, name: str, prompt: Prompt, provider: str | None = None
) -> Segmentation:
    """Outline a target with the first provider that takes the image.

    Args:
        providers: In the order in which they are asked; those for any image come last.
        image: Any image.
        name: Of the target.
        prompt: What points at it.
        provider: Name of the one to ask; None for whichever suits.

    Returns:
        The outline, with who made it, what is known of its accuracy, and its limits.

    Raises:
        UnsuitableImage: If nobody finds the target on such an image; says what can be outlined on any.
        BadArguments: If nobody offers the target, or the prompt is missing.
    """
    offers = [(one, target) for one in providers for target in one.targets if target.name == name]
    offers = [(one, target) for one, target in offers if provider in (None, one.name)]
    if not offers:
        whose = f" of the provider {provider!r}" if provider else ""
        mine = targets_of([one for one in providers if provider in (None, one.name)])
        raise BadArguments(f"There is no target {name!r}{whose}. Targets: {', '.join(mine) or 'none'}.")
    refusal: UnsuitableImage | None = None
    for one, target in sorted(offers, key=lambda offer: not offer[1].modalities):
        if target.prompt == "required" and prompt.is_empty:
            raise BadArguments(
                f"segment needs region, a box around the object, or points on it, for the target {name}."
            )
        try:
            found = one.outline(image, target, prompt)
        except UnsuitableImage as error:
            refusal = refusal or error
            continue
        unused = () if target.prompt != "none" or prompt.is_empty else (f"region and points are not used for {name}.",)
        return replace(
            found,
            provider=one.name,
            accuracy=str(target.accuracy),
            limits=target.limits,
            warnings=(*unused, *found.warnings),
        )
    others = [one for each in providers for one in each.targets if one.name != name]
    here = [one.name for one in others if image.modality != UNKNOWN_MODALITY and image.modality in one.modalities]
    here += [one.name for one in others if not one.modalities]
    raise UnsuitableImage(f"{refusal} Possible here: {', '.join(dict.fromkeys(here))}.") from refusal
