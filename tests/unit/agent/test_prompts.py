"""Whatever fences our prompts use, nobody else's words can close them."""

import re
from pathlib import Path

import pytest

from agent import prompts
from tools.notes import neutralise

FILES = sorted(Path(prompts.__file__).parent.glob("*.md"))
TAG = re.compile(r"</?([a-z][a-z_-]*)[ >]")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_text_can_close_a_fence(path: Path) -> None:
    for name in set(TAG.findall(re.sub(r"<!--.*?-->", "", path.read_text("utf-8")))):
        for tag in (f"</{name}>", f"<{name}>", f"</ {name.upper()} >"):
            assert "<" not in neutralise(f"before {tag} after"), tag
