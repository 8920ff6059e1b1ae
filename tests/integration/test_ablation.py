"""The loop itself: each part is worth what geometry and passages say, through the whole agent."""

from pathlib import Path

import pytest

from agent import Agent
from evals.stand_in import PROFILE, WAYS, Case, ChatStandIn, Outcome, Shelf, build_shelf, make_cases, measure

BY_NAME = {way.name: way for way in WAYS}


@pytest.fixture(scope="module")
def cases() -> tuple[Case, ...]:
    return make_cases(12)


@pytest.fixture(scope="module")
def shelf(cases: tuple[Case, ...], tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    return build_shelf(cases, Path(tmp_path_factory.mktemp("shelf")))


def consistent(outcomes: tuple[Outcome, ...]) -> None:
    assert [one.right for one in outcomes] == [one.foreseen for one in outcomes]
    assert [one.right for one in outcomes] == [one.sent for one in outcomes]


def test_with_everything_on_every_case_is_right(cases: tuple[Case, ...], shelf: Shelf) -> None:
    outcomes = measure(cases, shelf, BY_NAME["everything on"])
    consistent(outcomes)
    assert all(one.right for one in outcomes)
    assert {one.status for one in outcomes} == {"answered"}


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("zoom off", "zoom"),
        ("filter off", "evidence"),
        ("re-retrieval off", "again"),
        ("reformulation off", "again"),
        ("retrieval off", "evidence"),
        ("budget 1 turn", "evidence"),
        ("threshold 0", "again"),
    ],
)
def test_without_a_part_exactly_the_cases_are_lost_that_need_it(
    cases: tuple[Case, ...], shelf: Shelf, name: str, kind: str
) -> None:
    outcomes = measure([one for one in cases if one.kind == kind], shelf, BY_NAME[name])
    consistent(outcomes)
    assert not all(one.right for one in outcomes)


def test_the_filter_turns_misleading_passages_down_for_the_reason_they_were_made_for(
    cases: tuple[Case, ...], shelf: Shelf
) -> None:
    agent = Agent(profile=PROFILE, model=ChatStandIn(), library=shelf.library, corpora=(shelf.corpus,), encoder=None)
    misled = [one for one in cases if one.misleads]
    assert len(misled) >= 2
    for case in misled:
        found = agent.answer(case.image, case.question, options=case.options, history=case.history)
        reasons = {one.passage.partition("#")[0]: one.reason for one in found.rejected}
        assert reasons[case.misleads] == case.misleading
