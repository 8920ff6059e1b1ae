import pytest

from agent import ConfigurationError
from agent.switches import EVERYTHING_ON, Switches
from agent.toolbox import collect


def test_everything_is_on_unless_it_is_switched_off() -> None:
    assert Switches() == EVERYTHING_ON
    assert EVERYTHING_ON.off == ()
    assert EVERYTHING_ON.said() == ()
    assert EVERYTHING_ON.searches_again


def test_what_is_off_is_said_in_one_sentence() -> None:
    switches = Switches.without("zoom", "filter")
    assert (switches.zoom, switches.filter, switches.tools) == (False, False, True)
    assert switches.off == ("filter", "zoom")
    assert switches.said() == ("Switched off for this case: filter, zoom.",)


def test_an_unknown_switch_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(ConfigurationError, match=r"'zom'.*Did you mean 'zoom'.*reretrieval"):
        Switches.without("zom")


def test_tools_that_are_off_are_not_there() -> None:
    tools = collect(())
    assert set(EVERYTHING_ON.left(tools)) == set(tools)
    assert set(tools) - set(Switches.without("zoom").left(tools)) == {"crop", "zoom"}
    assert set(tools) - set(Switches.without("retrieval").left(tools)) == {"find_paths", "search_guidelines"}
    assert set(Switches.without("tools").left(tools)) == {"find_paths", "search_guidelines"}


@pytest.mark.parametrize("name", ["retrieval", "reretrieval"])
def test_without_a_search_there_is_no_further_one(name: str) -> None:
    assert not Switches.without(name).searches_again
