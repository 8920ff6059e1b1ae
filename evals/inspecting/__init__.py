"""Our samples, ways and scores as tasks, solvers and scorers of Inspect; nothing else of the project knows Inspect."""

from evals.inspecting.recorded import Recorded, read_log

__all__ = ["Recorded", "read_log"]
