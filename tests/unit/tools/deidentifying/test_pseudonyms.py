"""New names are the same within a key, differ without it, and are valid."""

import stat
import uuid
from pathlib import Path

import pytest
from pydicom.uid import UID

from tools.deidentifying.pseudonyms import Pseudonyms, salt_of
from tools.errors import BadArguments


def test_the_same_key_gives_the_same_names() -> None:
    one, again, other = Pseudonyms(b"a" * 32), Pseudonyms(b"a" * 32), Pseudonyms(b"b" * 32)
    assert one.uid("1.2.3") == again.uid("1.2.3") != other.uid("1.2.3")
    assert one.days("p") == again.days("p")
    assert one.code("file", "x") != one.code("patient", "x")


@pytest.mark.parametrize("old", ["1.2.3", "2.25.1", "", "not a uid", "1" * 64])
def test_uids_are_valid_uuids_of_version_8(old: str) -> None:
    new = Pseudonyms(b"a" * 32).uid(old)
    assert UID(new).is_valid
    found = uuid.UUID(int=int(new.removeprefix("2.25.")))
    assert (found.variant, found.version) == (uuid.RFC_4122, 8)


def test_offsets_differ_between_patients_and_lie_in_the_past() -> None:
    days = {Pseudonyms(b"a" * 32).days(f"patient {number}") for number in range(50)}
    assert len(days) > 40
    assert -3650 <= min(days) <= max(days) <= -31


def test_a_salt_file_is_made_once_and_private(tmp_path: Path) -> None:
    file = tmp_path / "salt"
    first = salt_of(file)
    assert salt_of(file) == first != salt_of(None)
    assert len(first) == 32
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_short_or_missing_key_is_refused(tmp_path: Path) -> None:
    (tmp_path / "short").write_bytes(b"short")
    with pytest.raises(BadArguments, match="at least 16"):
        salt_of(tmp_path / "short")
    with pytest.raises(BadArguments, match="salt file"):
        salt_of(tmp_path / "none" / "salt")
    with pytest.raises(BadArguments, match="at least 16"):
        Pseudonyms(b"")
