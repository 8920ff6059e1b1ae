"""Pictures of the page at two widths, light and dark: `python benchmarks/page_screenshots.py FOLDER`."""

import argparse
import secrets
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # runs as a script as well as with -m

from benchmarks.page_server import browser, served

SIZES = {"wide": (1440, 1000), "narrow": (390, 844)}
"""A desk's screen and a telephone's [pixels]."""
_PATIENCE = 90_000
"""How long a case may take [ms]."""


def worked_up(page: Any, address: str, sample: str) -> None:
    """Open the page and have a sample diagnosed."""
    page.goto(address)
    page.wait_for_selector("body[data-ready]", timeout=_PATIENCE)
    page.click(f"[data-sample={sample}]")
    page.wait_for_selector("canvas[data-number]", timeout=_PATIENCE)
    page.click("#diagnose")
    page.wait_for_selector("#result .status", timeout=_PATIENCE)
    page.wait_for_selector(".mark path", state="attached", timeout=_PATIENCE)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sample", default="chest_pneumonia")
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    token = secrets.token_urlsafe(32)
    with served({"owner": token}) as server, browser() as chromium:
        for size, (width, height) in SIZES.items():
            for scheme in ("light", "dark"):
                context = chromium.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
                page = context.new_page()
                said: list[str] = []
                page.on("console", lambda one, said=said: said.append(one.text))
                worked_up(page, server.entrance(token), asked.sample)
                page.evaluate("scrollTo(0, 0)")
                page.screenshot(path=asked.folder / f"{size}-{scheme}.png")
                page.screenshot(path=asked.folder / f"{size}-{scheme}-whole.png", full_page=True)
                print(f"{size} {scheme}: {len(said)} messages in the console {said[:3] if said else ''}")
                context.close()


if __name__ == "__main__":
    main()
