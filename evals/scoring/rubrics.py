"""What a conversation is worth by a list of things to ask for, each with its weight.

Source: the case score of MedDialogRubrics (Gong et al. 2026, arXiv 2601.03023): the weights of the items that a judge
found met, over all weights. It was read in a summary of the paper, not in code.
"""

from collections.abc import Sequence

__all__ = ["met_share"]


def met_share(weights: Sequence[float], met: Sequence[bool | None]) -> tuple[float, int]:
    """Return the share of weight that was met [0-1], and how many items have no verdict [1].

    An item without a verdict, because the judge failed, is not met and stays in the total.

    Args:
        weights: Of the items, none below 0.
        met: The judge's verdicts in the same order; None where it gave none.

    Raises:
        ValueError: If the two differ in length, a weight is below 0, or there is no weight at all.
    """
    if len(weights) != len(met) or any(one < 0 for one in weights) or not sum(weights):
        raise ValueError(f"{len(weights)} weights and {len(met)} verdicts; as many are wanted, with some weight.")
    won = sum(weight for weight, one in zip(weights, met, strict=True) if one)
    return won / sum(weights), sum(one is None for one in met)
