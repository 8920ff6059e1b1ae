"""What an answer is worth: our own strict rules, one a kind, and what published rules share."""

from evals.scoring.strict import strict

__all__ = ["strict"]
