"""Fit the weights that ship in agent/appraisal/weights, and note beside them what they were fitted on.

    python benchmarks/train_evidence_filter.py SCIFACT LIVEQA [--out agent/appraisal/weights] [--encoder minilm]
    [--cache FOLDER]

SCIFACT and LIVEQA are folders in BEIR layout, the first with evidence.jsonl. No text of them goes into the weights: one
mean, one spread and one weight for each feature. Thresholds: for sentences the lowest at which the questions that were
fitted on give false support in at most 4 % of the trials with the evidence removed or swapped; for passages the one of
recall 0.60.
"""

import argparse
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from agent.appraisal.pair import FEATURES
from agent.appraisal.scorer import Scorer
from benchmarks.evidence_filter import RECALL, Trials, threshold_for
from benchmarks.evidence_fitting import cross_validated, fit_agreement, fitted
from benchmarks.evidence_sets import Claims, answers_pool
from benchmarks.retrieval_quality import CachedEncoder
from corpora.encoders import open_encoder
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


def fit_sentences(folder: Path, out: Path) -> None:
    claims = Claims(folder, None)
    pool = claims.pool()
    about = f"{SCIFACT}: {len(claims.claims)} claims, {len(pool.relevant)} sentences of retrieved abstracts"
    more = {"trained_on": about, "licence": SCIFACT_LICENCE}
    bearing = fitted("sentences", pool.matrix, pool.relevant, FEATURES, with_meaning=False, **more)
    trials = Trials(claims)
    agreeing = fit_agreement(claims, trials.told, **more)
    scores = [trials.scored(number, bearing, agreeing) for number in trials.told]
    limit = threshold_for(scores, ("removed", "swapped"), agreeing.threshold)
    write(bearing.model_copy(update={"threshold": round(limit, 4)}), out)
    write(agreeing, out)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("scifact", type=Path)
    parser.add_argument("liveqa", type=Path)
    parser.add_argument("--out", type=Path, default=Path("agent/appraisal/weights"))
    parser.add_argument("--encoder", default=None, help="fit the weights for passages too, which use scores by meaning")
    parser.add_argument("--cache", type=Path, default=None)
    chosen = parser.parse_args()
    encoder = CachedEncoder(open_encoder(chosen.encoder), chosen.cache) if chosen.encoder else None
    if encoder is not None:
        fit_passages(chosen.liveqa, chosen.out, encoder)
    fit_sentences(chosen.scifact, chosen.out)


if __name__ == "__main__":
    main()
