"""Run the notebooks and write a copy of each with its results.

python notebooks/render.py [NAME ...] [--out docs/notebooks]

Each runs in a kernel of its own, from a folder of its own, without a network: exit code 1 if a cell fails.
"""

import argparse
import base64
import os
import re
import sys
import tempfile
import time
from pathlib import Path

import cv2
import nbformat
import numpy as np
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

HERE = Path(__file__).parent
SECONDS = 300
"""Longest time of a cell [s]."""
SIDE, QUALITY = 560, 70
"""Longest side of a picture in a copy [pixels], and its JPEG quality [1-100]."""
PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<style>body{{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}}
pre{{background:#f6f8fa;padding:.6rem;overflow:auto;font-size:.85rem}}img{{max-width:100%}}</style></head>
<body>{body}</body></html>
"""


def run(path: Path) -> nbformat.NotebookNode:
    """Run a notebook from top to bottom and return it with its results."""
    notebook = nbformat.read(path, as_version=4)
    os.environ["PYTHONPATH"] = os.pathsep.join([str(HERE.parent), os.environ.get("PYTHONPATH", "")])
    with tempfile.TemporaryDirectory() as folder:
        client = NotebookClient(
            notebook, kernel_name="python3", timeout=SECONDS, resources={"metadata": {"path": folder}}
        )
        client.execute()
    return notebook


def smaller(page: str) -> str:
    """The page with its pictures as JPEGs of at most `SIDE` pixels, so that a copy can be kept beside the text."""
    return re.sub(r"data:image/png;base64,([A-Za-z0-9+/=\s]+)", _smaller_picture, page)


def _smaller_picture(found: re.Match[str]) -> str:
    picture = cv2.imdecode(np.frombuffer(base64.b64decode(found[1]), np.uint8), cv2.IMREAD_COLOR)
    scale = SIDE / max(picture.shape[:2])
    if scale < 1:
        picture = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    _, data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, QUALITY])
    return f"data:image/jpeg;base64,{base64.b64encode(data.tobytes()).decode()}"


def main() -> int:
    """Run what is named, or all of them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", help="beginnings of file names; none: all")
    parser.add_argument("--out", type=Path, help="folder for the copies; none: they are only run")
    given = parser.parse_args()
    failed = 0
    for path in sorted(HERE.glob("*.ipynb")):
        if given.names and not any(path.stem.startswith(name) for name in given.names):
            continue
        began = time.monotonic()
        try:
            notebook = run(path)
        except CellExecutionError as error:
            failed += 1
            print(f"{path.name} FAILED\n{error}", file=sys.stderr)
            continue
        print(f"{path.name} {time.monotonic() - began:.1f} s", flush=True)
        for cell in notebook.cells:  # warnings name folders of this machine
            cell["outputs"] = [one for one in cell.get("outputs", ()) if one.get("name") != "stderr"]
        if given.out is not None:
            from nbconvert import HTMLExporter

            given.out.mkdir(parents=True, exist_ok=True)
            body, _ = HTMLExporter(template_name="basic").from_notebook_node(notebook)
            page = PAGE.format(title=path.stem, body=smaller(body))
            (given.out / f"{path.stem}.html").write_text(page, encoding="utf-8")
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
