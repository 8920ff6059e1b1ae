"""Reading a clinical note without a model: findings, measurements, red flags, and what must not reach a model."""

from tools.notes.fencing import neutralise
from tools.notes.identifiers import Scrubbed, scrub
from tools.notes.reading import NoteReading, read_note
from tools.notes.red_flags import RedFlag, find_red_flags

__all__ = ["NoteReading", "RedFlag", "Scrubbed", "find_red_flags", "neutralise", "read_note", "scrub"]
