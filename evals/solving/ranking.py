"""From a question to documents in order: our search over the documents of the set."""

import asyncio
from time import perf_counter

from corpora import Corpus, Passage
from corpora.document import Provenance
from evals.sample import Kind, Prediction, Sample
from evals.solving.solved import Solved
from evals.solving.workbench import Workbench

__all__ = ["solve"]

_DEPTH = 100
"""Documents ranked [1]: what recall@100 needs."""
_OFFERED = "candidates"
"""Key of `extra` with the ids of the documents in `context`, where a question brings its own."""


async def solve(sample: Sample, kind: Kind, bench: Workbench) -> Solved:
    """Rank the documents of the set, or those that the question brings along."""
    return await asyncio.to_thread(_solve, sample, bench)


def _solve(sample: Sample, bench: Workbench) -> Solved:
    began = perf_counter()
    offered = sample.extra.get(_OFFERED)
    corpus = bench.corpus if offered is None else _corpus(tuple(map(str, offered)), sample.context)
    found = corpus.search(sample.question, _DEPTH)
    ranked = tuple(dict.fromkeys(hit.passage.document.split("/", 1)[-1] for hit in found.hits))
    outcome = {"outcome": "answered"} if ranked else {"outcome": "abstained", "why": "nothing was found"}
    prediction = Prediction(
        sample=sample.id,
        said=" ".join(ranked[:10]),
        ranked=ranked,
        confidence=None,
        measures={"searches": 1.0, "documents": float(len(ranked)), "seconds": perf_counter() - began},
        **outcome,  # type: ignore[arg-type] # two literals
    )
    steps = tuple(
        f"{place}. {hit.passage.id}: {hit.passage.text[:200]}" for place, hit in enumerate(found.hits[:10], 1)
    )
    return Solved(prediction=prediction, steps=(*found.degraded, *steps))


def _corpus(ids: tuple[str, ...], texts: tuple[str, ...]) -> Corpus:
    passages = (
        Passage(
            id=f"{Workbench.corpus_name}/{name}#text",
            document=f"{Workbench.corpus_name}/{name}",
            text=text,
            source=Provenance(title=name, issuer=Workbench.corpus_name, year=None, url=""),
        )
        for name, text in zip(ids, texts, strict=True)
    )
    return Corpus.of(passages, name=Workbench.corpus_name)
