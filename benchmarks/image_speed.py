"""How fast are the pictures? Ours and the naive ways, one after the other in each round.

    python benchmarks/image_speed.py [--rounds 7] [--side 3000]

1. A DICOM file of 12 bits becomes base64 text for a model. Naive: pydicom decodes, float64 windows, Pillow writes all
   of it as PNG. Ours: `read_study`, then what the agent sends, at the size that the model sees, as PNG and as JPEG.
2. A part of an open study is magnified. Naive: the PNG of the study is opened again, cropped, resampled by Lanczos.
3. Findings and masks are drawn on a film. Naive: a matplotlib figure at 300 dpi (`pip install mmedexpert-agent[bench]`;
   `UNRUN` without it).
4. The window alone, against float64.

The film is a drawn one of this project, enlarged and with noise. Times are medians [ms]; CPU is that of this process
and of its children together, on Linux (elsewhere a child's is not counted, and the wall clock says more). Files are
read in a child process, as they are by default; the same without it stands below. The ratios of the last line are of
CPU times, of the overlay as JPEG; the others stand in the table. It is `ratios: lossless A, jpeg B, zoom C, overlay D`.
"""

import argparse
import base64
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # runs as a script as well as with -m

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow

from agent.coordinates import sent_size
from agent.encoding import EncodedImages
from agent.models.profile import load_profile
from tools import BoundingBox, Finding, Image, Mask, samples
from tools.library.zoom import zoom
from tools.reading import read_study
from tools.rendering import annotate, encode_jpeg, encode_png

CENTRE, WIDTH = 2048.0, 3600.0
PROFILE = "qwen2.5-vl-7b"
ZOOM = 1.68
"""On a film of 3,000 pixels: 800 become 1,344."""
COLUMN = 34


class Taken(NamedTuple):
    """What a call took [s]."""

    cpu: float
    wall: float


class Job(NamedTuple):
    """One job, done naively and by us."""

    naive: Callable[[], Any]
    ours: Mapping[str, Callable[[], Any]]
    """Ways to do it, by what they are called in the table."""


