"""What a run came to: figures with intervals, in the terminal and as a page that opens without a network."""

from evals.reporting.figures import Report, report_of

__all__ = ["Report", "report_of"]
