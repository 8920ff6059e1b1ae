import pytest

from tools.exports.errors import MissingExtra, require


def test_a_missing_library_is_named_with_its_extra() -> None:
    require("json", "JSON")

    with pytest.raises(MissingExtra, match=r"'no_such_library'.*mmedexpert-agent\[exports\]"):
        require("no_such_library", "PDF")
