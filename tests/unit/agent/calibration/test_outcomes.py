import hashlib
from pathlib import Path

import pytest

from agent.calibration import read_outcomes
from agent.errors import InputError

CSV = "case_id,Confidence,correct,note\na,0.5,1,x\nb,0.25,false,\n"
LINES = '{"confidence": 0.5, "correct": true, "case_id": "a"}\n\n{"confidence": 0.25, "correct": 0, "case_id": "b"}\n'


@pytest.mark.parametrize("text", [CSV, "\ufeff" + CSV, CSV.replace("\n", "\r\n"), LINES])
def test_both_forms_say_the_same(tmp_path: Path, text: str) -> None:
    path = tmp_path / "o"
    path.write_bytes(text.encode())
    read = read_outcomes(path)
    assert [(one.confidence, one.correct, one.case_id) for one in read.rows] == [(0.5, True, "a"), (0.25, False, "b")]
    assert read.groups() == ("case:a", "case:b")
    assert read.sha256 == hashlib.sha256(text.encode()).hexdigest()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("confidence,correct\n0.5,1\n1.5,0\n", "Line 3: confidence is '1.5'; it must be a number from 0 to 1"),
        ("confidence,correct\nnan,1\n", "Line 2: confidence"),
        ("confidence,correct\n-0.1,1\n", "Line 2: confidence"),
        ("confidence,correct\n0.5,maybe\n", "Line 2: correct is 'maybe'; it must be 0, 1, true or false"),
        ("confidence,correct\n0.5\n", "Line 2: correct"),
        ('{"confidence": 0.5, "correct": 1}\n{"correct": 1}\n', "Line 2: confidence is nothing"),
        ('{"confidence": 0.5, "correct": 2}\n', "Line 1: correct is 2"),
        ('{"confidence": 0.5, "correct": 1}\n{"confidence": 0.5\n', "Line 2 is not JSON"),
        ('{"confidence": 0.5, "correct": 1}\n[1]\n', "Line 2 is not a JSON object"),
        ("certainty,correct\n0.5,1\n", "no column 'confidence'"),
        ("confidence,correct\n", "hold no row"),
        ("", "no column"),
        ('confidence,correct\n"0.5,1\n', "Line 2 is not CSV"),
    ],
)
def test_a_row_that_does_not_fit_is_named_by_its_line(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "o"
    path.write_text(text)
    with pytest.raises(InputError) as caught:
        read_outcomes(path)
    assert says in str(caught.value)


def test_what_cannot_be_read_is_an_input_error(tmp_path: Path) -> None:
    (tmp_path / "o").write_bytes(b"confidence,correct\n0.5,\xff\n")
    with pytest.raises(InputError, match="not UTF-8"):
        read_outcomes(tmp_path / "o")
    with pytest.raises(InputError, match="cannot be read"):
        read_outcomes(tmp_path)
