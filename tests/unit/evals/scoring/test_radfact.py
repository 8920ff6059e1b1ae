import math

import orjson
import pytest

from evals.metrics.coverage import Region
from evals.metrics.radfact import Sentence, Verdict
from evals.sample import Prediction, Sample
from evals.scoring.grounded import RULE, by_words, worth, written_in
from evals.scoring.radfact import published_figures, published_sample

SHADOW = Sentence(text="Left shadow.", boxes=(Region(0.5, 0.25, 0.75, 0.75),))
LINE = Sentence(text="No made line.")
EMPTY = orjson.dumps({"prediction": [], "output": {"phrases_A_evidenced": [], "phrases_B_evidenced": [None]}}).decode()


def test_an_empty_report_costs_no_precision_by_the_published_rule_and_all_of_it_by_ours() -> None:
    published = published_figures([published_sample(EMPTY, [SHADOW])])
    assert math.isnan(published["logical_precision"])
    assert published["logical_recall"] == 0
    ours = worth([], [SHADOW], [], [Verdict(entailed=False)])
    assert (ours.value, ours.parts["logical_precision"]) == (0, 0)
    assert worth([], [], [], []).value == 1


def test_where_the_published_script_would_stop_the_f1_is_nan_and_ours_is_0() -> None:
    record = {"phrase": "Left shadow.", "evidence": [], "status": "not_entailment"}
    said = {
        "prediction": [{"text": "Left shadow.", "boxes": None}],
        "output": {"phrases_A_evidenced": [record], "phrases_B_evidenced": [record]},
    }
    published = published_figures([published_sample(orjson.dumps(said).decode(), [SHADOW])])
    assert (published["logical_precision"], published["logical_recall"]) == (0, 0)
    assert math.isnan(published["logical_f1"])
    assert worth([SHADOW], [SHADOW], [Verdict(entailed=False)], [Verdict(entailed=False)]).value == 0


def test_no_valid_record_at_all() -> None:
    figures = published_figures([None])
    assert (figures["logical_precision"], figures["num_invalid_processed_samples"]) == (0, 1)


def test_unknown_verdicts_count_and_are_told() -> None:
    score = worth([SHADOW, LINE], [SHADOW], [Verdict(entailed=True, evidence=(0,)), Verdict(entailed=None)], [
        Verdict(entailed=True, evidence=(0,))
    ])  # fmt: skip
    assert score.parts["logical_precision"] == 0.5
    assert score.parts["judge_failed"] == 1
    assert score.value == pytest.approx(2 / 3)
    assert score.parts["spatial_precision"] == score.parts["spatial_recall"] == 1


def test_a_report_is_read_with_its_boxes_or_sentence_by_sentence() -> None:
    box = dict(zip(("x_min", "y_min", "x_max", "y_max"), SHADOW.boxes[0], strict=True))
    rows = [{"text": "Left shadow.", "boxes": [box]}, {"text": "No made line.", "boxes": None}]
    for written in (rows, {"prediction": rows}):
        prediction = Prediction(sample="1", outcome="answered", said=orjson.dumps(written).decode())
        assert written_in(prediction) == (SHADOW, LINE)
    plain = Prediction(sample="1", outcome="answered", said="{", answer="Left shadow. No made line.")
    assert [one.text for one in written_in(plain)] == ["Left shadow.", "No made line."]
    odd = Prediction(sample="1", outcome="answered", said='[{"text": "Left", "boxes": []}]')
    assert len(written_in(odd)) == 1


def test_without_a_judge_shared_words_decide() -> None:
    reference = orjson.dumps([{"text": "There is a left shadow.", "boxes": None}]).decode()
    sample = Sample(id="1", question="?", target="", extra={"rule": RULE, "reference": reference})
    said = Prediction(sample="1", outcome="answered", answer="Left shadow. Right shadow.")
    score = by_words(sample, said)
    assert (score.parts["logical_precision"], score.parts["logical_recall"]) == (0.5, 1)


def test_the_publishers_own_test_gives_the_same_figures() -> None:
    # Boxes, verdicts and figures of their test of the whole metric: three of four sentences follow each way, and one
    # of the second sentence's two boxes, equally large, is in its evidence.
    small, third, fifth = ([(low, low, low + 0.1, low + 0.1)] for low in (0.1, 0.3, 0.5))

    def sentence(text: str, boxes: list[tuple[float, float, float, float]]) -> Sentence:
        return Sentence(text=text, boxes=tuple(Region(*box) for box in boxes))

    def record(text: str) -> dict[str, object]:
        return {"phrase": text, "status": "entailment", "evidence": [text]}

    written = [("one", small), ("two", [*third, *fifth]), ("three", []), ("four", [])]
    reference = [sentence("one", small), sentence("two", third), sentence("three", fifth), sentence("five", [])]
    output = {
        key: [*map(record, ("one", "two", "three")), {"phrase": last, "status": "not_entailment", "evidence": []}]
        for key, last in (("phrases_A_evidenced", "four"), ("phrases_B_evidenced", "five"))
    }
    edges = ("x_min", "y_min", "x_max", "y_max")
    prediction = [
        {"text": text, "boxes": [dict(zip(edges, box, strict=True)) for box in boxes] or None}
        for text, boxes in written
    ]
    said = orjson.dumps({"prediction": prediction, "output": output}).decode()
    figures = published_figures([published_sample(said, reference)])
    assert figures["logical_precision"] == figures["logical_recall"] == figures["logical_f1"] == 0.75
    assert figures["spatial_precision"] == figures["grounding_precision"] == 0.5
    assert figures["spatial_recall"] == figures["grounding_recall"] == pytest.approx(2 / 3)
    assert figures["spatial_f1"] == pytest.approx(0.5714285714285715)
