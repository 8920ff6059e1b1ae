import stat
from pathlib import Path

import pytest

from tools.exports.errors import ExportError
from tools.exports.files import write_private


def test_only_the_owner_can_read_it(tmp_path: Path) -> None:
    target = tmp_path / "report.pdf"
    target.write_bytes(b"old")
    target.chmod(0o644)
    write_private(target, b"new")

    assert target.read_bytes() == b"new"
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [target]


def test_a_failure_leaves_nothing_behind(tmp_path: Path) -> None:
    taken = tmp_path / "report.pdf"
    (taken / "inside").mkdir(parents=True)

    with pytest.raises(ExportError, match=r"'report\.pdf' cannot be written"):
        write_private(taken, b"new")
    with pytest.raises(ExportError):
        write_private(tmp_path / "nowhere" / "report.pdf", b"new")
    assert list(tmp_path.iterdir()) == [taken]
