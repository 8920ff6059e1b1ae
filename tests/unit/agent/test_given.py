"""What came with a study, said to a reader and to a model."""

import json

from agent.given import Given, fenced, in_words
from tools.finding import Measurement

SIZES = (
    Measurement(code="area", name="area", value=1234.5, unit="mm2"),
    Measurement(code="volume", name="volume", value=20.0, unit="mm3"),
    Measurement(code="mean", name="mean", value=41.0, unit="[hnsf'U]"),
)


def test_a_reader_has_units_and_a_model_has_codes() -> None:
    one = Given(kind="segment", number=1, title="lesion", measurements=SIZES)
    assert in_words(one) == ("area 1234 mm²", "volume 20 mm³", "mean 41 HU")
    record = json.loads(fenced((one,)).splitlines()[1].partition("] ")[2])
    assert [part["unit"] for part in record["measurements"]] == ["mm2", "mm3", "[hnsf'U]"]
