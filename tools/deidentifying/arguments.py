"""What `python -m tools deidentify` takes."""

import argparse
from pathlib import Path

__all__ = ["add_arguments"]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument("source", type=Path, help="a file or a folder")
    parser.add_argument("target", type=Path, help="a new or empty folder outside of it")
    parser.add_argument("--keep-dates", action="store_true", help="keep dates; they are shifted otherwise")
    parser.add_argument("--keep-characteristics", action="store_true", help="keep sex, age (up to 89), size and weight")
    parser.add_argument(
        "--mask-text",
        choices=("auto", "always", "never"),
        default="auto",
        help="burned-in text: mask it where it is to be expected or sure, wherever it is found, or never",
    )
    parser.add_argument(
        "--salt-file",
        type=Path,
        help="key of the new names, made where it is missing: later runs with it give the same names; keep it secret",
    )
