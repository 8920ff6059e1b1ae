"""Parts of any image by brightness or by what differs from the border: no knowledge of what they are."""

from tools.image import Image
from tools.segmentation.general import bright_mask, foreground_mask, separation, subject_mask
from tools.segmentation.provider import Accuracy, Embedded, Prompt, Target
from tools.segmentation.segmentation import Segmentation

__all__ = ["PROVIDER"]

WEAK = 0.2
"""Share of the variance between inside and outside below which an outline is called weak; ours."""
UNMEASURED = Accuracy(data="it has no anatomical meaning to be compared with")
LIMITS = "It follows brightness alone and knows no anatomy."


def _outline(image: Image, target: str, prompt: Prompt) -> Segmentation:
    if target == "body":
        mask, basis = subject_mask(image), "The largest connected part that is brighter than the background, filled."
    elif target == "foreground":
        mask, basis = foreground_mask(image), "The largest connected part that differs from the image's border, filled."
    else:
        mask = bright_mask(image, bright=target == "bright", region=prompt.region)
        basis = f"The {target}er of two classes of brightness (Otsu)" + (
            " inside the region." if prompt.region else "."
        )
    quality = separation(image, mask)
    weak = ("Inside and outside hardly differ in brightness.",) if quality < WEAK else ()
    return Segmentation(image=image, target=target, mask=mask, quality=quality, basis=basis, warnings=weak)


PROVIDER = Embedded(
    name="brightness",
    targets=(
        Target(name="body", images="any image", accuracy=UNMEASURED, limits=LIMITS),
        Target(name="foreground", images="any image", accuracy=UNMEASURED, limits=LIMITS),
        Target(name="bright", images="any image", accuracy=UNMEASURED, limits=LIMITS, prompt="optional"),
        Target(name="dark", images="any image", accuracy=UNMEASURED, limits=LIMITS, prompt="optional"),
    ),
    method=_outline,
)
