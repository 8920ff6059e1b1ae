"""Hybrid search over guidelines and corpora; what is not available is recorded, never passed over."""

import asyncio
from time import monotonic

from langchain_core.messages import AnyMessage
from langgraph.runtime import Runtime

from agent import prompts
from agent.budget import Spent
from agent.context import Context
from agent.dialects import Call
from agent.linked import linked
from agent.messages import user
from agent.state import Found, State, Update
from agent.toolbox import canonical
from agent.trace import Step
from corpora import Passage, SearchResult
from corpora.fusion import reciprocal_rank_fusion
from tools.errors import ToolError
from tools.library.find_paths import find_paths
from tools.notes import neutralise

__all__ = ["retrieve"]

_PATHS = "find_paths"
"""The tool that asks the knowledge graph; every other one of this node asks the corpora."""


async def retrieve(state: State, runtime: Runtime[Context]) -> Update:
    """Answer the turn's searches and the agent's own queries."""
    context = runtime.context
    began = monotonic()
    calls = [
        call for call in (state.turn.calls if state.turn else ()) if not state.queries and _is_search(call, context)
    ]
    left = max(0, context.budget.calls - state.spent.calls)
    asked: list[tuple[str, str | None, int]] = [(query, None, context.thresholds.passages) for query in state.queries]
    problems: list[str] = []
    found: list[Found] = []
    paths: list[str] = []
    if len(calls) > left:
        problems.append(f"The budget of {context.budget.calls} tool calls is spent; answer now.")
        calls = calls[:left]
    for call in calls:
        try:
            arguments, _ = context.tools[call.name].bind(call.arguments)
        except ToolError as error:
            problems.append(f"{call.name}: {error}")
            continue
        if call.name == _PATHS:
            try:
                links = linked(find_paths(**arguments), context)
            except ToolError as error:
                problems.append(f"{call.name}: {error}")
                continue
            paths += links.paths or (f"Nothing in the library links {links.question}.",)
            found.append(Found(query=links.question, call=call.id, passages=links.passages))
            continue
        asked.append((str(arguments["query"]), call.id, int(arguments.get("k", context.thresholds.passages))))
    degraded: list[str] = []
    for query, call_id, k in asked:
        passages, lost = await asyncio.to_thread(_search, query, k, context)
        degraded += [one for one in lost if one not in state.degraded and one not in degraded]
        found.append(Found(query=query, call=call_id, passages=passages))
    step = Step(
        node="retrieve",
        kind="searched",
        summary="; ".join([*(f"{len(one.passages)} passages for «{one.query}»" for one in found), *problems]) + ".",
        detail={
            "queries": [{"query": one.query, "passages": [p.id for p in one.passages]} for one in found],
            "problems": problems,
            **({"paths": paths} if paths else {}),
        },
        seconds=monotonic() - began,
    )
    return {
        "found": tuple(found),
        "queries": (),
        "called": tuple(canonical(call) for call in calls),
        "degraded": tuple(degraded),
        "messages": _told(problems, paths),
        "spent": Spent(calls=len(calls)),
        "steps": (step,),
    }


def _told(problems: list[str], paths: list[str]) -> tuple[AnyMessage, ...]:
    """What was wrong with a search, and the links that were found, for the model."""
    told = []
    if problems:
        told.append(prompts.render("complaint", problems="\n".join(f"- {one}" for one in problems)))
    if paths:
        told.append(prompts.render("paths", paths="\n".join(f"- {neutralise(one)}" for one in paths)))
    return tuple(user(one) for one in told)


def _is_search(call: Call, context: Context) -> bool:
    tool = context.tools.get(call.name)
    return tool is not None and tool.runs_in == "retrieve"


def _search(query: str, k: int, context: Context) -> tuple[tuple[Passage, ...], tuple[str, ...]]:
    """The best `k` passages over all corpora, and what did not work.

    Each corpus is searched as `Corpus.search` searches it; several are fused by rank, as their scores do not compare.
    """
    results: list[SearchResult] = [corpus.search(query, k) for corpus in context.corpora]
    degraded = tuple(dict.fromkeys(sentence for result in results for sentence in result.degraded))
    passages = {hit.passage.id: hit.passage for result in results for hit in result.hits}
    if len(results) == 1:
        return tuple(hit.passage for hit in results[0].hits), degraded
    rankings = {str(number): [hit.passage.id for hit in result.hits] for number, result in enumerate(results, start=1)}
    fused = reciprocal_rank_fusion(rankings)
    return tuple(passages[one.id] for one in fused[:k]), degraded
