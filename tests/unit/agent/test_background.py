"""The background loop: one for all threads, and a new one in a child process."""

import os
import sys
import threading
from collections.abc import AsyncIterator

import pytest

from agent import background


async def answer() -> int:
    return 42


def test_threads_that_begin_at_once_share_one_loop() -> None:
    loops: list[object] = []
    threads = [threading.Thread(target=lambda: loops.append(background._loop())) for _ in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(set(map(id, loops))) == 1


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this platform does not fork")
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_a_forked_child_starts_a_loop_of_its_own() -> None:
    assert background.run(answer()) == 42
    child = os.fork()
    if child == 0:
        os._exit(0 if background.run(answer()) == 42 else 1)
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 0
    assert sys.version_info >= (3, 11)


def test_items_come_through_in_order_and_an_error_at_the_end() -> None:
    async def three() -> AsyncIterator[int]:
        yield 1
        yield 2
        raise ValueError("after two")

    seen = []
    with pytest.raises(ValueError, match="after two"):
        for item in background.iterate(three()):
            seen.append(item)
    assert seen == [1, 2]
