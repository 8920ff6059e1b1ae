"""Encoders: texts as vectors, behind one protocol. Nothing heavy is imported until an encoder is opened."""

from corpora.encoders.encoder import Encoder
from corpora.encoders.opening import DEFAULT_ENCODER, ENCODERS, open_encoder

__all__ = ["DEFAULT_ENCODER", "ENCODERS", "Encoder", "open_encoder"]
