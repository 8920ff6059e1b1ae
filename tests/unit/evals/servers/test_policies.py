import json

from agent.dialects.hermes import parse
from evals.servers.policies import hermes_walk, long_walk, scripted
from evals.servers.reply import Fault, Reply
from evals.servers.request import ChatMessage


def conversation(turns: int) -> list[ChatMessage]:
    return [ChatMessage(role="user", content="case"), *(ChatMessage(role="assistant", content="…"),) * turns]


def test_the_walk_is_read_by_the_real_parser() -> None:
    policy = hermes_walk(answer={"answer": "B", "differential": []}, query="pneumothorax drain", region=(1, 2, 30, 40))

    first, second, third = (parse(policy(conversation(turns)).text, turns + 1) for turns in range(3))

    assert [(call.name, call.arguments) for call in first.calls] == [("zoom", {"image": 1, "region": [1, 2, 30, 40]})]
    assert [(call.name, call.arguments) for call in second.calls] == [
        ("search_guidelines", {"query": "pneumothorax drain"})
    ]
    assert third.answer is not None
    assert not first.problems + second.problems + third.problems


def test_the_walk_depends_on_the_conversation_only() -> None:
    policy = hermes_walk(answer={"answer": "A"}, query="q")

    assert policy(conversation(7)) == policy(conversation(2))
    assert json.loads(policy(conversation(2)).text.split("<answer>")[1].removesuffix("</answer>")) == {"answer": "A"}


def test_a_script_that_runs_out_says_so() -> None:
    policy = scripted(["one", Reply(text="two")])

    assert policy([]) == "one"
    assert policy([]) == Reply(text="two")
    last = policy([])
    assert isinstance(last, Fault)
    assert "used up" in last.message


def test_the_long_walk_never_says_the_same_twice_and_then_answers() -> None:
    policy = long_walk(turns=20, answer="No effusion", size=(160, 128))

    said = [parse(policy(conversation(turns)).text, turns + 1) for turns in range(20)]
    assert not [problem for one in said for problem in one.problems]
    calls = [call for one in said for call in one.calls]
    assert {call.name for call in calls} == {"zoom", "measure", "search_guidelines"}
    assert len({json.dumps([call.name, call.arguments]) for call in calls}) == 19
    assert said[-1].answer is not None
    assert said[-1].answer.text == "No effusion"


def test_an_unsure_walk_answers_twice_and_is_sure_the_second_time() -> None:
    policy = long_walk(turns=5, answer="No effusion", size=(160, 128), unsure=True)

    said = [policy(conversation(turns)) for turns in range(5)]
    assert ["<answer>" in one.text for one in said] == [False, False, False, True, True]
    assert [one.probability for one in said[3:]] == [0.5, 0.95]
