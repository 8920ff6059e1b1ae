"""A run: started, cut off, resumed, ended; always one log that Inspect reads, with every case once."""

from evals.running.folder import RunFolder
from evals.running.identity import drifted, identity_of
from evals.running.run import resume, start

__all__ = ["RunFolder", "drifted", "identity_of", "resume", "start"]
