"""What a server's error status means, and whether another try can help."""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from agent.errors import ContextOverflow, ModelError, ModelUnreachable

__all__ = ["PASSING", "ImagesDropped", "NotOffered", "refusal", "retry_after"]

PASSING = frozenset({429, 500, 502, 503, 504})
"""Statuses that a later try may not see. Source: RFC 9110 sec. 15.6, RFC 6585 sec. 4."""
_TOO_LONG = re.compile(
    rb"context[ _]length|maximum context|max_model_len|too many tokens|longer than the maximum", re.I
)
_DROPPED = re.compile(rb"cache miss for \w+ at index \d+", re.I)
"""vLLM's complaint about an image that is named and no longer held. Source: vLLM 0.32, multimodal/processing."""


class ImagesDropped(ModelUnreachable):
    """The server no longer holds an image that was named; the request has to be repeated with its data."""


class NotOffered(ModelUnreachable):
    """The server does not know this path, this method or this model."""


def refusal(status: int, complaint: bytes) -> ModelError:
    """Name the error of a status that another try would see again.

    Args:
        status: Any but 200 and `PASSING`.
        complaint: Beginning of the body; it may repeat the conversation, so it is looked at and never shown.
    """
    if status == 413 or (status in {400, 422} and _TOO_LONG.search(complaint)):
        return ContextOverflow(
            f"The conversation does not fit into the model's context (status {status}): "
            "send fewer or smaller images, or serve the model with a longer context."
        )
    if status == 400 and _DROPPED.search(complaint):
        return ImagesDropped(
            "The model's server dropped an image that it had been sent: give it a larger image cache "
            "(--mm-processor-cache-gb), or set `images_by_uuid` to false."
        )
    remedy = {
        401: "give it a key that it accepts",
        403: "give it a key that it accepts",
        404: "check the address and the name of the model (GET /models lists what is served)",
    }.get(status, "see the server's log")
    kind = NotOffered if status in {404, 405, 501} else ModelUnreachable
    return kind(f"The model's server refuses the request with status {status}: {remedy}.")


def retry_after(value: str | None) -> float | None:
    """Read a Retry-After header [s]; None without one. Source: RFC 9110 sec. 10.2.3: seconds or a date."""
    if value is None:
        return None
    if value.strip().isdecimal():
        return float(value)
    try:
        then = parsedate_to_datetime(value)
    except ValueError:
        return None
    if then.tzinfo is None:
        then = then.replace(tzinfo=UTC)
    return max(0.0, (then - datetime.now(UTC)).total_seconds())
