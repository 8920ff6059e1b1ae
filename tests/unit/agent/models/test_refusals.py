from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from agent.models.refusals import ImagesDropped, refusal, retry_after


@pytest.mark.parametrize(
    ("header", "seconds"), [(None, None), ("0", 0.0), ("3", 3.0), (" 12 ", 12.0), ("soon", None), ("-1", None)]
)
def testretry_after_in_seconds(header: str | None, seconds: float | None) -> None:
    assert retry_after(header) == seconds


def testretry_after_as_a_date() -> None:
    now = datetime.now(UTC)

    in_an_hour = retry_after(format_datetime(now + timedelta(hours=1), usegmt=True))
    assert in_an_hour is not None
    assert 3000 < in_an_hour <= 3600
    assert retry_after(format_datetime(now - timedelta(hours=1), usegmt=True)) == 0.0


def test_what_vllm_says_of_an_image_it_dropped() -> None:
    said = b'{"error":{"message":"Cache miss for image at index 0 but data is not provided.","code":400}}'

    assert type(refusal(400, said)) is ImagesDropped
    assert type(refusal(400, b"another complaint")) is not ImagesDropped
    assert type(refusal(500, said)) is not ImagesDropped
