"""Train the LSA encoder on our own guideline library: `python -m corpora.encoders.train_lsa OUT`."""

from pathlib import Path
from typing import Annotated

import typer

from corpora.encoders.lsa import DEFAULT_DIMENSION, LsaEncoder
from corpora.guideline_passages import guideline_passages
from guidelines import Library, Vocabulary

__all__ = ["main"]


def main(
    out: Annotated[Path, typer.Argument(help="Folder to write lsa.npz and lsa.json into.")],
    dimension: Annotated[int, typer.Option(help="Length of a vector.", min=1)] = DEFAULT_DIMENSION,
) -> None:
    """Learn which words belong together from the guideline library, and save the encoder."""
    texts = [item.index_text for item in guideline_passages(Library.load(), Vocabulary.load())]
    encoder = LsaEncoder.fit(texts, dimension=dimension)
    encoder.save(out)
    typer.echo(f"{len(texts)} passages, dimension {encoder.dimension}, fingerprint {encoder.fingerprint[:16]}: {out}")


if __name__ == "__main__":
    typer.run(main)
