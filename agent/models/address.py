"""The address of a model server, valid or refused in one sentence."""

from urllib.parse import urlsplit

from agent.errors import ConfigurationError

__all__ = ["check_address"]


def check_address(value: str) -> str:
    """Make sure of a server's address.

    Args:
        value: What `MMEDEXPERT_BASE_URL` or `base_url` says.

    Returns:
        The address without a slash at its end.

    Raises:
        ConfigurationError: If it is none, or holds a user, a query or a fragment; those are not quoted.
    """
    try:
        parts = urlsplit(value)
        # Source: urllib.parse, `port` raises for what is no number, or none from 0 to 65535.
        port, good = parts.port, parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        port, good = None, False
    if "@" in value or "?" in value or "#" in value:
        raise ConfigurationError(
            "The model server's address (MMEDEXPERT_BASE_URL) holds a user, query or fragment; a key is "
            "MMEDEXPERT_API_KEY."
        )
    if not good or port == 0:
        raise ConfigurationError(
            f"{value!r} is no address of a model server: write http://host:port/v1, with a port from 1 to 65535, "
            "into MMEDEXPERT_BASE_URL."
        )
    return value.rstrip("/")
