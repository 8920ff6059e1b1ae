"""One question to a judge, and the one JSON value that it must answer with."""

import json
import re
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import HumanMessage, SystemMessage

from agent.errors import AgentError
from agent.messages import text_of

__all__ = ["ask"]

_FENCE = re.compile(r"\A\s*```(?:json)?\s*(.*?)\s*```\s*\Z", re.DOTALL)
"""A block that models like to put around JSON."""


async def ask(judge: BaseChatModel, instruction: str, question: object) -> Any:
    """Ask a judge.

    Args:
        judge: Any chat model.
        instruction: What it is to do, and in which form it is to answer.
        question: JSON values, which are put before it as data.

    Returns:
        The JSON value that the whole reply is; None where the judge could not be asked or said anything else.
    """
    try:
        reply = await judge.ainvoke(
            [SystemMessage(instruction), HumanMessage(json.dumps(question, ensure_ascii=False))]
        )
    except AgentError:
        return None
    said = text_of(reply)
    fenced = _FENCE.match(said)
    try:
        return json.loads(fenced.group(1) if fenced else said)
    except json.JSONDecodeError:
        return None
