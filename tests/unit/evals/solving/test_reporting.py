import orjson

from evals.sample import Prediction, Sample
from evals.scoring.grounded import RULE, written_in
from evals.solving.reporting import reported, sentence_of
from tools.finding import Finding
from tools.image import ImageRef
from tools.region import BoundingBox

IMAGE = ImageRef(digest="0" * 32, width=200, height=100)
EFFUSION = Finding(
    code="effusion",
    name="pleural effusion",
    presence="present",
    source="image",
    laterality="left",
    region=BoundingBox(left=100, top=50, right=250, bottom=75),
    image=IMAGE,
)
NO_LINE = Finding(
    code="line", name="central line", presence="absent", source="image", region=EFFUSION.region, image=IMAGE
)
TOLD = Finding(code="cough", name="cough", presence="present", source="history", span=(0, 5))
DOUBT = Finding(code="mass", name="mass", presence="uncertain", source="image")
ABSTAINED = Prediction(sample="1", outcome="abstained", said="not sure", why="not sure")


def sample(**extra: object) -> Sample:
    return Sample(id="1", question="?", target="", extra=extra)


def test_findings_of_the_image_are_the_report_and_boxes_are_shares_of_it() -> None:
    made = reported(ABSTAINED, sample(rule=RULE), [EFFUSION, NO_LINE, TOLD, DOUBT])
    assert made.outcome == "answered"
    assert made.answer == "Left pleural effusion. No central line."
    effusion, line = written_in(made)
    assert tuple(effusion.boxes[0]) == (0.5, 0.5, 1.0, 0.75)
    assert line.boxes == ()
    assert orjson.loads(made.said)[1]["boxes"] is None


def test_nothing_found_and_other_samples_stay_as_they_are() -> None:
    assert reported(ABSTAINED, sample(rule=RULE), [TOLD, DOUBT]) is ABSTAINED
    assert reported(ABSTAINED, sample(), [EFFUSION]) is ABSTAINED
    failed = Prediction(sample="1", outcome="transport", why="nobody answered")
    assert reported(failed, sample(rule=RULE), [EFFUSION]) is failed


def test_a_finding_is_one_sentence() -> None:
    assert sentence_of(DOUBT) == "Mass."
    assert sentence_of(NO_LINE) == "No central line."
