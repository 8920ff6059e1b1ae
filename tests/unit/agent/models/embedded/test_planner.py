"""What is done next: look first, look closer once, search when there is something new, then answer."""

from agent.models.embedded.conversation import Conversation, Spot
from agent.models.embedded.planner import plan
from guidelines import Vocabulary

VOCABULARY = Vocabulary.load()
TOOLS = frozenset({"survey", "zoom", "search_guidelines"})


def test_the_studys_own_images_are_surveyed_first_and_crops_are_not() -> None:
    said = Conversation(tools=TOOLS, images={1: {}, 2: {"made_by": "crop"}}, question="What is it?")

    assert plan(said, VOCABULARY) == [
        {"name": "survey", "arguments": {"image": 1}},
        {"name": "search_guidelines", "arguments": {"query": "What is it?"}},
    ]


def test_the_surest_spots_are_magnified_once() -> None:
    spots = [Spot(code="x", image=1, box=(float(i), 0.0, 9.0, 9.0), certainty=i / 10) for i in range(4)]
    said = Conversation(tools=TOOLS, called=[("survey", {"image": 1})], spots=spots)

    first = plan(said, VOCABULARY)
    said.called.append(("zoom", first[0]["arguments"]))

    assert [call["arguments"]["region"][0] for call in first] == [3.0, 2.0]
    assert plan(said, VOCABULARY) == []


def test_a_query_is_not_asked_twice_and_options_stay_out_of_it() -> None:
    said = Conversation(tools=TOOLS, question="Which?", options=("gout", "sepsis"), called=[("survey", {})])

    calls = plan(said, VOCABULARY)
    said.called.append((calls[0]["name"], calls[0]["arguments"]))

    assert calls[0]["arguments"]["query"] == "Which?"
    assert plan(said, VOCABULARY) == []