LAST_LINE = {
    "lossless": "file to base64, PNG",
    "jpeg": "file to base64, JPEG",
    "zoom": "zoom",
    "overlay": "overlay, JPEG",
}
"""Which way each ratio of the last line is of."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=7, help="at least 5")
    parser.add_argument("--side", type=int, default=3000, help="of the film [pixels]")
    given = parser.parse_args()
    cv2.setNumThreads(1)
    with tempfile.TemporaryDirectory() as folder:
        film, shown = Path(folder) / "film.dcm", Path(folder) / "film.png"
        write_film(film, given.side)
        image = read_study(film).images[0]
        Pillow.fromarray(image.shown()).save(shown)
        report(jobs(film, shown, image), max(given.rounds, 5), given.side)


def write_film(path: Path, side: int) -> None:
    """A drawn film as an uncompressed DICOM file of 12 bits."""
    from pydicom import dcmread
    from pydicom.uid import ExplicitVRLittleEndian

    dataset = dcmread(samples.path("chest_pneumonia"))
    drawn = cv2.resize(dataset.pixel_array.astype(np.float32), (side, side), interpolation=cv2.INTER_CUBIC)
    low, high = np.percentile(drawn, [0.1, 99.9])
    # Quantum noise of some 10 of 4096 steps; without noise PNG would be faster and smaller than it is on films.
    noise = np.random.default_rng(4).normal(0, 10, drawn.shape)
    stored = np.clip((drawn - low) / (high - low) * 3700 + 200 + noise, 0, 4095).astype(np.uint16)
    dataset.Rows, dataset.Columns = stored.shape
    dataset.BitsAllocated, dataset.BitsStored, dataset.HighBit, dataset.PixelRepresentation = 16, 12, 11, 0
    dataset.WindowCenter, dataset.WindowWidth, dataset.PixelData = CENTRE, WIDTH, stored.tobytes()
    dataset["PixelData"].VR = "OW"
    dataset["PixelData"].is_undefined_length = False
    dataset.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    dataset.save_as(path)


def jobs(film: Path, shown: Path, image: Image) -> list[Job]:
    """All comparisons."""
    profile = load_profile(PROFILE)
    size = sent_size(image.width, image.height, patch=profile.patch, least=profile.min_pixels, most=profile.max_pixels)

    def payload(*, isolated: bool, lossy: bool) -> str:
        read = read_study(film, isolated=isolated).images[0]
        return EncodedImages().url(read.ref.digest, read, size, lossy=lossy)

    third = image.width // 9 * 2
    part = BoundingBox(left=third, top=third, right=2.0 * third, bottom=2.0 * third)
    before = zoom(image, part, ZOOM)
    if before.origin is None:
        raise SystemExit("zoom names no place")
    box, wanted = tuple(int(side) for side in before.origin.box.as_tuple()), (before.width, before.height)
    values = image.pixels
    found = [
        Job(
            lambda: naive_payload(film),
            {
                "file to base64, PNG": lambda: payload(isolated=True, lossy=False),
                "file to base64, JPEG": lambda: payload(isolated=True, lossy=True),
                "  PNG, without a child process": lambda: payload(isolated=False, lossy=False),
                "  JPEG, without a child process": lambda: payload(isolated=False, lossy=True),
            },
        ),
        Job(lambda: naive_zoom(shown, box, wanted), {"zoom": lambda: zoom(image, part, ZOOM).shown()}),
        Job(lambda: naive_window(values), {"window alone": image.shown}),
    ]
    if find_spec("matplotlib") is not None:
        masks = [disc(image, 0.33), disc(image, 0.67)]
        findings = [Finding(code="x", name="opacity", presence="present", source="image", region=part)]
        ours: dict[str, Callable[[], Any]] = {
            "overlay, JPEG": lambda: encode_jpeg(annotate(image, findings, masks=masks)),
            "overlay, PNG": lambda: encode_png(annotate(image, findings, masks=masks)),
        }
        found.append(Job(lambda: naive_overlay(image, masks), ours))
    return found


def naive_payload(path: Path) -> str:
    from pydicom import dcmread

    stream = BytesIO()
    Pillow.fromarray(naive_window(dcmread(path).pixel_array)).save(stream, format="PNG")
    return "data:image/png;base64," + base64.b64encode(stream.getvalue()).decode()


def naive_window(values: NDArray[Any]) -> NDArray[np.uint8]:
    low, high = CENTRE - 0.5 - (WIDTH - 1) / 2, CENTRE - 0.5 + (WIDTH - 1) / 2
    grey = np.clip(values.astype(np.float64), low, high)
    return ((grey - low) / (high - low) * 255.0).astype(np.uint8)


def naive_zoom(path: Path, box: tuple[int, ...], size: tuple[int, int]) -> Pillow.Image:
    with Pillow.open(path) as opened:
        return opened.convert("RGB").crop((box[0], box[1], box[2], box[3])).resize(size, Pillow.Resampling.LANCZOS)


def naive_overlay(image: Image, masks: list[Mask]) -> bytes:
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot

    stream = BytesIO()
    figure = pyplot.figure(figsize=(10, 10))
    pyplot.imshow(image.pixels, cmap="gray", vmin=CENTRE - WIDTH / 2, vmax=CENTRE + WIDTH / 2)
    for number, mask in enumerate(masks):
        coloured = np.zeros((*mask.pixels.shape, 4))
        coloured[mask.pixels] = (*mpl.colormaps["tab10"](number)[:3], 0.4)
        pyplot.imshow(coloured)
    pyplot.axis("off")
    pyplot.savefig(stream, dpi=300, bbox_inches="tight", format="png")
    pyplot.close(figure)
    return stream.getvalue()


def disc(image: Image, across: float) -> Mask:
    """A round region [share of the width]."""
    rows, columns = np.ogrid[: image.height, : image.width]
    distance = np.hypot(rows / image.height - 0.5, columns / image.width - across)
    return Mask(pixels=distance < 0.14)


def children_seconds() -> float:
    """CPU time of the living children of this process [s]."""
    total = 0
    for tasks in Path("/proc/self/task").glob("*/children"):
        for child in tasks.read_text().split():
            total += sum(int(one.read_text().split()[0]) for one in Path(f"/proc/{child}/task").glob("*/schedstat"))
    return total / 1e9


def timed(call: Callable[[], Any]) -> Taken:
    children = children_seconds()
    wall, cpu = time.perf_counter(), time.process_time()
    call()
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    return Taken(cpu + children_seconds() - children, wall)


def report(all_jobs: list[Job], rounds: int, side: int) -> None:
    print(f"film {side} x {side}, 12 bits; model {PROFILE}; medians of {rounds}, interleaved")
    print(f"OpenCV {cv2.__version__}, cv2.getNumThreads() = {cv2.getNumThreads()}", end="; ")
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} CPUs\n")
    print(f"{'':<{COLUMN}}{'CPU [ms]':^29}{'wall clock [ms]':^29}")
    print(f"{'job':<{COLUMN}}" + f"{'naive':>11}{'ours':>10}{'ratio':>8}" * 2)
    ratios: dict[str, float] = {}
    for job in all_jobs:
        ways = {"naive": job.naive, **job.ours}
        taken: dict[str, list[Taken]] = {name: [] for name in ways}
        for call in job.ours.values():
            call()
        for _ in range(rounds):
            for name, call in ways.items():
                taken[name].append(timed(call))
        naive = middle(taken.pop("naive"))
        for name, times in taken.items():
            ours = middle(times)
            ratios[name] = naive.cpu / ours.cpu
            print(
                f"{name:<{COLUMN}}{1000 * naive.cpu:>11.1f}{1000 * ours.cpu:>10.1f}{ratios[name]:>8.1f}"
                f"{1000 * naive.wall:>11.1f}{1000 * ours.wall:>10.1f}{naive.wall / ours.wall:>8.1f}"
            )
    if "overlay, JPEG" not in ratios:
        print("overlay: UNRUN: matplotlib is not installed; pip install 'mmedexpert-agent[bench]'")
    told = (f"{word} {ratios[name]:.1f}" if name in ratios else f"{word} UNRUN" for word, name in LAST_LINE.items())
    print("\nratios: " + ", ".join(told))


def middle(taken: list[Taken]) -> Taken:
    return Taken(statistics.median(one.cpu for one in taken), statistics.median(one.wall for one in taken))


if __name__ == "__main__":
    main()
