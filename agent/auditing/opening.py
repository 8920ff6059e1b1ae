"""Which audit log an agent or a command works with."""

from pathlib import Path

from agent.audit import Audit, Interface
from agent.settings import Settings

__all__ = ["open_audit"]


def open_audit(
    audit: Audit | str | Path | None, settings: Settings, *, interface: Interface = "python"
) -> Audit | None:
    """Take the log that is given, or the one that the settings name; None where neither is.

    Raises:
        AuditError: If it cannot be written to: that is found out before a case is worked on.
        ConfigurationError: If its key cannot be read.
    """
    place = audit if audit is not None else settings.audit
    if place is None:
        return None
    key = Path(settings.audit_key) if settings.audit_key is not None else None
    log = place if isinstance(place, Audit) else Audit(place, key=key, interface=interface)
    log.prepare()
    return log
