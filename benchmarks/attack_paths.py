"""Names that lead elsewhere, in everything that names a file: what is opened is watched, not guessed."""

import io
import os
import stat
import struct
import sys
import sysconfig
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from pydicom import dcmread
from pydicom.data import get_testdata_file
from pydicom.dataelem import RawDataElement
from pydicom.dataset import Dataset
from pydicom.tag import Tag

from benchmarks.file_seeds import SEEDS, TREE
from tools.errors import ToolError
from tools.reading import read_study

__all__ = ["LOADERS", "Attempt", "attempts", "names"]

ELSEWHERE = "elsewhere.dcm"
"""A sound file outside the folder of the case: it must never become part of a study."""

_UP = (
    "..",
    "../..",
    "..\\..",
    "....//",
    "%2e%2e",
    "..%2f",
    "．．",
    "‥",
    ".. ",
    "..;",
    "..\0",
    "~",
    "$HOME",
    "C:",
    "\\\\host\\share",
    "//host/share",
)
_ENDS = (ELSEWHERE, ELSEWHERE.upper(), "etc/passwd", "case/../elsewhere.dcm", "./../elsewhere.dcm", "proc/self/environ")
_LONG = 4096


class Attempt(NamedTuple):
    """What one name did."""

    loader: str
    opened: tuple[str, ...]
    """What was opened outside the folder of the case."""
    is_untyped: bool
    has_elsewhere: bool
    """True if the file outside became part of the study."""


def names(count: int, outside: Path) -> list[str]:
    """So many names that lead, or try to lead, to the file outside.

    Args:
        count: How many.
        outside: Folder of that file.
    """
    found = [
        f"{outside}/{ELSEWHERE}",
        f"file://{outside}/{ELSEWHERE}",
        f"/{ELSEWHERE}",
        "",
        ".",
        "..",
        "/",
        "\0",
        "A" * _LONG,
    ]
    found += [
        "../" * 40 + "etc/passwd",
        "CON",
        "NUL",
        "aux.dcm",
        "-rf",
        "|id",
        "$(id)",
        "`id`",
        "a\nb",
        "\u202e",
        "a:b",
    ]
    for depth in range(1, 4):
        for up in _UP:
            for between in ("/", "\\", "\0/"):
                for end in _ENDS[: 6 if depth == 1 else 1]:
                    found.append(between.join([up] * depth) + between + end)
    return list(dict.fromkeys(found))[:count]


def _directory(case: Path, name: str) -> Path:
    """A DICOMDIR whose records name the file so; the parts between backslashes are components (PS3.10 section 8.2)."""
    dataset = dcmread(io.BytesIO(SEEDS[TREE]()))
    for record in dataset.DirectoryRecordSequence:
        if "ReferencedFileID" in record:
            _raw(record, 0x00041500, "CS", name)
    path = case / "DICOMDIR"
    dataset.save_as(path, enforce_file_format=True)
    return path


def _directory_by_parts(case: Path, name: str) -> Path:
    return _directory(case, name.replace("/", "\\"))


def _archive(case: Path, name: str) -> Path:
    """A ZIP with a picture of that name, and a link that points there."""
    path = case / "study.zip"
    with zipfile.ZipFile(path, "w") as archive:
        entry = zipfile.ZipInfo("x")
        entry.filename = name
        archive.writestr(entry, SEEDS["PNG"]())
        link = zipfile.ZipInfo("link.dcm")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, name)
    return path


def _volume(case: Path, name: str) -> Path:
    """A NRRD whose voxels lie in a file of that name."""
    path = case / "volume.nrrd"
    header = SEEDS["NRRD"]().partition(b"\n\n")[0]
    path.write_bytes(header + b"\ndata file: " + name.encode("utf-8", "surrogateescape").replace(b"\n", b" ") + b"\n\n")
    return path


def _pair(case: Path, name: str) -> Path:
    """The header of a NIfTI pair, whose voxels lie in another file, with a name in its texts."""
    head = bytearray(SEEDS["NIfTI"]()[:352])
    head[344:348] = b"ni1\0"
    text = name.encode("utf-8", "surrogateescape")
    for at, size in ((14, 18), (148, 80), (228, 24)):  # db_name, descrip, aux_file. Source: nifti1.h
        head[at : at + size] = text[:size].ljust(size, b"\0")
    path = case / "brain.hdr"
    path.write_bytes(head)
    (case / "brain.img").write_bytes(SEEDS["NIfTI"]()[352:])
    return path


