import pytest

from agent.errors import ModelUnreachable
from agent.models.circuit import FAILURES, PAUSE, Circuit


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def circuit(clock: Clock) -> Circuit:
    return Circuit("http://127.0.0.1:8000", clock=clock)


def call(circuit: Circuit, *, well: bool) -> None:
    probe = circuit.enter()
    circuit.succeed() if well else circuit.fail()
    circuit.leave(probe=probe)


def test_failures_in_a_row_open_it(circuit: Circuit) -> None:
    for _ in range(FAILURES - 1):
        call(circuit, well=False)
    call(circuit, well=True)
    for _ in range(FAILURES):
        assert circuit.state == "closed"
        call(circuit, well=False)

    assert circuit.state == "open"
    with pytest.raises(ModelUnreachable, match="circuit is open"):
        circuit.enter()


def test_one_call_tries_whether_the_server_is_back(circuit: Circuit, clock: Clock) -> None:
    for _ in range(FAILURES):
        call(circuit, well=False)
    clock.now = PAUSE
    assert circuit.state == "half-open"
    assert circuit.enter()
    with pytest.raises(ModelUnreachable):
        circuit.enter()
    circuit.succeed()
    circuit.leave(probe=True)

    assert circuit.state == "closed"
    assert not circuit.enter()


def test_a_failed_try_opens_it_again_and_a_cancelled_one_leaves_the_place(circuit: Circuit, clock: Clock) -> None:
    for _ in range(FAILURES):
        call(circuit, well=False)
    clock.now = PAUSE
    circuit.leave(probe=circuit.enter())
    assert circuit.state == "half-open"
    call(circuit, well=False)

    assert circuit.state == "open"
    clock.now = 2 * PAUSE
    call(circuit, well=True)
    assert circuit.state == "closed"
