"""Are the pixels right? Every DICOM file below a folder is read by us and by a reference decoder, and compared.

    python benchmarks/dicom_reading.py FOLDER [--refused] [--bundled]

What is DICOM is found out from the content. Grey images are compared as values of the modality (pydicom's
`apply_modality_lut`) and as shown (pydicom's `apply_voi_lut`, within one grey level of 255), colour as RGB; lossless
syntaxes must be equal, lossy ones may differ by one level. Each file is read in a process of its own keeping: one that
dies is counted as crashed, one that takes longer than the limit as hung, and the next file gets a fresh process.
`--bundled` adds the files that come with pydicom. Refusals are listed with their reasons, and whether the reference
reads the file. The last line is `opened A, refused B, wrong C, crashed D, hung E, of N`.
"""

import argparse
import multiprocessing
import sys
import warnings
from collections import Counter, defaultdict
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # runs as a script as well as with -m

LIMIT_SECONDS = 60.0
"""Reading and reference of one file; ours alone is stopped after ten by the reader itself."""


class Outcome(NamedTuple):
    """What became of one file."""

    kind: str
    """opened, refused, wrong, crashed or hung."""
    syntax: str
    plugin: str = ""
    """The reference decoder that answered."""
    detail: str = ""
    largest: float = 0.0
    """Largest difference [levels of the stored values]."""


def judge(path: str) -> Outcome:
    """Read a file both ways; runs in the child."""
    import pydicom

    from tools.errors import ToolError
    from tools.reading import read_study
    from tools.reading.limits import DECODER_ERRORS

    warnings.simplefilter("ignore")
    pydicom.config.settings.reading_validation_mode = pydicom.config.IGNORE
    try:
        dataset = pydicom.dcmread(path, force=True)
        name, readable = _described(dataset)
    except DECODER_ERRORS as error:
        dataset, name, readable = None, f"not parsed ({type(error).__name__})", False
    try:
        study = read_study(path)
    except ToolError as error:
        plugin = _reference_plugin(dataset) if readable else ""
        return Outcome(kind="refused", syntax=name, plugin=plugin, detail=f"{type(error).__name__}: {error}")
    if not study.images:
        return Outcome(kind="opened", syntax=name, plugin="-", detail="no picture: " + _objects(study))
    if not readable:
        # Its files are looked at themselves.
        return Outcome(kind="opened", syntax=name, plugin="-", detail=f"a directory of {len(study.images)} images")
    try:
        return _compared(study, dataset, name)
    except DECODER_ERRORS as error:
        return Outcome(kind="wrong", syntax=name, detail=f"the comparison failed: {error!r}"[:200])


def _objects(study: object) -> str:
    counts = {one: len(getattr(study, one, ())) for one in ("masks", "reports")}
    return ", ".join(f"{count} {one}" for one, count in counts.items() if count)


def _described(dataset: "object") -> tuple[str, bool]:
    from tools.reading.dicom_file import transfer_syntax
    from tools.reading.syntaxes import syntax_name

    pixels = any(one in dataset for one in ("PixelData", "FloatPixelData", "DoubleFloatPixelData"))  # type: ignore[operator]
    return syntax_name(transfer_syntax(dataset)), pixels  # type: ignore[arg-type]


def _reference_plugin(dataset: "object") -> str:
    from benchmarks.dicom_reference import reference
    from tools.reading.dicom_file import transfer_syntax
    from tools.reading.limits import DECODER_ERRORS

    try:
        found = reference(dataset, transfer_syntax(dataset))  # type: ignore[arg-type]
    except DECODER_ERRORS:
        return ""
    return found.plugin if found else ""


def _compared(study: "object", dataset: "object", name: str) -> Outcome:
    from benchmarks import dicom_reference as theirs
    from tools.reading.dicom_file import transfer_syntax

    found = theirs.reference(dataset, transfer_syntax(dataset))  # type: ignore[arg-type]
    if found is None:
        return Outcome(kind="opened", syntax=name, plugin="none", detail="no reference decoder reads it")
    images = study.images  # type: ignore[attr-defined]
    if len(images) != len(found.stored):
        return Outcome(kind="wrong", syntax=name, plugin=found.plugin, detail=f"{len(images)} frames")
    worst = 0.0
    for index, image in enumerate(images):
        off = _off(image, found.stored[index], dataset, index)
        if isinstance(off, str):
            return Outcome(kind="wrong", syntax=name, plugin=found.plugin, detail=off)
        worst = max(worst, off)
    lossy = "Lossless" not in name and any(word in name for word in ("JPEG", "Throughput"))
    kind = "wrong" if worst > (1 if lossy else 0) else "opened"
    return Outcome(kind=kind, syntax=name, plugin=found.plugin, detail="values differ" if worst else "", largest=worst)


