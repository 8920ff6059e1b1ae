"""Encoders by name."""

import difflib
from collections.abc import Sequence

from corpora.encoders.encoder import Encoder
from corpora.errors import EncoderUnavailable

__all__ = ["ENCODERS", "open_encoder"]

ENCODERS: tuple[str, ...] = ("lsa", "minilm")
"""Names that `open_encoder` knows; it also takes the folder of a sentence-transformers model."""


def open_encoder(name: str, *, texts: Sequence[str] = ()) -> Encoder:
    """Open an encoder by name.

    Args:
        name: `lsa`: made from the texts themselves, no weights needed; `minilm`: all-MiniLM-L6-v2 from an installed
            package; else the folder of a sentence-transformers model or of a saved `LsaEncoder`.
        texts: The passages to be indexed, which `lsa` learns from.

    Raises:
        EncoderUnavailable: If no encoder goes by that name, or its package or weights are not there.
    """
    if name == "lsa":
        from corpora.encoders.lsa import LsaEncoder

        return LsaEncoder.fit(texts)
    from pathlib import Path

    from corpora.encoders.sentence import SentenceEncoder

    folder = Path(name)
    if name == "minilm":
        return SentenceEncoder.minilm()
    if not folder.is_dir():
        near = difflib.get_close_matches(name, ENCODERS, n=1)
        hint = f"Did you mean {near[0]!r}? " if near else ""
        raise EncoderUnavailable(f"No encoder {name!r}. {hint}Encoders: {', '.join(ENCODERS)}, or a model's folder.")
    if (folder / "lsa.npz").is_file():
        from corpora.encoders.lsa import LsaEncoder

        return LsaEncoder.load(folder)
    return SentenceEncoder.of(name)
