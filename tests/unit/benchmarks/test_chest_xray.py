"""The chest benchmark, over two drawn films with known masks, in the folder layout that it reads."""

import csv
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest

from tools.samples.chest import make_chest

COMMAND = Path(__file__).resolve().parents[3] / "benchmarks" / "chest_xray.py"


def written(path: Path, rows: list[dict[str, object]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A drawn chest, and noise with the same masks, which must be refused."""
    for name in ("images", "masks"):
        (tmp_path / name).mkdir()
    truth = make_chest("cardiomegaly", seed=7, size=256)
    shown = truth.image.shown()
    cv2.imwrite(str(tmp_path / "images" / "chest.png"), shown)
    noise = np.random.default_rng(0).integers(0, 255, shown.shape, dtype=np.uint8)
    cv2.imwrite(str(tmp_path / "images" / "noise.png"), noise)
    whole = truth.lungs.pixels | truth.heart.pixels
    parts = {"Right Lung": whole.copy(), "Left Lung": whole.copy(), "Cardiomediastinum": truth.heart.pixels}
    parts["Right Lung"][:, 128:] = False
    parts["Left Lung"][:, :128] = False
    rows: list[dict[str, object]] = []
    for film in ("chest.png", "noise.png"):
        for name, mask in parts.items():
            ys, xs = np.nonzero(mask)
            left, top = int(xs.min()), int(ys.min())
            cut = mask[top : ys.max() + 1, left : xs.max() + 1]
            file = f"{film}_{name.replace(' ', '')}.png"
            cv2.imwrite(str(tmp_path / "masks" / file), cut.astype(np.uint8) * 255)
            rows.append({"filename": film, "cls": name, "mask": file, "W": 256, "H": 256, "left": left, "top": top})
    written(tmp_path / "gold.csv", rows)
    written(tmp_path / "ctr.csv", [{"filename": "chest.png", "ctr": truth.cardiothoracic_ratio}])
    written(tmp_path / "metadata.csv", [{"filename": "chest.png", "view": "PA"}])
    return tmp_path


def test_films_are_rated_and_refusals_are_shown(folder: Path) -> None:
    result = subprocess.run(
        [sys.executable, str(COMMAND), str(folder)], capture_output=True, text=True, timeout=120, check=True
    )
    lines = result.stdout.splitlines()
    film = next(line for line in lines if line.startswith("chest.png")).split()
    assert film[1] == "PA"
    assert float(film[2]) > 0.7
    assert float(film[3]) > 0.8
    assert abs(float(film[4])) < 0.1
    assert next(line for line in lines if line.startswith("noise.png")).endswith("FAILED, refused")
    assert "refused 1 of 2" in lines[-2]
    assert lines[-2].startswith(f"refused films as Dice 0: lung Dice {float(film[2]) / 2:.2f}"[:-1])
    assert lines[-1].startswith("lung Dice ")
    assert lines[-1].endswith("n 2")
