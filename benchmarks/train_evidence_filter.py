"""Fit the weights that ship in agent/appraisal/weights, and note beside them what they were fitted on.

    python benchmarks/train_evidence_filter.py SCIFACT LIVEQA [--out agent/appraisal/weights] [--encoder minilm]
    [--cache FOLDER] [--terms]

SCIFACT and LIVEQA are folders in BEIR layout, the first with evidence.jsonl. No text of them goes into the weights: one
mean, one spread and one weight for each feature; with --terms the number of abstracts that a term stands in.
Thresholds: for passages with evidence the lowest at which, in a cross-validation over the claims that were fitted on,
false support is found in at most 4.5 % of the trials with the evidence removed or swapped; for answers the one of
recall 0.60.
"""

import argparse
import itertools
import json
import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from agent.appraisal.pair import FEATURES
from agent.appraisal.scorer import Scorer
from agent.appraisal.terms import TermTable
from benchmarks.evidence_filter import LOOSE, RECALL
from benchmarks.evidence_fitting import cross_validated, fitted
from benchmarks.evidence_sets import Claims, answers_pool
from benchmarks.evidence_support import Trials, fit
from benchmarks.retrieval_quality import CachedEncoder, lines
from corpora.encoders import open_encoder
from corpora.tokens import tokenise
from evals.metrics.selection import precision_at_recall

SCIFACT = "SciFact (Wadden et al. 2020, arXiv:2004.14974), claims of the train split"
SCIFACT_LICENCE = "claims and evidence CC BY 4.0, abstracts ODC-By 1.0"
LIVEQA = (
    "LiveQA-Med 2017 questions with MedQuAD answers judged by the NLM (Ben Abacha and Demner-Fushman 2019, "
    "arXiv:1901.08079)"
)
LIVEQA_LICENCE = "CC BY 4.0"


def write(scorer: Scorer, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{scorer.kind}-{'meaning' if scorer.with_meaning else 'words'}.json"
    path.write_text(json.dumps(scorer.model_dump(), indent=1) + "\n", "utf-8")
    print(
        f"{path.name}: {len(scorer.features)} features, threshold {scorer.threshold:.3f}, {scorer.trained_on}",
        flush=True,
    )


def fit_passages(folder: Path, out: Path, encoder: CachedEncoder) -> None:
    pool = answers_pool(folder, encoder)
    held_out = cross_validated("passages", pool, with_meaning=True)
    chosen = precision_at_recall(held_out, pool.relevant, RECALL)
    about = f"{LIVEQA}: {len(pool.missed)} questions, {len(pool.relevant)} judged passages"
    scorer = fitted(
        "passages",
        pool.matrix,
        pool.relevant,
        FEATURES,
        with_meaning=True,
        trained_on=about,
        licence=LIVEQA_LICENCE,
        threshold=round(chosen.threshold, 4) if chosen else 0.5,
    )
    write(scorer, out)


def count_terms(folder: Path, out: Path) -> None:
    """Write in how many abstracts each term stands."""
    corpus = lines(folder / "corpus.jsonl")
    counts = Counter(term for one in corpus for term in set(tokenise(f"{one['title']}\n{one['text']}")))
    parted: dict[int, list[str]] = {}
    for term, count in sorted(counts.items()):
        if count > 1:
            parted.setdefault(count, []).append(term)
    table = TermTable(
        counted_in="abstracts of SciFact (Wadden et al. 2020, arXiv:2004.14974)",
        licence="abstracts ODC-By 1.0; no claim and no judgement went into it",
        texts=len(corpus),
        terms={count: " ".join(parted[count]) for count in sorted(parted)},
    )
    (out / "terms.json").write_text(json.dumps(table.model_dump(), ensure_ascii=False, indent=1) + "\n", "utf-8")


def fit_stance(folder: Path, out: Path) -> None:
    """Fit by words alone: with cosines of sentences no more support is found."""
    claims = Claims(folder, None)
    for alone, short in itertools.product((True, False), repeat=2):
        trials = Trials(claims, alone=alone, short=short)
        about = f"{SCIFACT}: {len(claims.claims)} claims, {len(trials.told)} of them with evidence"
        about += ", abstracts cut down to three to five sentences" if short else ""
        (scorers,), _ = fit(
            trials,
            list(trials.of),
            (LOOSE,),
            with_meaning=False,
            trained_on=about,
            licence=SCIFACT_LICENCE,
        )
        write(scorers.sentences, out)
        write(scorers.evidence.model_copy(update={"threshold": round(scorers.evidence.threshold, 4)}), out)
    write(
        scorers.agreement.model_copy(update={"trained_on": scorers.agreement.trained_on.split(", abstracts")[0]}), out
    )  # the same whichever passages are near


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("scifact", type=Path)
    parser.add_argument("liveqa", type=Path)
    parser.add_argument("--out", type=Path, default=Path("agent/appraisal/weights"))
    parser.add_argument("--encoder", default=None, help="fit the weights for passages too, which use scores by meaning")
    parser.add_argument("--terms", action="store_true", help="count the terms anew")
    parser.add_argument("--cache", type=Path, default=None)
    chosen = parser.parse_args()
    chosen.out.mkdir(parents=True, exist_ok=True)
    if chosen.terms:
        count_terms(chosen.scifact, chosen.out)
    encoder = CachedEncoder(open_encoder(chosen.encoder), chosen.cache) if chosen.encoder else None
    if encoder is not None:
        fit_passages(chosen.liveqa, chosen.out, encoder)
    fit_stance(chosen.scifact, chosen.out)


if __name__ == "__main__":
    main()
