"""How measurements are said."""

from tools.finding import Measurement
from tools.measuring.measured import Measured, in_words


def one(value: float, unit: str, uncertainty: float | None = None) -> Measurement:
    return Measurement(code="length", name="length", value=value, unit=unit, uncertainty=uncertainty)


def test_a_number_has_its_unit_and_its_doubt() -> None:
    assert in_words(one(12.34567, "mm", 0.3456)) == "length 12.35 ± 0.35 mm"
    assert in_words(one(0.5, "1")) == "length 0.50"
    assert in_words(one(130.0, "[hnsf'U]")) == "length 130 HU"
    assert in_words(one(130.0, "mm2")) == "length 130 mm²"


def test_a_result_says_all_and_keeps_the_doubts() -> None:
    measured = Measured(measurements=(one(3, "mm"), one(4, "mm")), warnings=("Doubt.",), remark="To be reported.")
    result = measured.as_result()
    assert result.text == "measure: length 3 mm; length 4 mm. To be reported."
    assert result.measurements == measured.measurements
    assert result.warnings == ("Doubt.",)
