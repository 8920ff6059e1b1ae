"""The lesion on a colour picture of skin."""

from tools.errors import UnsuitableImage
from tools.image import Image
from tools.segmentation.provider import Accuracy, Embedded, Prompt, Target
from tools.segmentation.segmentation import Segmentation
from tools.segmentation.skin import SKIN_MODALITIES, find_lesion, judge_skin

__all__ = ["PROVIDER"]

POOR = 0.4
"""Quality below which an outline is called poor; ours."""


def _outline(image: Image, target: str, prompt: Prompt) -> Segmentation:
    judged = judge_skin(image)
    if not judged.is_skin:
        raise UnsuitableImage(
            f"{target} can be outlined on a colour picture of skin only, and this image is not taken for one "
            f"({judged.certainty:.0%}). {judged.basis}"
        )
    found = find_lesion(image, prompt.region)
    warnings = list(found.doubts)
    if found.mask.area and found.quality < POOR:
        warnings.append("The lesion shows poorly; do not trust this outline.")
    return Segmentation(
        image=image,
        target=target,
        mask=found.mask,
        quality=found.quality * judged.certainty,
        basis="By its distance in colour from the skin around it (Otsu, then GrabCut), hair filled in before.",
        warnings=tuple(warnings),
    )


PROVIDER = Embedded(
    name="skin",
    targets=(
        Target(
            name="skin-lesion",
            images="colour picture of skin",
            modalities=SKIN_MODALITIES,
            accuracy=Accuracy(
                figure="Dice 0.96",
                data="40 drawn pictures",
                source="python benchmarks/segmentation.py; not measured on real photographs",
            ),
            limits="Pale, ulcerated and several lesions, shadows, ink and clothes mislead it; anything reddish passes "
            "for skin.",
            prompt="optional",
        ),
    ),
    method=_outline,
)
