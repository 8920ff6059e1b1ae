"""The evidence filter: what each retrieved passage is worth to this case, and why."""

from agent.appraisal.judge import Judged, judge

__all__ = ["Judged", "judge"]
