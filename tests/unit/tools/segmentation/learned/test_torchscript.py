"""TorchScript files are programs: refused unless vouched for, unless confined, and where they open files."""

import io
import warnings
import zipfile
from pathlib import Path

import pytest

from tests.unit.tools.segmentation.learned.models import described, dice, spotted
from tools.errors import ModelMismatch, RuntimeMissing
from tools.isolation.running import run_isolated
from tools.library.segment import segment
from tools.segmentation.learned import torchscript
from tools.segmentation.learned.offering import with_segmenters
from tools.segmentation.learned.reading import load_segmenter
from tools.segmentation.learned.torchscript import TorchScriptModel
from tools.tool import load

IMAGE, TRUTH = spotted()
VOUCHED = {"runtime": "torchscript", "file": "spots.pt", "more": "runs_code = true"}

HARMLESS = """
def forward(self, x):
    spot = (x.mean(1, keepdim=True) - 0.5) * 40.0
    return torch.cat([torch.zeros_like(spot), spot], 1)
"""
OPENS_FILES = """
def forward(self, x):
    return torch.from_file("planted", True, 64).reshape(1, 1, 8, 8)
"""


def scripted(code: str) -> bytes:
    torch = pytest.importorskip("torch")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # PyTorch would rather have its newer formats
        # A class of its own each time: PyTorch compiles a class once.
        module = torch.jit.script(type("Tiny", (torch.nn.Module,), {})())
        module.define(code)
        file = io.BytesIO()
        torch.jit.save(module, file)
    return file.getvalue()


def test_a_vouched_for_module_runs_in_a_confined_process(tmp_path: Path) -> None:
    tool = with_segmenters(load("segment"), [described(tmp_path, scripted(HARMLESS), **VOUCHED)])
    result = run_isolated(tool, {"image": 1, "target": "spot"}, {1: IMAGE}, seconds=120)

    assert result.values["provider"] == "spots"
    assert result.values["box"] == pytest.approx([110, 30, 170, 70], abs=2.5)
    assert dice(TRUTH, TRUTH) == 1.0


def test_it_does_not_run_in_this_process(tmp_path: Path) -> None:
    own = load_segmenter(described(tmp_path, scripted(HARMLESS), **VOUCHED))
    with pytest.raises(RuntimeMissing, match="confined child process only"):
        segment(IMAGE, "spot", segmenters=(own,))


def test_a_program_that_opens_files_is_refused_before_it_is_loaded(tmp_path: Path) -> None:
    tool = with_segmenters(load("segment"), [described(tmp_path, scripted(OPENS_FILES), **VOUCHED)])
    with pytest.raises(ModelMismatch, match="from_file"):
        run_isolated(tool, {"image": 1, "target": "spot"}, {1: IMAGE}, seconds=120)


def archive(name: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as writing:
        writing.writestr(name, b"\x80\x02}q\x00.")
    return file.getvalue()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"PK", "no TorchScript archive"),
        (b"", "no TorchScript archive"),
        (archive("archive/data.pkl"), "checkpoint of weights alone"),
    ],
)
def test_what_is_no_module_is_refused(data: bytes, words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torchscript, "is_confined", lambda: True)
    with pytest.raises(ModelMismatch, match=words):
        TorchScriptModel(data)