def _off(image: "object", stored: "object", dataset: "object", index: int) -> float | str:
    """The largest difference of a frame [levels of the stored values], or in words what cannot be compared."""
    import numpy as np

    from benchmarks import dicom_reference as theirs

    step = 1.0
    if image.is_colour:  # type: ignore[attr-defined]
        reference = theirs.colours(stored, dataset)  # type: ignore[arg-type]
    else:
        reference = theirs.values(stored, dataset, index)  # type: ignore[arg-type]
        step = abs(float(theirs.transformed(dataset, index).get("RescaleSlope") or 1))  # type: ignore[arg-type]
        shown = theirs.shown(stored, dataset, index)  # type: ignore[arg-type]
        if shown is not None and float(np.abs(image.shown() / 255.0 - shown).max()) > 1 / 255:  # type: ignore[attr-defined]
            return "it is shown otherwise than by pydicom"
    ours = image.pixels  # type: ignore[attr-defined]
    if ours.shape != reference.shape:
        return "it has another shape"
    wanted = reference.astype(np.float64)
    off = np.abs(ours.astype(np.float64) - wanted)
    # float32 keeps 24 bits of a value; what is lost there is no difference of pixels.
    return float(np.where(off <= np.abs(wanted) * 2.0**-23, 0, off).max() / step)


def _serve(pipe: Connection) -> None:
    while True:
        pipe.send(judge(pipe.recv()))


class Worker:
    """A child process that is replaced when it dies or hangs."""

    def __init__(self) -> None:
        self._start()

    def _start(self) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, there = context.Pipe()
        self._process = context.Process(target=_serve, args=(there,))
        self._process.start()
        there.close()

    def judge(self, path: Path) -> Outcome:
        """Have a file judged."""
        try:
            self._pipe.send(str(path))
            if self._pipe.poll(LIMIT_SECONDS):
                found: Outcome = self._pipe.recv()
                return found
            kind = "hung"
        except (EOFError, OSError):
            kind = "crashed"
        self.stop()
        self._start()
        return Outcome(kind=kind, syntax="?")

    def stop(self) -> None:
        """End the process."""
        self._process.kill()
        self._process.join()
        self._pipe.close()


def dicom_files(folder: Path, bundled: bool) -> Iterator[Path]:
    """Every DICOM file, by content."""
    from tools.reading.sniffing import HEAD_BYTES, kind_of

    roots = [folder]
    if bundled:
        import pydicom

        roots.append(Path(pydicom.__file__).parent / "data")
    for root in roots:
        for path in sorted(root.rglob("*")):
            if path.is_file():
                with path.open("rb") as stream:
                    if kind_of(stream.read(HEAD_BYTES)) == "dicom":
                        yield path


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--refused", action="store_true", help="list every refused file, not one line per reason")
    parser.add_argument("--bundled", action="store_true", help="and the files that come with pydicom")
    given = parser.parse_args()
    if not given.folder.is_dir():
        parser.error("there is no such folder")
    worker = Worker()
    outcomes: list[tuple[Path, Outcome]] = []
    try:
        outcomes.extend((path, worker.judge(path)) for path in dicom_files(given.folder, given.bundled))
    finally:
        worker.stop()
    _print_syntaxes([one for _, one in outcomes])
    _print_refusals(outcomes, given.refused)
    for path, one in outcomes:
        if one.kind in ("wrong", "crashed", "hung"):
            print(f"{one.kind.upper()}: {path.name}: {one.detail} (largest difference {one.largest:g})")
    counts = Counter(one.kind for _, one in outcomes)
    kinds = ("opened", "refused", "wrong", "crashed", "hung")
    print(", ".join(f"{kind} {counts[kind]}" for kind in kinds) + f", of {len(outcomes)}")


def _print_syntaxes(outcomes: list[Outcome]) -> None:
    table: dict[str, Counter[str]] = defaultdict(Counter)
    plugins: dict[str, set[str]] = defaultdict(set)
    largest: dict[str, float] = defaultdict(float)
    for one in outcomes:
        table[one.syntax][one.kind] += 1
        if one.kind != "refused":
            plugins[one.syntax] |= {one.plugin} - {""}
        largest[one.syntax] = max(largest[one.syntax], one.largest)
    head = f"{'transfer syntax':62}{'files':>6}{'opened':>7}{'refused':>8}{'wrong':>6}{'off by':>7}  reference"
    print(head)
    for name in sorted(table):
        row = table[name]
        print(
            f"{name[:61]:62}{row.total():>6}{row['opened']:>7}{row['refused']:>8}{row['wrong']:>6}"
            f"{largest[name]:>7.3g}  {', '.join(sorted(plugins[name]))}"
        )


def _print_refusals(outcomes: list[tuple[Path, Outcome]], every: bool) -> None:
    refused = [(path, one) for path, one in outcomes if one.kind == "refused"]
    if every:
        for path, one in refused:
            also = f" [the reference reads it: {one.plugin}]" if one.plugin else ""
            print(f"refused: {path.name}: {one.detail}{also}")
        return
    reasons = Counter((one.detail, bool(one.plugin)) for _, one in refused)
    for (reason, readable), count in reasons.most_common():
        print(f"refused {count:>3}: {reason}" + (" [the reference reads it]" if readable else ""))


if __name__ == "__main__":
    main()
