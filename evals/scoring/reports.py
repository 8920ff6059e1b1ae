"""Rules for reports that some sets bring along, in the form that needs no model: by the value of `extra["rule"]`."""

from collections.abc import Callable, Mapping

from evals.sample import Prediction, Sample, Score
from evals.scoring import examined, grounded

__all__ = ["REPORT_RULES"]

REPORT_RULES: Mapping[str, Callable[[Sample, Prediction], Score]] = {
    grounded.RULE: grounded.by_words,
    examined.RULE: examined.by_words,
}
