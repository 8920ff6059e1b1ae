"""Local chat-completions servers that tests and benchmarks share: real sockets, real bytes, scripted words."""

from evals.servers.policies import hermes_walk, scripted
from evals.servers.protocol import Policy, serve
from evals.servers.reply import Fault, Reply, Token
from evals.servers.request import ChatRequest, Picture

__all__ = ["ChatRequest", "Fault", "Picture", "Policy", "Reply", "Token", "hermes_walk", "scripted", "serve"]
