"""Reading a clinical note without a model: findings, measurements, red flags, and what must not reach a model."""

from tools.notes.reading import NoteReading, read_note

__all__ = ["NoteReading", "read_note"]
