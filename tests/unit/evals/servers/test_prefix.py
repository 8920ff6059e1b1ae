from hypothesis import given
from hypothesis import strategies as st

from evals.servers.prefix import BLOCK, PrefixCache


def test_a_longer_conversation_finds_the_full_blocks_of_the_shorter_one() -> None:
    cache = PrefixCache()
    short = list(range(40))

    assert cache.enter(short) == 0
    assert cache.enter([*short, *range(100, 140)]) == 32
    assert (cache.queries, cache.hits) == (120, 32)


def test_one_token_at_the_front_changes_everything() -> None:
    cache = PrefixCache()
    cache.enter(list(range(64)))

    assert cache.enter([7, *range(1, 64)]) == 0
    assert cache.enter(list(range(64)), salt="adapter") == 0


def test_the_last_token_is_always_computed() -> None:
    cache = PrefixCache()
    cache.enter(list(range(48)))

    assert cache.enter(list(range(48))) == 32


def test_it_forgets_what_was_not_used_for_longest() -> None:
    cache = PrefixCache(limit=3)
    cache.enter(list(range(32)))
    cache.enter(list(range(100, 132)))

    assert cache.enter([*range(100, 132), 1]) == 32
    assert cache.enter([*range(32), 1]) == 0


@given(st.lists(st.lists(st.integers(0, 3), max_size=80), max_size=6))
def test_what_is_found_is_whole_blocks_and_never_the_whole_prompt(prompts: list[list[int]]) -> None:
    cache = PrefixCache()
    for prompt in prompts:
        found = cache.enter(prompt)
        assert found % BLOCK == 0
        assert found < max(len(prompt), 1)
