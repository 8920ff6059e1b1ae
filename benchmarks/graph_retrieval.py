"""Whether the knowledge graph helps to find passages of our own library, question by question.

    python benchmarks/graph_retrieval.py

The questions of `corpora/queries.toml` are searched by words, by the relations that they name, and by both, fused by
rank.
Last line: `both - words: D [lo, hi]` (nDCG@10, paired bootstrap over questions).
"""

import numpy as np

from benchmarks.encoder_choice import load_queries
from corpora import Corpus, KnowledgeGraph
from corpora.fusion import reciprocal_rank_fusion
from corpora.graph_retriever import GraphRetriever
from evals.metrics.paired import paired_interval
from evals.metrics.ranking import ndcg
from guidelines import Library

CUT, FOUND = 10, 100
"""Places that count, and passages that each way puts up for fusion [1]."""


def main() -> None:
    library = Library.load()
    corpus = Corpus.from_guidelines(library, encoder=None)
    ids = tuple(corpus.ids())
    graph = GraphRetriever(KnowledgeGraph.of(library), ids)
    scores: dict[str, list[float]] = {"words": [], "graph": [], "both": []}
    for query in load_queries():
        ways = {
            "words": [hit.passage.id for hit in corpus.search(query.text, FOUND).hits],
            "graph": [ids[one.row] for one in graph.search([query.text], FOUND)[0]],
        }
        ways["both"] = [one.id for one in reciprocal_rank_fusion({name: ways[name] for name in ("words", "graph")})]
        for name, found in ways.items():
            scores[name].append(ndcg(found, dict.fromkeys(query.answers, 1.0), CUT))
    for name, values in scores.items():
        print(f"{name:6} nDCG@{CUT} {np.mean(values):.3f} on {len(values)} questions")
    interval = paired_interval(scores["both"], scores["words"])
    print(f"both - words: {interval}")


if __name__ == "__main__":
    main()
