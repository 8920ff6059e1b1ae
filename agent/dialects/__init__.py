"""How models write tool calls and answers: one dialect a file, one contract for all."""

from agent.dialects.reply import Answered, Call, Problem, Reply

__all__ = ["Answered", "Call", "Problem", "Reply"]
