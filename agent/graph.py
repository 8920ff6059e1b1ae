"""The graph of a case. This file reads like the drawing in docs/architecture.md.

START → admit → think ─┬─ image tools ─→ act ─────────────────┐
                 ↑     ├─ searches ─→ retrieve → appraise ─────┤
                 │     │                 ↑                     │
                 └─────┴─────────────────│─────────────────────┘
                       └─ answer ─→ estimate ─┬─ low, budget left ─→ reformulate ─┘ (→ retrieve)
                                              └─ high, or budget spent ─→ conclude → END
"""

from typing import Any

from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph

from agent.context import Context
from agent.nodes.act import act
from agent.nodes.admit import admit
from agent.nodes.appraise import appraise
from agent.nodes.conclude import conclude
from agent.nodes.estimate import estimate
from agent.nodes.reformulate import reformulate
from agent.nodes.retrieve import retrieve
from agent.nodes.think import think
from agent.routing import after_estimate, after_reformulate, after_think
from agent.state import State

__all__ = ["NODES", "build"]

NODES = (admit, think, act, retrieve, appraise, estimate, reformulate, conclude)
"""The eight verbs, in the order in which a case meets them."""


def build(saver: "BaseCheckpointSaver[Any] | None" = None) -> "CompiledStateGraph[State, Context, State, State]":
    """Compile the graph, with a checkpointer when cases are to be resumable."""
    graph = StateGraph(State, context_schema=Context)
    graph.add_node("admit", admit)
    # A turn that both looks and searches ends in `act` and in `appraise`; deferred, `think` waits for both, runs once.
    graph.add_node("think", think, defer=True)
    graph.add_node("act", act)
    graph.add_node("retrieve", retrieve)
    graph.add_node("appraise", appraise)
    graph.add_node("estimate", estimate)
    graph.add_node("reformulate", reformulate)
    graph.add_node("conclude", conclude)
    graph.add_edge(START, "admit")
    graph.add_edge("admit", "think")
    graph.add_conditional_edges("think", after_think, ["act", "retrieve", "think", "estimate", "conclude"])
    graph.add_edge("act", "think")
    graph.add_edge("retrieve", "appraise")
    graph.add_edge("appraise", "think")
    graph.add_conditional_edges("estimate", after_estimate, ["reformulate", "conclude"])
    graph.add_conditional_edges("reformulate", after_reformulate, ["retrieve", "conclude"])
    graph.add_edge("conclude", END)
    return graph.compile(checkpointer=saver)
