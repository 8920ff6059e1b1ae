"""A folder of the user's that happens to be called `dl` does not break reading."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[4]
READ = (
    "import sys; sys.path.insert(1, {root!r}); from tools import samples; from tools.reading import read_study; "
    "print(read_study(samples.path('chest_normal')).images[0].width, 'gdcm' in sys.modules); import dl; print(dl.mine)"
)


def test_a_folder_called_dl_is_neither_taken_nor_hidden(tmp_path: Path) -> None:
    (tmp_path / "dl").mkdir()
    (tmp_path / "dl" / "__init__.py").write_text("mine = 'still mine'", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", READ.format(root=str(ROOT))], capture_output=True, text=True, cwd=tmp_path, check=False
    )
    assert done.stdout.split("\n")[:2] == ["1024 True", "still mine"], done.stderr
