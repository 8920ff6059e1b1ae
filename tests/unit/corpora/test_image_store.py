import json
from pathlib import Path

import numpy as np
import pytest

from corpora import CorpusError, IndexMismatch, IndexMissing
from corpora.image_store import index_pairs, open_images, read_pairs, save_images
from corpora.images import ClassicalEncoder, ImageIndex

rng = np.random.default_rng(5)
PICTURES = {f"{name}.png": rng.integers(0, 255, (40, 50), dtype=np.uint8) for name in "abc"}
TABLE = "file,caption,report\na.png,lobar pneumonia,Consolidation of the right lower lobe.\nb.png,normal,\n"


class Other(ClassicalEncoder):
    name = "other"
    fingerprint = "0" * 64


def index() -> ImageIndex:
    made = ImageIndex()
    for name, pixels in PICTURES.items():
        made.add(pixels, f"caption of {name}", name, "made here", report="Seen before." if name == "a.png" else "")
    return made


def test_what_was_saved_is_found_again(tmp_path: Path) -> None:
    save_images(index(), tmp_path / "index")
    opened = open_images(tmp_path / "index")

    assert opened.records == index().records
    np.testing.assert_array_equal(opened.vectors, index().vectors)
    assert opened.search(PICTURES["a.png"], 1) == index().search(PICTURES["a.png"], 1)
    assert opened.search(PICTURES["a.png"], 1)[0].record.report == "Seen before."


def test_a_new_index_takes_the_place_of_the_old(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    save_images(index(), folder)
    save_images(ImageIndex(), folder)

    assert len(open_images(folder)) == 0
    assert [path.name for path in tmp_path.iterdir()] == ["index"]


def test_a_folder_of_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "precious.txt").write_text("x")

    with pytest.raises(CorpusError, match="holds other files"):
        save_images(index(), tmp_path)


def test_no_index_and_another_encoder_are_said(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing, match="There is no image index"):
        open_images(tmp_path)
    save_images(index(), tmp_path / "index")
    with pytest.raises(IndexMismatch, match="made with encoder 'classical-1', not with 'other'"):
        open_images(tmp_path / "index", Other())


@pytest.mark.parametrize("name", ["images.jsonl", "vectors.npy", "manifest.json"])
@pytest.mark.parametrize("at", [0.1, 0.3, 0.5, 0.7, 0.9])
def test_a_flipped_byte_is_refused(tmp_path: Path, name: str, at: float) -> None:
    folder = tmp_path / "index"
    save_images(index(), folder)
    data = bytearray((folder / name).read_bytes())
    data[int(at * len(data))] ^= 4
    (folder / name).write_bytes(data)

    with pytest.raises(IndexMismatch):
        open_images(folder)


def test_a_manifest_that_names_other_files_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    save_images(index(), folder)
    said = json.loads((folder / "manifest.json").read_text())
    said["files"]["../outside"] = "0" * 64
    (folder / "manifest.json").write_text(json.dumps(said))

    with pytest.raises(IndexMismatch, match="of another layout"):
        open_images(folder)


def test_a_table_of_images_and_reports_is_read(tmp_path: Path) -> None:
    (tmp_path / "pairs.csv").write_text(TABLE, "utf-8")

    made = index_pairs(read_pairs(tmp_path / "pairs.csv"), lambda path: PICTURES[path.name])

    hit = made.search(PICTURES["a.png"], 1)[0]
    assert (hit.record.id, hit.record.caption) == ("a.png", "lobar pneumonia")
    assert (hit.record.report, hit.record.source) == ("Consolidation of the right lower lobe.", "pairs.csv")


@pytest.mark.parametrize(
    ("table", "says"),
    [
        ("file,caption\n../x.png,y\n", "lies outside"),
        ("file,caption\n/x.png,y\n", "lies outside"),
        ("file,caption\na.png,\n", "line 2: caption is empty"),
        ("picture,caption\na.png,x\n", "line 2: file is empty"),
        ("file,caption\na.png,x\na.png,y\n", "is taken"),
    ],
)
def test_a_table_that_cannot_be_meant_is_refused(tmp_path: Path, table: str, says: str) -> None:
    (tmp_path / "pairs.csv").write_text(table, "utf-8")

    with pytest.raises(CorpusError, match=says):
        index_pairs(read_pairs(tmp_path / "pairs.csv"), lambda path: PICTURES[path.name])


def test_a_missing_table_is_said(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="cannot be read"):
        list(read_pairs(tmp_path / "pairs.csv"))
