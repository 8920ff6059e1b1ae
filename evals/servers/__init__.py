"""Local chat-completions servers that tests and benchmarks share: real sockets, real bytes, scripted words."""

from evals.servers.faults import FAULTS, faulty
from evals.servers.images import ImageCache, Picture
from evals.servers.law import StepLaw
from evals.servers.policies import hermes_walk, long_walk, scripted
from evals.servers.protocol import Policy, serve
from evals.servers.reply import Fault, Reply, Token
from evals.servers.request import ChatRequest

__all__ = [
    "FAULTS",
    "ChatRequest",
    "Fault",
    "ImageCache",
    "Picture",
    "Policy",
    "Reply",
    "StepLaw",
    "Token",
    "faulty",
    "hermes_walk",
    "long_walk",
    "scripted",
    "serve",
]