def _extension(case: Path, name: str) -> Path:
    """A NIfTI in one file whose texts and extension name another one."""
    data = SEEDS["NIfTI"]()
    text = name.encode("utf-8", "surrogateescape")
    size = 16 * (len(text) // 16 + 1)
    head = bytearray(data[:348]) + b"\1\0\0\0" + struct.pack("<ii", size, 4) + text.ljust(size - 8, b"\0")[: size - 8]
    struct.pack_into("<f", head, 108, len(head))
    head[228:252] = text[:24].ljust(24, b"\0")
    path = case / "brain.nii"
    path.write_bytes(head + data[352:])
    return path


def _references(case: Path, name: str) -> Path:
    """A DICOM image that refers to others, and to a place to fetch them from, by that name."""
    dataset = dcmread(str(get_testdata_file("CT_small.dcm")))
    item = Dataset()
    for tag, vr in ((0x00081155, "UI"), (0x00081190, "UR"), (0x00041500, "CS")):
        _raw(item, tag, vr, name)
    dataset.ReferencedImageSequence = [item]
    for tag, vr in ((0x00080018, "UI"), (0x0020000E, "UI"), (0x0040E010, "UR"), (0x00400554, "UI")):
        _raw(dataset, tag, vr, name)
    path = case / "image.dcm"
    dataset.save_as(path, enforce_file_format=False)
    return path


def _folder(case: Path, name: str) -> Path:
    """A folder with a link that points there."""
    try:
        (case / "link.dcm").symlink_to(name)
    except (OSError, ValueError):
        (case / "link.dcm").symlink_to("../elsewhere.dcm")
    (case / "film.png").write_bytes(SEEDS["PNG"]())
    return case


def _raw(dataset: Dataset, tag: int, vr: str, text: str) -> None:
    value = text.encode("utf-8", "surrogateescape")
    value += b"\0" * (len(value) % 2)
    dataset[Tag(tag)] = RawDataElement(Tag(tag), vr, len(value), value, 0, False, True)


LOADERS: Mapping[str, Callable[[Path, str], Path]] = {
    "DICOMDIR": _directory,
    "DICOMDIR by parts": _directory_by_parts,
    "ZIP": _archive,
    "NRRD data file": _volume,
    "NIfTI pair": _pair,
    "NIfTI extension": _extension,
    "DICOM references": _references,
    "folder with links": _folder,
}
"""What names files, each as a function that writes it into the folder of a case and says what to hand over."""

_OWN = tuple(
    os.path.realpath(one)
    for one in {sys.prefix, sys.base_prefix, *sysconfig.get_paths().values(), str(Path(__file__).parent.parent)}
)
"""Where the program itself lies: modules that load late are opened there."""


class _Watch:
    """Notes what is opened, listed or linked to outside of a folder, while it is looked at."""

    def __init__(self) -> None:
        self.folder: str | None = None
        self.seen: list[str] = []
        sys.addaudithook(self._hook)

    def _hook(self, event: str, details: tuple[object, ...]) -> None:
        if self.folder is None or event not in ("open", "os.listdir", "os.scandir", "os.open", "glob.glob"):
            return
        place = details[0]
        if not isinstance(place, str | bytes | os.PathLike):
            return
        try:
            real = os.path.realpath(os.fsdecode(place))
        except ValueError:
            return  # no path that a system knows
        if real.startswith((self.folder, *_OWN)) or real in ("/dev/null",) or real.startswith("/proc/self/fd"):
            return
        self.seen.append(Path(real).name[:40])

    @contextmanager
    def on(self, folder: Path) -> Iterator[list[str]]:
        """Look at what happens within."""
        self.seen = []
        self.folder = os.path.realpath(folder)
        try:
            yield self.seen
        finally:
            self.folder = None


def attempts(count: int) -> Iterator[Attempt]:
    """Try so many names with every loader; reading runs in this process, where every opening can be seen.

    Args:
        count: Names for each loader.
    """
    watch = _Watch()
    sound = Path(str(get_testdata_file("MR_small.dcm"))).read_bytes()
    with TemporaryDirectory(prefix="paths-") as outer:
        outside = Path(outer)
        (outside / ELSEWHERE).write_bytes(sound)
        digests = {one.digest for series in read_study(outside / ELSEWHERE).series for one in series.instances}
        for loader, write in LOADERS.items():
            for number, name in enumerate(names(count, outside)):
                case = outside / f"case{number}"
                case.mkdir(exist_ok=True)
                given = write(case, name)
                yield _tried(loader, given, case, watch, digests)
                for one in case.iterdir():
                    one.unlink()


def _tried(loader: str, given: Path, case: Path, watch: _Watch, digests: set[str]) -> Attempt:
    is_untyped, has_elsewhere = False, False
    with watch.on(case) as seen:
        try:
            study = read_study(given, isolated=False)
            has_elsewhere = any(one.digest in digests for series in study.series for one in series.instances)
        except ToolError:
            pass
        except (ArithmeticError, AttributeError, LookupError, OSError, RuntimeError, TypeError, ValueError):
            is_untyped = True
    return Attempt(loader, tuple(seen), is_untyped, has_elsewhere)
