"""MedEvalKit's report of sets that mix closed and open questions about pictures."""

from collections.abc import Callable, Mapping

from evals.benchmark import Scored
from evals.sample import Sample
from evals.scoring.medevalkit import OPEN_FIGURES, open_figures

__all__ = ["visual_report"]


def visual_report(
    scored: Scored,
    reply: Callable[[str], str],
    closed: Callable[[Sample], bool],
    right: Callable[[str, str], bool],
) -> Mapping[str, float]:
    """Return `accuracy`, `accuracy_open`, `accuracy_closed` and the means over open questions [0-1].

    Args:
        scored: All samples; `extra["answer"]` is the answer as the script has it.
        reply: What the script reads of a reply before its rules.
        closed: Whether a sample goes the way of closed questions.
        right: The rule for those, from reply and answer.
    """
    hits: dict[str, list[float]] = {"accuracy": [], "accuracy_open": [], "accuracy_closed": []}
    means: dict[str, list[float]] = {f"open_{name}": [] for name in OPEN_FIGURES}
    for sample, prediction in scored:
        said, answer = reply(prediction.said), str(sample.extra["answer"])
        if closed(sample):
            value = float(right(said, answer))
        else:
            figures = open_figures(said, answer)
            value = figures["em"]
            for name in OPEN_FIGURES:
                means[f"open_{name}"].append(figures[name])
        hits["accuracy"].append(value)
        hits["accuracy_closed" if closed(sample) else "accuracy_open"].append(value)
    return {name: sum(values) / len(values) if values else 0.0 for name, values in (hits | means).items()}
