"""What one server, one person and one request may cost."""

from dataclasses import dataclass

__all__ = ["Limits"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bounds of the page. The numbers are those of the project's reliability goals, unless a field says otherwise."""

    upload_bytes: int = 512 * 1024**2
    """One upload, all its files together [bytes]."""
    body_bytes: int = 256 * 1024
    """One request that is no upload [bytes]: a history of 20,000 characters takes 80,000 at most. Ours."""
    files: int = 2_000
    """Files of one upload [1]."""
    field_bytes: int = 128 * 1024
    """One text field of a form [bytes]. Ours."""
    fields: int = 64
    """Text fields of one form [1]. Ours."""
    stored_bytes: int = 4 * 1024**3
    """What one person's uploads may take on the disk [bytes]. Ours: eight uploads of the largest size."""
    upload_seconds: float = 600.0
    """One upload [s]: 512 MB over 7 Mbit/s."""
    idle_seconds: float = 20.0
    """Wait for the next piece of an upload [s], so that a client that drips ends. Ours."""
    slots: int = 2
    """Cases worked on at once [1]; more share the same cores."""
    waiting: int = 32
    """Cases that wait for a slot, of all people together [1]."""
    per_person: int = 2
    """Cases of one person that wait or are worked on [1]."""
    per_minute: int = 30
    """Cases and follow-ups that one person may ask for in a minute [1/min]."""
    case_seconds: float = 120.0
    """Wall clock of one case [s]."""
    grace_seconds: float = 20.0
    """How much longer than its budget a case may take before it is stopped [s]. Ours."""
    session_seconds: float = 12 * 3600.0
    """How long a signed-in browser stays signed in [s]: a working day. Ours."""
    sessions: int = 1_000
    """Signed-in browsers, all together [1]; the oldest goes. Ours."""
    keep_seconds: float = 3600.0
    """How long a study or a case stays after it was last looked at [s]. Ours."""
    cases: int = 600
    """Ended cases kept of one person [1]; the oldest is forgotten. Ours."""
    studies: int = 1_200
    """Studies kept of one person [1]: two for each case. Ours."""
    decoded_bytes: int = 1024**3
    """Decoded pixels kept for the viewer, of all people together [bytes]; what is not kept is read again. Ours."""
    heartbeat_seconds: float = 15.0
    """Silence on an event stream after which a comment is sent [s], as the standard for them advises."""
    batch_cases: int = 500
    """Cases of one batch [1]. Ours."""
