import pytest

from agent.models.completion import Usage
from agent.models.exchange import Exchange, Ledger


def test_what_calls_cost_adds_up_and_failed_ones_count() -> None:
    ledger = Ledger()
    for cached in (None, 4):
        exchange = Exchange(tries=2, bytes_sent=10)
        with ledger.entry(exchange):
            exchange.count(Usage(9, 1, cached))
    with pytest.raises(KeyError), ledger.entry(Exchange(tries=1)):
        raise KeyError

    totals = ledger.totals()
    assert (totals.requests, totals.failures, totals.tries, totals.bytes_sent) == (3, 1, 5, 20)
    assert (totals.prompt_tokens, totals.completion_tokens, totals.cached_tokens) == (18, 2, 4)
    assert totals.seconds > 0


def test_a_record_holds_every_figure() -> None:
    assert Exchange(tries=1).record() == {
        "seconds": 0.0,
        "tries": 1,
        "bytes_sent": 0,
        "images_sent": 0,
        "images_by_uuid": 0,
        "images_resent": 0,
        "prompt_tokens": 0,
        "completion_tokens": 0,
        "cached_tokens": None,
    }
