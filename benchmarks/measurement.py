"""Volume, surface, diameters and first-order statistics against the published baselines of PyRadiomics.

    python benchmarks/measurement.py FOLDER

FOLDER holds `data/*_image.nrrd`, `data/*_label.nrrd` and `data/baseline/baseline_*.csv` of PyRadiomics' test set, or is
that `data` folder. Each case is measured under the settings that its baseline records (bin width, shift,
normalisation, resegmentation, resampling). A case whose image or mask is not there is named and not counted. The last
line is `within 1 %: A of N`, over all features of all cases that could be measured.
"""

import argparse
import sys
from collections import defaultdict
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.radiomics_reference import Baseline, Grid, read_baselines, read_nrrd  # noqa: E402
from benchmarks.radiomics_resampling import resampled  # noqa: E402
from tools.measuring.first_order import BIN_WIDTH, first_order  # noqa: E402
from tools.measuring.outline import flat_shape_of  # noqa: E402
from tools.measuring.shape import shape_of  # noqa: E402

KINDS = ("shape", "shape2D", "firstorder")
"""Classes of features that are measured; the textures of the other baselines are not."""
TOLERANCE_PERCENT = 1.0
"""Difference that counts as equal [% of the baseline]."""
NAMES = {
    "10percentile": "percentile_10",
    "90percentile": "percentile_90",
    "maximum2ddiameterslice": "maximum_2d_diameter_slice",
    "maximum2ddiametercolumn": "maximum_2d_diameter_column",
    "maximum2ddiameterrow": "maximum_2d_diameter_row",
    "maximum3ddiameter": "maximum_3d_diameter",
}
"""PyRadiomics' names, in small letters, that do not follow from ours."""

Bools = NDArray[np.bool_]


def measured(baseline: Baseline, image: Grid | None, label: Grid) -> dict[str, float]:
    """Measure a case under the settings of its baseline."""
    settings = baseline.settings
    mask, spacing = label.voxels == int(settings.get("label", 1)), label.spacing
    if baseline.kind == "shape2D":
        return flat_shape_of(*one_slice(baseline, mask, spacing)).as_dict()
    values = image.voxels.astype(np.float64) if image else np.zeros(mask.shape)
    if settings.get("normalize"):
        values = (values - values.mean()) / values.std(ddof=1) * float(settings["normalizeScale"])
    if settings.get("resampledPixelSpacing"):
        step = float(settings["resampledPixelSpacing"][0])
        values, mask = resampled(values, mask, spacing, step, int(settings["padDistance"]))
        spacing = (step, step, step)
    if settings.get("resegmentRange"):
        inside = values[mask]
        low, high = (inside.mean() + side * inside.std() for side in settings["resegmentRange"])
        mask = mask & (values >= low) & (values <= high)
    if baseline.kind == "shape":
        return shape_of(mask, spacing).as_dict()
    return first_order(
        values[mask],
        bin_width=float(settings.get("binWidth", BIN_WIDTH)),
        element=float(np.prod(spacing)),
        shift=float(settings.get("voxelArrayShift", 0)),
    ).as_dict()


def one_slice(
    baseline: Baseline, mask: Bools, spacing: tuple[float, float, float]
) -> tuple[Bools, tuple[float, float]]:
    """Take the slice that the baseline names by its box (x, y, z, width, height, depth)."""
    text = baseline.facts["diagnostics_Mask-corrected_BoundingBox"].strip("()")
    slice_number = int(text.split(",")[2])
    return mask[slice_number], spacing[1:]


def report(title: str, rows: dict[str, dict[str, tuple[float, float]]]) -> tuple[int, int]:
    """Print a table of features by cases and count what is within the tolerance."""
    cases = list(dict.fromkeys(case for row in rows.values() for case in row))
    print(f"\n{title}")
    print(f"{'feature':<31}" + "".join(f"{case + ': ours':>17}{'baseline':>15}{'diff %':>9}" for case in cases))
    good = total = 0
    for name, row in rows.items():
        line = f"{name:<31}"
        for case in cases:
            ours, theirs = row[case]
            percent = 100 * (ours - theirs) / abs(theirs) if theirs else (0.0 if ours == theirs else float("inf"))
            good, total = good + (abs(percent) <= TOLERANCE_PERCENT), total + 1
            line += f"{ours:17.6g}{theirs:15.6g}{percent:9.3f}"
        print(line)
    return good, total


def main() -> None:
    """Measure every case that is there."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    folder: Path = parser.parse_args().folder
    data = folder if (folder / "baseline").is_dir() else folder / "data"
    good = total = 0
    missing: list[str] = []
    for kind in KINDS:
        tables: dict[str, dict[str, dict[str, tuple[float, float]]]] = defaultdict(lambda: defaultdict(dict))
        for baseline in read_baselines(data / "baseline" / f"baseline_{kind}.csv"):
            image, label = data / f"{baseline.case}_image.nrrd", data / f"{baseline.case}_label.nrrd"
            if not label.exists() or (kind == "firstorder" and not image.exists()):
                missing.append(" ".join(filter(None, (kind, baseline.case, baseline.variant))))
                continue
            ours = measured(baseline, read_nrrd(image) if kind == "firstorder" else None, read_nrrd(label))
            by_name = {name.replace("_", ""): value for name, value in ours.items()}
            for name, theirs in baseline.features.items():
                value = ours[NAMES[name.lower()]] if name.lower() in NAMES else by_name[name.lower()]
                tables[baseline.variant][name][baseline.case] = (value, theirs)
        for variant, rows in tables.items():
            counts = report(f"{kind}, {variant or 'original'}", dict(sorted(rows.items())))
            good, total = good + counts[0], total + counts[1]
    if missing:
        print(f"\nnot measured, as image or mask is not there: {', '.join(missing)}")
    print(f"\nwithin {TOLERANCE_PERCENT:g} %: {good} of {total}")


if __name__ == "__main__":
    main()
