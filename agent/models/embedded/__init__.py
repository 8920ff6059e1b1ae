"""The default reasoner: no weights, no network; applies the criteria of passages that survived the evidence filter."""

from agent.models.embedded.chat import ChatEmbedded

__all__ = ["ChatEmbedded"]
