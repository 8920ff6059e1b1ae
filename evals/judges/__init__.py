"""Judges of reports that ask more than one question: one rule a file, by the value of `extra["rule"]`."""

from collections.abc import Awaitable, Callable, Mapping

from langchain_core.language_models import BaseChatModel

from evals.judges import entailing, examining, statements
from evals.sample import Prediction, Sample, Score
from evals.scoring import examined, grounded, kqa

__all__ = ["JUDGES"]

JUDGES: Mapping[str, Callable[[Sample, Prediction, BaseChatModel], Awaitable[tuple[Prediction, Score]]]] = {
    grounded.RULE: entailing.judged_report,
    examined.RULE: examining.judged_summary,
    kqa.RULE: statements.judged_statements,
}
