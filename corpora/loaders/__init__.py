"""Published corpora, read from a local path in the layout they are published in: one layout a file."""

from corpora.loaders.loader import Item, Loader, load, names

__all__ = ["Item", "Loader", "load", "names"]
