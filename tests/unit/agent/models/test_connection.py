from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from agent.models.connection import Sessions, _retry_after


@pytest.mark.parametrize(
    ("header", "seconds"), [(None, None), ("0", 0.0), ("3", 3.0), (" 12 ", 12.0), ("soon", None), ("-1", None)]
)
def test_retry_after_in_seconds(header: str | None, seconds: float | None) -> None:
    assert _retry_after(header) == seconds


def test_retry_after_as_a_date() -> None:
    now = datetime.now(UTC)

    in_an_hour = _retry_after(format_datetime(now + timedelta(hours=1), usegmt=True))
    assert in_an_hour is not None
    assert 3000 < in_an_hour <= 3600
    assert _retry_after(format_datetime(now - timedelta(hours=1), usegmt=True)) == 0.0


async def test_a_session_is_shared_and_closed_by_the_last_user() -> None:
    sessions = Sessions()
    seen: list[bool] = []

    async with sessions.use() as first:
        async with sessions.use() as second:
            assert second is first
        seen.append(first.closed)
    seen.append(first.closed)
    async with sessions.use() as third:
        assert third is not first

    assert seen == [False, True]
