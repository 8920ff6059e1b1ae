"""Docstrings are read as they are written in this project."""

import pytest

from tools import BadArguments
from tools.docstring import read_docstring


def test_summary_and_arguments() -> None:
    found = read_docstring(
        """Do one thing.

        And say more about it,
        over two lines.

        Args:
            first: One argument
                on two lines: with a colon.
            second: Another.

        Returns:
            third: not an argument.
        """
    )
    assert found.summary == "Do one thing. And say more about it, over two lines."
    assert found.arguments == {"first": "One argument on two lines: with a colon.", "second": "Another."}


@pytest.mark.parametrize("text", [None, "", "  \n "])
def test_a_docstring_is_needed(text: str | None) -> None:
    with pytest.raises(BadArguments, match="docstring"):
        read_docstring(text)
