"""Encoders by name."""

import difflib
from collections.abc import Sequence

from corpora.encoders.encoder import Encoder
from corpora.errors import EncoderUnavailable

__all__ = ["DEFAULT_ENCODER", "ENCODERS", "open_encoder"]

DEFAULT_ENCODER: str | None = None
"""What our own library is searched with beside words: nothing. Source: `python -m benchmarks.encoder_choice`, 50
held-out questions over 192 passages, nDCG@10: sparse alone 0.831; with `lsa` 0.824, difference −0.007 (95 % interval
−0.060 to +0.040); with `minilm` 0.902, difference +0.071 (+0.025 to +0.123). So `lsa` does not earn its place, and
`minilm` does wherever its package is installed: name it."""

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
