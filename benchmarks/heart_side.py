"""How often the heart's shadow tells the patient's sides on frontal chest films.

    python benchmarks/heart_side.py FOLDER [FOLDER ...]

Every picture that is taken for a frontal chest film is looked at as it is and mirrored; all are taken to show the
patient's right on their left. The shipped synthetic films are looked at too. The last line is
`right A, wrong B, undecided C, of N`.
"""

import argparse
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tools import samples  # noqa: E402
from tools.errors import ToolError  # noqa: E402
from tools.reading.study import read_study  # noqa: E402
from tools.segmentation.chest import segment_chest  # noqa: E402
from tools.segmentation.frontal import judge_frontal  # noqa: E402
from tools.segmentation.projection import heart_shadow  # noqa: E402

SUFFIXES = frozenset({".png", ".jpg", ".jpeg", ".dcm"})
"""Files that are looked at."""


def main() -> None:
    """Count."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", type=Path, nargs="+")
    folders: list[Path] = parser.parse_args().folders
    files = [file for folder in folders for file in sorted(folder.iterdir()) if file.suffix.lower() in SUFFIXES]
    counts = {"right": 0, "wrong": 0, "undecided": 0}
    films = 0
    for file in [*files, *(samples.path(name) for name in samples.names())]:
        try:
            image = read_study(file).images[0]
        except ToolError as error:
            print(f"{file.name}: {type(error).__name__}")
            continue
        image = replace(image, facts={})
        mirror = replace(image, pixels=np.ascontiguousarray(image.pixels[:, ::-1]))
        seen = False
        for picture, truth in ((image, "image-left"), (mirror, "image-right")):
            chest = segment_chest(picture)
            if not judge_frontal(picture, chest).is_frontal:
                continue
            seen = True
            side = heart_shadow(chest)
            verdict = "undecided" if side is None else "right" if side == truth else "wrong"
            counts[verdict] += 1
            print(f"{file.name:<55}{'mirrored' if picture is mirror else 'as it is':<10}{verdict}")
        films += seen
    print(f"{films} frontal films, each as it is and mirrored")
    print(f"{', '.join(f'{name} {count}' for name, count in counts.items())}, of {sum(counts.values())}")


if __name__ == "__main__":
    main()
