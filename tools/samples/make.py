"""Make the shipped samples again: `python -m tools.samples.make FOLDER`."""

import sys
from pathlib import Path

from tools.errors import BadArguments
from tools.samples.chest import Variant, make_chest
from tools.samples.dicom import Person, dicom_file

__all__ = ["main", "make_samples"]

_SEED = 7
_SIZE = 1024

_PEOPLE: dict[Variant, Person] = {
    "cardiomegaly": Person(name="Fictitious^Walter", number="SYN-0002", sex="M", age=74, date="20250314"),
    "normal": Person(name="Fictitious^Ines", number="SYN-0003", sex="F", age=29, date="20250620"),
    "pneumonia": Person(name="Fictitious^Marta", number="SYN-0001", sex="F", age=58, date="20250211"),
}
"""The variants that are shipped, and who they claim to be. Nobody of these names was examined."""


def make_samples(folder: Path) -> list[Path]:
    """Write one DICOM file per shipped variant into a folder; one machine writes the same bytes every time.

    Raises:
        BadArguments: If the folder does not exist.
    """
    if not folder.is_dir():
        raise BadArguments("The folder for the samples does not exist; make it first.")
    written = []
    for variant, person in _PEOPLE.items():
        chest = make_chest(variant, seed=_SEED, size=_SIZE)
        path = folder / f"chest_{variant}.dcm"
        path.write_bytes(dicom_file(chest.image, person, key=f"chest/{variant}/{_SEED}/{_SIZE}"))
        written.append(path)
    return written


def main() -> None:
    """Write the samples into the folder that the command line names."""
    if len(sys.argv) != 2:
        raise SystemExit("Usage: python -m tools.samples.make FOLDER")
    for path in make_samples(Path(sys.argv[1])):
        sys.stdout.write(f"{path.name} {path.stat().st_size:,} bytes\n")


if __name__ == "__main__":
    main()
