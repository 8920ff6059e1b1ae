import os
import time
from pathlib import Path

import pytest

from corpora.errors import IndexMismatch, IndexMissing
from corpora.generations import building, check_files, current, digests, manifest_bytes, publish, stable


def made(folder: Path, content: str) -> Path:
    with building(folder) as inside:
        (inside / "data").write_text(content, encoding="utf-8")
        return publish(inside, folder, content.encode())


def test_a_reader_starts_again_when_the_index_is_replaced_under_it(tmp_path: Path) -> None:
    made(tmp_path, "0")
    seen: list[str] = []

    def read(generation: Path) -> str:
        if len(seen) < 3:  # two rebuilds later the generation is gone
            made(tmp_path, f"a{len(seen)}")
            made(tmp_path, f"b{len(seen)}")
        seen.append(generation.name)
        return (generation / "data").read_text(encoding="utf-8")

    assert stable(tmp_path, read) == "b2"
    assert len(set(seen)) == 4


def test_a_reader_gives_up_on_an_index_that_never_rests(tmp_path: Path) -> None:
    made(tmp_path, "0")
    count = iter(range(1000))

    def read(generation: Path) -> None:
        made(tmp_path, f"x{next(count)}")
        raise IndexMismatch("gone")

    with pytest.raises(IndexMismatch, match="replaced 20 times"):
        stable(tmp_path, read)


def test_what_stays_wrong_is_said_at_once(tmp_path: Path) -> None:
    made(tmp_path, "0")
    tries: list[Path] = []

    def read(generation: Path) -> None:
        tries.append(generation)
        (generation / "nowhere").read_bytes()

    with pytest.raises(IndexMismatch, match="a file cannot be read"):
        stable(tmp_path, read)
    assert len(tries) == 1
    with pytest.raises(IndexMissing):
        stable(tmp_path / "none", read)


def test_the_same_again_is_left_as_it_is_and_damage_is_replaced(tmp_path: Path) -> None:
    generation = made(tmp_path, "0")
    inode = (generation / "data").stat().st_ino
    assert made(tmp_path, "0") == generation
    assert (generation / "data").stat().st_ino == inode
    (generation / "data").write_text("damaged", encoding="utf-8")
    made(tmp_path, "0")
    assert (generation / "data").read_text(encoding="utf-8") == "0"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["CURRENT", generation.name]


def test_what_a_killed_build_left_is_removed_after_a_day(tmp_path: Path) -> None:
    for name in (".building-old", ".building-new"):
        (tmp_path / name).mkdir()
    os.utime(tmp_path / ".building-old", (time.time() - 90_000,) * 2)
    made(tmp_path, "0")
    assert (tmp_path / ".building-new").exists()
    assert not (tmp_path / ".building-old").exists()


@pytest.mark.parametrize("name", ["CURRENT", "manifest.json", "data"])
def test_a_pipe_is_not_waited_for(name: str, tmp_path: Path) -> None:
    generation = made(tmp_path, "0")
    files = {one: digest for one, digest in digests(generation).items() if one != "manifest.json"}
    path = tmp_path / name if name == "CURRENT" else generation / name
    path.unlink()
    os.mkfifo(path)
    with pytest.raises(IndexMismatch):
        check_files(current(tmp_path), files)
        manifest_bytes(generation)
