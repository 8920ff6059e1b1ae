"""Are volumes where they belong? Every DICOM series of a folder against the NIfTI that dcm2niix made of it.

    python benchmarks/geometry.py FOLDER [--orders N]

FOLDER holds `In/` (one folder per DICOM series, at any depth) and `Ref/` (NIfTI files with dcm2niix's JSON beside them,
which names series number and description). dcm2niix flips rows and perhaps slices, so both are compared through their
affines: ours is permuted and flipped, never resampled, until its axes run like the reference's; then the affines must
agree within 0.001 mm and every voxel of every time must be equal. The files of each series are also handed over in N
other orders, which must change nothing. The last line is `equal A, refused B, different C, of N`.
"""

import argparse
import json
import random
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # runs as a script as well as with -m

from tools.errors import ToolError
from tools.reading import read_study
from tools.stacking import stack_volumes
from tools.volume import Volume

TOLERANCE_MM = 1e-3
"""Largest difference of any element of the affines: references store theirs in 32 bits."""

SEED = 20261121


class Outcome(NamedTuple):
    """What became of one series."""

    kind: str
    """equal, refused or different."""
    shape: str = ""
    affine_error: float = 0.0
    """Largest difference of the affines [mm]."""
    voxels_different: int = 0
    detail: str = ""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--orders", type=int, default=1, help="other orders in which the files are handed over")
    options = parser.parse_args()
    references = _references(options.folder / "Ref")
    counts: Counter[str] = Counter()
    print(f"{'series':32} {'reference':34} {'times x slices x rows x columns':32} {'affine [mm]':>12}  outcome")
    for folder, files in _series(options.folder / "In"):
        outcome, name = _judge(files, references, options.orders)
        counts[outcome.kind] += 1
        shown = str(folder.relative_to(options.folder / "In"))
        print(f"{shown:32} {name:34} {outcome.shape:32} {outcome.affine_error:12.2e}  {outcome.kind} {outcome.detail}")
    total = sum(counts.values())
    print(f"equal {counts['equal']}, refused {counts['refused']}, different {counts['different']}, of {total}")
    return int(counts["different"] > 0 or total == 0)


def _series(folder: Path) -> Iterator[tuple[Path, list[Path]]]:
    for one in sorted(path for path in folder.rglob("*") if path.is_dir()):
        files = sorted(path for path in one.iterdir() if path.suffix.lower() in (".dcm", ".ima", ""))
        if files := [path for path in files if path.is_file()]:
            yield one, files


def _references(folder: Path) -> dict[tuple[int, str], Path]:
    found = {}
    for sidecar in sorted(folder.glob("*.json")):
        facts = json.loads(sidecar.read_text(encoding="utf-8"))
        picture = next((path for path in sorted(folder.glob(f"{sidecar.stem}.nii*"))), None)
        if picture is not None:
            found[int(facts["SeriesNumber"]), str(facts.get("SeriesDescription", ""))] = picture
    return found


def _judge(files: list[Path], references: dict[tuple[int, str], Path], orders: int) -> tuple[Outcome, str]:
    import pydicom

    header = pydicom.dcmread(files[0], stop_before_pixels=True)
    reference = references.get((int(header.SeriesNumber), str(header.get("SeriesDescription", ""))))
    if reference is None:
        return Outcome("different", detail="no reference for it"), "-"
    shuffler = random.Random(SEED)  # noqa: S311 an order of files, no secret
    try:
        outcome = _compare(_volumes(files), reference)
        for _ in range(orders):
            again = shuffler.sample(files, len(files))
            if outcome.kind == "equal" and _compare(_volumes(again), reference).kind != "equal":
                outcome = Outcome("different", outcome.shape, detail="in another order of the files")
    except ToolError as error:
        outcome = Outcome("refused", detail=f"{type(error).__name__}: {error}")
    return outcome, reference.name


def _volumes(files: list[Path]) -> tuple[Volume, ...]:
    study = read_study(files)
    return tuple(volume for series in study.series for volume in stack_volumes(series))


def _compare(volumes: tuple[Volume, ...], reference: Path) -> Outcome:
    import nibabel

    image: Any = nibabel.load(reference)
    wanted = np.asarray(image.dataobj)
    wanted = wanted[..., None] if wanted.ndim == 3 else wanted
    turned = [_like(volume, image.affine) for volume in volumes]
    shape = " x ".join(str(side) for side in (len(volumes), *volumes[0].voxels.shape))
    if len(volumes) != wanted.shape[3] or any(voxels.shape != wanted.shape[:3] for voxels, _ in turned):
        return Outcome("different", shape, detail=f"the reference is {wanted.shape}")
    error = max(float(np.abs(affine - image.affine).max()) for _, affine in turned)
    different = sum(int(np.count_nonzero(one != wanted[..., time])) for time, (one, _) in enumerate(turned))
    kind = "equal" if error <= TOLERANCE_MM and different == 0 else "different"
    return Outcome(kind, shape, error, different, detail=f"({different} voxels differ)" if different else "")


def _like(volume: Volume, affine: NDArray[np.float64]) -> tuple[NDArray[Any], NDArray[np.float64]]:
    """Our voxels as `(i, j, k)` with axes that run like those of a NIfTI affine, and our affine for them (RAS)."""
    cosines = affine[:3, :3] / np.linalg.norm(affine[:3, :3], axis=0)
    main = [int(np.argmax(np.abs(cosines[:, axis]))) for axis in range(3)]
    letters = [("RAH", "LPF")[int(cosines[main[axis], axis] < 0)][main[axis]] for axis in range(3)]
    found = volume.turned("".join(reversed(letters)))
    return found.voxels.transpose(2, 1, 0), found.ras


if __name__ == "__main__":
    sys.exit(main())
