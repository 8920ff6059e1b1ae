"""The tool that reads a calculator's inputs gives what calculate takes."""

from tools.tool import load


def test_inputs_are_ready_for_calculate() -> None:
    note = "A 67-year-old woman. Creatinine was 1.45 mg/dL."
    read = load("inputs_from_note").run({"name": "ckd_epi_2021", "note": note})
    assert read.values["complete"]
    assert read.values["inputs"] == {"sex": "female", "age": "67 a", "creatinine": "1.45 mg/dL"}
    start, end = read.values["stated_at"]["creatinine"][0]
    assert note[start:end] == "1.45 mg/dL"
    result = load("calculate").run({"name": "ckd_epi_2021", "inputs": read.values["inputs"]})
    assert result.values["value"] > 0


def test_what_is_open_is_said() -> None:
    note = "A woman. Creatinine was 1.4 mg/dL. Creatinine was 3.4 mg/dL."
    read = load("inputs_from_note").run({"name": "ckd_epi_2021", "note": note})
    assert not read.values["complete"]
    assert read.values["missing"] == ["age"]
    assert [one["name"] for one in read.values["ambiguous"]] == ["creatinine"]
    assert "Do not assume" in read.text
