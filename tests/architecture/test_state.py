"""The state of a case: what a node may change is what there is, and nothing heavy or secret gets in."""

import dataclasses
import typing

import numpy as np
from langgraph.graph import StateGraph

from agent.checkpoints import TYPES
from agent.context import Context
from agent.graph import NODES, build
from agent.state import State, Update


def test_the_keys_of_an_update_are_the_fields_of_the_state() -> None:
    assert set(Update.__annotations__) == {one.name for one in dataclasses.fields(State)}


def reachable(annotation: object, seen: set[type]) -> None:
    for part in typing.get_args(annotation):
        reachable(part, seen)
    if isinstance(annotation, type) and dataclasses.is_dataclass(annotation) and annotation not in seen:
        seen.add(annotation)
        for hint in typing.get_type_hints(annotation, include_extras=True).values():
            reachable(hint, seen)


def test_the_state_holds_no_pixels_and_no_bytes_outside_the_picture_of_a_diagnosis() -> None:
    seen: set[type] = set()
    for hint in typing.get_type_hints(State, include_extras=True).values():
        reachable(hint, seen)
    heavy = {
        f"{one.__name__}.{name}"
        for one in seen
        for name, hint in typing.get_type_hints(one).items()
        if "bytes" in str(hint) or "ndarray" in str(hint).lower() or hint is np.ndarray
    }
    assert heavy == {"Diagnosis.annotated"}


def test_every_type_of_the_state_may_be_read_from_a_checkpoint_and_no_other() -> None:
    seen: set[type] = set()
    for hint in typing.get_type_hints(State, include_extras=True).values():
        reachable(hint, seen)
    assert {one for one in seen if one.__module__.split(".")[0] in ("agent", "tools", "corpora")} == set(TYPES)


def test_the_graph_has_the_eight_verbs_of_the_drawing() -> None:
    names = ("admit", "think", "act", "retrieve", "appraise", "estimate", "reformulate", "conclude")
    assert tuple(node.__name__ for node in NODES) == names
    assert set(build().get_graph().nodes) == {"__start__", "__end__", *names}


def test_nodes_are_module_level_coroutines_without_closures() -> None:
    for node in NODES:
        assert node.__qualname__ == node.__name__
        assert node.__closure__ is None


def test_the_edges_are_those_of_the_drawing() -> None:
    edges = {(edge.source, edge.target) for edge in build().get_graph().edges}
    assert edges == {
        ("__start__", "admit"),
        ("admit", "think"),
        ("think", "act"),
        ("think", "retrieve"),
        ("think", "think"),
        ("think", "estimate"),
        ("think", "conclude"),
        ("act", "think"),
        ("retrieve", "appraise"),
        ("appraise", "think"),
        ("estimate", "reformulate"),
        ("estimate", "conclude"),
        ("reformulate", "retrieve"),
        ("reformulate", "conclude"),
        ("conclude", "__end__"),
    }


def test_plain_edges_would_call_the_model_twice_and_the_deferred_one_once() -> None:
    """The reason for `defer=True`: the branches to be joined differ in length."""

    @dataclasses.dataclass
    class Seen:
        thoughts: typing.Annotated[int, int.__add__] = 0

    def visits(*, defer: bool) -> int:
        graph = StateGraph(Seen)
        graph.add_node("start", lambda _: {})
        graph.add_node("act", lambda _: {})
        graph.add_node("retrieve", lambda _: {})
        graph.add_node("appraise", lambda _: {})
        graph.add_node("think", lambda _: {"thoughts": 1}, defer=defer)
        graph.add_edge("__start__", "start")
        graph.add_edge("start", "act")
        graph.add_edge("start", "retrieve")
        graph.add_edge("retrieve", "appraise")
        graph.add_edge("act", "think")
        graph.add_edge("appraise", "think")
        return int(graph.compile().invoke(Seen())["thoughts"])

    assert visits(defer=False) == 2
    assert visits(defer=True) == 1


def test_the_context_is_not_part_of_the_state() -> None:
    assert not {one.name for one in dataclasses.fields(Context)} & {"messages", "evidence", "diagnosis"}
