"""Count which terms stand near each other in abstracts, and write what follows of their likeness.

    python benchmarks/train_term_vectors.py SCIFACT [--out agent/appraisal/weights]

SCIFACT is a folder in BEIR layout. Only its abstracts are read: no claim and no judgement goes into the vectors.
Positive pointwise mutual information with the counts of the context raised to 0.75, then a truncated singular value
decomposition whose vectors are scaled by the square roots of the singular values (Levy, Goldberg and Dagan 2015, TACL
3, 211-225).
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.linalg import svds
from tqdm import tqdm

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from agent.appraisal.likeness import COMPANY, TermVectors
from benchmarks.retrieval_quality import lines
from corpora.tokens import tokenise

WINDOWS = dict(zip(COMPANY, (2, 15), strict=True))
"""Terms to each side that are counted [1]: narrow ones tell what can stand in for a term, wide ones its subject."""
DIMENSION = 64
"""Length of a vector [1]: 128 told no more on the claims of SciFact's train split."""
LEAST = 5
"""Times that a term must stand there to have a vector [1]; our own choice."""
SMOOTHED = 0.75
"""Exponent of the counts of the context [1]: Levy, Goldberg and Dagan 2015."""


def vectors(texts: Sequence[Sequence[str]], rows: Mapping[str, int], window: int) -> NDArray[np.int8]:
    """Vectors of the terms, each scaled to fill int8: shape (terms, 64)."""
    counts: Counter[tuple[int, int]] = Counter()
    for text in tqdm(texts, desc=f"{window} terms to each side"):
        known = [rows[term] for term in text if term in rows]
        for place, one in enumerate(known):
            for other in known[place + 1 : place + 1 + window]:
                counts[one, other] += 1
                counts[other, one] += 1
    first, second = np.array(list(counts)).T
    times = np.array(list(counts.values()), dtype=np.float64)
    often = np.bincount(first, times, len(rows))
    smoothed = often**SMOOTHED
    information = np.log(times * smoothed.sum() / (often[first] * smoothed[second]))
    kept = information > 0
    matrix = coo_matrix((information[kept], (first[kept], second[kept])), shape=(len(rows), len(rows)))
    left, singular, _ = svds(matrix.tocsr(), k=DIMENSION, random_state=0)
    found = left * np.sqrt(singular)
    return np.round(127 * found / np.maximum(np.abs(found).max(axis=1, keepdims=True), 1e-9)).astype(np.int8)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("scifact", type=Path)
    parser.add_argument("--out", type=Path, default=Path("agent/appraisal/weights"))
    chosen = parser.parse_args()
    texts = [
        tokenise(text)
        for one in lines(chosen.scifact / "corpus.jsonl")
        for text in (one["title"], *one.get("sentences", [one["text"]]))
    ]
    counts = Counter(term for text in texts for term in text)
    rows = {term: row for row, term in enumerate(sorted(term for term, often in counts.items() if often >= LEAST))}
    arrays = {name: vectors(texts, rows, window) for name, window in WINDOWS.items()}
    np.savez_compressed(chosen.out / "term_vectors.npz", **arrays)
    about = TermVectors(
        counted_in="abstracts of SciFact (Wadden et al. 2020, arXiv:2004.14974)",
        licence="abstracts ODC-By 1.0; no claim and no judgement went into it",
        windows=WINDOWS,
        terms=" ".join(rows),
    )
    (chosen.out / "term_vectors.json").write_text(
        json.dumps(about.model_dump(), ensure_ascii=False, indent=1) + "\n", "utf-8"
    )
    print(f"{len(rows)} terms of {len(texts)} texts, {(chosen.out / 'term_vectors.npz').stat().st_size} bytes")


if __name__ == "__main__":
    main()
