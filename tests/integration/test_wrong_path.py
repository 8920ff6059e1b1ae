"""A path that is not there is named as it was given, and nothing of our own readers follows it."""

from collections.abc import Callable

import pytest

from agent import Agent, Budget, Diagnosis, InputError
from agent.models.scripted import ChatScripted
from agent.report import status_words

Make = Callable[..., tuple[Agent, ChatScripted]]


def test_a_missing_file_is_named(scripted: Make) -> None:
    agent, _ = scripted(budget=Budget(retrievals=0))
    with pytest.raises(InputError, match=r"no file or folder 'nowhere/film\.dcm'.*check the spelling") as told:
        agent.diagnose("nowhere/film.dcm", "A cough.")
    assert told.value.__cause__ is None
    assert told.value.__suppress_context__


def test_the_headline_says_what_is_urgent() -> None:
    told = Diagnosis(case_id="a", status="escalate", reason="Urgent.", model="m")
    assert status_words(told) == "Escalate: the leading diagnosis is urgent"
