"""Encoders by name."""

import difflib
from collections.abc import Sequence

from corpora.encoders.encoder import Encoder
from corpora.errors import UnknownEncoder

__all__ = ["DEFAULT_ENCODER", "ENCODERS", "open_encoder"]

DEFAULT_ENCODER: str | None = None
"""What our own library is searched with beside words: nothing. Source: `python -m benchmarks.encoder_choice`, 88
held-out questions over 251 passages (checksum bae64c997845), nDCG@10: sparse alone 0.775; with `lsa` 0.780, difference
+0.005 (95 % interval −0.023 to +0.033); with `minilm` 0.838, difference +0.064 (+0.016 to +0.114). So `lsa` does not
earn its place, and `minilm` does wherever its package is installed: name it."""

ENCODERS: tuple[str, ...] = ("lsa", "minilm")
"""Names that `open_encoder` knows; it also takes the folder of a sentence-transformers model."""


def open_encoder(name: str, *, texts: Sequence[str] = ()) -> Encoder:
    """Open an encoder by name.

    Args:
        name: `lsa`: made from the texts themselves, no weights needed; `minilm`: all-MiniLM-L6-v2 from an installed
            package; else the folder of a sentence-transformers model or of a saved `LsaEncoder`.
        texts: The passages to be indexed, which `lsa` learns from.

    Raises:
        UnknownEncoder: If no encoder goes by that name and no folder is there; the message names the nearest.
        EncoderUnavailable: If it is known, but its package or weights are not there.
    """
    if name == "lsa":
        from corpora.encoders.lsa import LsaEncoder

        return LsaEncoder.fit(texts)
    from pathlib import Path

    from corpora.encoders.sentence import SentenceEncoder

    folder = Path(name)
    if name == "minilm":
        return SentenceEncoder.minilm()
    if not name or not folder.is_dir():  # pathlib takes an empty name for the current folder
        near = difflib.get_close_matches(name, ENCODERS, n=1)
        hint = f"Did you mean {near[0]!r}? " if near else ""
        raise UnknownEncoder(f"No encoder {name!r}. {hint}Encoders: {', '.join(ENCODERS)}, or a model's folder.")
    if (folder / "lsa.npz").is_file():
        from corpora.encoders.lsa import LsaEncoder

        return LsaEncoder.load(folder)
    return SentenceEncoder.of(name)
