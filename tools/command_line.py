"""The tools from the command line: list them, call one on images or values, or write a clean copy of a study.

python -m tools list
python -m tools call zoom film.png --json '{"image": 1, "region": [10, 10, 90, 90]}'
python -m tools call compare --image before.dcm --image after.png --json '{"first": 1, "second": 2}'
python -m tools call mpr SERIES/ --json '{"volume": 1, "plane": "coronal"}' --out pictures
python -m tools call calculate --json '{"name": "body_mass_index", "inputs": {"weight": 70, "height": 175}}'
python -m tools calculators
python -m tools call segment scan.png --json '{"image": 1, "target": "lesion"}' --segmenter mine.toml
python -m tools deidentify study/ clean/
"""

import argparse
import dataclasses
import json
import math
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from tools.deidentifying.arguments import add_arguments
from tools.errors import BadArguments, ToolError
from tools.image import Image
from tools.left_out import name_left_out, printable
from tools.private_files import make_private_folder, write_private_file
from tools.rendering import encode_png
from tools.result import ToolResult
from tools.study import Study
from tools.tool import Tool, load, names
from tools.volumes import Volumes

__all__ = ["run"]

BAD_INPUT = 2
"""Exit code for arguments, files or tools that cannot be used."""
_SECONDS = 120.0
"""Longest that a tool may take [s]: twice what the agent allows, since somebody is waiting for just this one."""
_MODEL_SECONDS = 600.0
"""The same for a model of the user's own [s]: a large one takes minutes on a processor."""


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Args:
        arguments: Words after the program's name; those of the process where None.

    Returns:
        The exit code: 0, or 2 for input that cannot be used.
    """
    parser = argparse.ArgumentParser(prog="python -m tools", description="Image tools; research use only.")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("list", help="list the tools with their schemas as JSON")
    commands.add_parser("calculators", help="print a table of the calculators, as in docs/calculators.md")
    call = commands.add_parser("call", help="call a tool and print its result as JSON")
    call.add_argument("name", help="name of the tool")
    call.add_argument(
        "paths", nargs="*", type=Path, help="files, folders or archives; their images are numbered from 1 in this order"
    )
    call.add_argument(
        "--image",
        action="append",
        default=[],
        type=Path,
        metavar="PATH",
        help="the same, may be repeated; numbered after those that stand without it",
    )
    call.add_argument("--json", default="{}", help="arguments of the tool as a JSON object")
    call.add_argument("--seconds", type=float, help=f"longest that the tool may take ({_SECONDS:g})")
    call.add_argument("--out", type=Path, help="folder for the new images, as PNG")
    call.add_argument(
        "--segmenter",
        action="append",
        default=[],
        type=Path,
        metavar="TOML",
        help="description of a segmentation model of your own, for the tool segment; may be repeated",
    )
    clean = commands.add_parser("deidentify", help="write a copy of a study without what tells whose it is")
    add_arguments(clean)
    options = parser.parse_args(arguments)
    try:
        if options.command == "deidentify":
            from tools.deidentifying import command

            return command.run(options)
        if options.command == "calculators":
            from tools.calculating.table import as_table

            print(as_table())  # noqa: T201
            return 0
        shown = _listed() if options.command == "list" else _called(options)
    except ToolError as error:
        # The path is one that was typed here; those that were found in a folder are named on a terminal only.
        print(f"{printable(error.file)}: {error}" if error.file else str(error), file=sys.stderr)  # noqa: T201
        return BAD_INPUT
    print(json.dumps(shown, ensure_ascii=False, indent=2))  # noqa: T201
    return 0


def _listed() -> list[dict[str, Any]]:
    tools = [load(name) for name in names()]
    return [
        {"name": tool.name, "description": tool.description, "runs_in": tool.runs_in, "parameters": tool.schema}
        for tool in tools
    ]


def _called(options: argparse.Namespace) -> dict[str, Any]:
    from tools.isolation.running import run_isolated  # both start slowly, and `list` needs neither
    from tools.reading import read_study

    tool = _with_models(load(options.name), options.segmenter)
    if tool.runs_in != "act":
        raise BadArguments(
            f"{tool.name} searches the guidelines, so it runs within a case; from the shell: "
            "`python -m corpora search NAME QUERY`."
        )
    paths = [*options.paths, *options.image]
    study = read_study(paths) if paths else Study(series=())
    name_left_out(study.omitted)
    images = study.images
    volumes = Volumes(lambda: [study])
    usual = _MODEL_SECONDS if options.segmenter else _SECONDS
    result = run_isolated(
        tool,
        _arguments(options.json),
        dict(enumerate(images, start=1)),
        seconds=usual if options.seconds is None else options.seconds,
        volumes=lambda number: volumes.of(images[number - 1], lambda _: None),
        cines=lambda number: volumes.cine(images[number - 1], lambda _: None),
    )
    if options.out is not None:
        try:
            make_private_folder(options.out)
            for number, image in enumerate(result.images, start=1):
                write_private_file(options.out / f"{options.name}-{number}.png", encode_png(image.shown()))
        except OSError as error:
            problem = f"The pictures cannot be written: {error.strerror}. Name another --out."
            raise BadArguments(problem).about(options.out) from error
    return _plain_result(result)


def _arguments(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:  # a number of thousands of digits is a plain ValueError
        raise BadArguments(f"--json is not a JSON object of ordinary size: {error}.") from error


def _with_models(tool: Tool, segmenters: Sequence[Path]) -> Tool:
    """Offer models of the user's own to the tool that runs them."""
    if not segmenters:
        return tool
    from tools.segmentation.learned.offering import with_segmenters

    if tool.name != "segment":
        raise BadArguments(f"--segmenter is for the tool segment, not for {tool.name}.")
    return with_segmenters(tool, segmenters)


def _plain_result(result: ToolResult) -> dict[str, Any]:
    shown = {field.name: getattr(result, field.name) for field in dataclasses.fields(result)}
    return {name: _plain(value) for name, value in shown.items()}


def _plain(value: object) -> Any:
    """Turn typed values into JSON ones; an image becomes its name, size and place, without pixels."""
    if isinstance(value, Image):
        return {"ref": _plain(value.ref), "spacing": _plain(value.spacing), "origin": _plain(value.origin)}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, np.generic):
        return _plain(value.item())
    return None if isinstance(value, float) and not math.isfinite(value) else value
