"""What does the evidence filter keep that bears on a question, and does it find support where there is none?

    python benchmarks/evidence_filter.py FOLDER [--encoder none] [--cache FOLDER] [--quotes FOLDER] [--seeds N]
    [--errors FILE]

FOLDER is in BEIR layout. With evidence.jsonl (claim_id, doc_id, label, sentences) candidates are the sentences of the
three best abstracts for each claim, and all evidence sentences count, found or not; without it they are the judged
passages of each question, relevant from grade 2 on. Everything is cross-validated by question: no weight and no
threshold saw its question. Precision is that of the smallest selection over all questions that reaches a recall of
0.60.

`--quotes` names a folder with prompts.jsonl and articles/*.txt (Evidence Inference): every sentence that is quoted
there for a prompt is compared with its article, character by character.
"""

import argparse
import json
import platform
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from agent.appraisal.pair import features
from agent.appraisal.passage_features import BEARING
from agent.appraisal.stance import weigh
from benchmarks.evidence_fitting import cross_validated, folds
from benchmarks.evidence_outcomes import EACH, Limit, Outcome, outcome
from benchmarks.evidence_sets import Claims, Pool, answers_pool, retrieval_scores
from benchmarks.evidence_support import Trials, fit
from benchmarks.retrieval_quality import CachedEncoder
from corpora.encoders import open_encoder
from evals.metrics.paired import resampled_interval
from evals.metrics.selection import precision_at_recall, resampled_precision

RECALL = 0.60
"""Recall at which precision is compared [0-1]."""
RESAMPLES = 2_000


def compare(pool: Pool, probability: NDArray[np.float64]) -> float:
    """Print the precision of the filter and of each retrieval score; return the filter's."""
    missed = int(pool.missed.sum())
    found = {
        name: precision_at_recall(scores, pool.relevant, RECALL, missed=missed)
        for name, scores in {**pool.baselines, "filter": probability}.items()
    }
    for name, one in found.items():
        said = "recall not reached" if one is None else f"precision {one.precision:.3f} at recall {one.recall:.3f}"
        print(f"{name:22} {said}", flush=True)
    filtered = found["filter"]
    if filtered is None:
        print("no difference: the recall is out of reach")
        return 0.0
    best = max(pool.baselines, key=lambda name: found[name].precision if found[name] else 0.0)
    for title, name in (("search by words", pool.words), ("best score of any retrieval", best)):
        other = found[name]
        if other is None:
            print(f"filter - {title} ({name}): its recall does not reach {RECALL:.2f}")
            continue

        def difference(
            rows: NDArray[np.int64], against: NDArray[np.float64] = pool.baselines[name]
        ) -> NDArray[np.float64]:
            one, two = (
                resampled_precision(scores, pool.relevant, pool.groups, pool.missed, rows, RECALL)
                for scores in (probability, against)
            )
            return one - two

        gain = resampled_interval(
            len(pool.missed), difference, filtered.precision - other.precision, resamples=RESAMPLES
        )
        print(f"filter - {title} ({name}), precision at recall {RECALL:.2f}: {gain}", flush=True)
    for recall in (0.3, 0.4, 0.5, 0.7):
        one = precision_at_recall(probability, pool.relevant, recall, missed=missed)
        print(
            f"filter at recall {recall:.1f}: " + (f"precision {one.precision:.3f}" if one else "not reached"),
            flush=True,
        )
    return filtered.precision


LOOSE = Limit(("removed", "swapped"))
EACH_LOOSE = Limit(("removed", "swapped"), each=True)
STRICT = Limit(("removed", "swapped", "cut"))
LIMITS = {
    "evidence removed or swapped": LOOSE,
    "the same, false support counted by passage": EACH_LOOSE,
    "strict, also where only its sentences are cut out": STRICT,
}


@dataclass(frozen=True)
class Judged:
    """What one cross-validation said of claims that its weights and thresholds did not see."""

    outcomes: dict[str, Outcome]
    """By name of the limit."""
    probability: NDArray[np.float64]
    """Of each sentence of the pool."""
    false: list[dict[str, object]]
    """Passages called support though their evidence was removed, under `LOOSE`."""


def cross_fitted(trials: Trials, *, with_meaning: bool, seed: int, pool: Pool | None = None) -> Judged:
    """Judge every claim by weights and a threshold that did not see it."""
    found = np.zeros(len(pool.relevant) if pool else 0)
    judged: dict[str, list] = {name: [] for name in LIMITS}
    false = []
    numbers = np.arange(len(trials.claims.claims))
    for seen, unseen in folds(numbers, seed):
        several, scored = fit(trials, seen.tolist(), tuple(LIMITS.values()), with_meaning=with_meaning, seed=seed)
        for number in unseen.tolist():
            if "whole" in scored[number]:
                said = trials.judged(number, several[0], scored[number])
                for name, scorers in zip(LIMITS, several, strict=True):
                    judged[name].append((said, scorers))
                if not trials.alone:
                    false += trials.false(number, said, several[0])
            if pool is not None:
                (trial,) = trials.of[number]["found"]
                rows = np.vstack([trial.matrices[place] for place in trial.judged])
                found[pool.groups == number] = several[0].sentences.probabilities(rows, BEARING)
    return Judged({name: outcome(one) for name, one in judged.items()}, found, false)


def tell(title: str, one: Outcome) -> None:
    """Print an outcome: by claim, where support in any of three passages is false, and by passage."""
    print(
        f"{title}: by claim, true support recall {one.claims:.3f}, false support "
        + ", ".join(f"{kind} {one.false[kind]:.3f} of {one.counts[kind]}" for kind in ("removed", "swapped", "cut"))
        + f"; by passage, true support recall {one.recall:.3f} of {one.confused[0].sum()}, false support removed "
        f"{one.false[EACH]:.3f} of {one.counts[EACH]}"
    )
    for row, name in enumerate(("supported", "contradicted")):
        said = one.confused[row]
        print(f"  {name:12} called SUPPORTS {said[0]}, REFUTES {said[1]}, NOT_ENOUGH_INFO {said[2]}", flush=True)


def sentences_pool(claims: Claims, trials: Trials) -> Pool:
    """The sentences of the best abstracts of each claim, with the scores of retrieval alone."""
    rows, relevant, groups, missed = [], [], [], []
    for number, claim in enumerate(claims.claims):
        (trial,) = trials.of[number]["found"]
        truth = [row in trial.gold[place] for place in trial.judged for row in range(len(trial.matrices[place]))]
        rows.append(features(claim.text, claims.candidates(claim)))
        relevant += truth
        groups += [number] * len(truth)
        missed.append(sum(map(len, claim.gold.values())) - sum(truth))
    return Pool(
        np.zeros((len(relevant), 0)),
        np.array(relevant),
        np.array(groups),
        np.array(missed),
        retrieval_scores(np.vstack(rows)),
        "sparse_parent",
    )


def claims_report(
    pool: Pool, trials: Trials, *, with_meaning: bool, seeds: int, errors: Path | None
) -> tuple[float, str]:
    """Print precision and false support over several ways to part the claims; return the last line's figures."""
    first = cross_fitted(trials, with_meaning=with_meaning, seed=0, pool=pool)
    precision = compare(pool, first.probability)
    for name, one in first.outcomes.items():
        tell(name, one)
    (title, *_) = LIMITS
    for said, way in {
        "each passage weighed alone": {"alone": True},
        "passages cut down to three to five sentences, every second one without its title": {"short": True},
        "cut down, each weighed alone": {"alone": True, "short": True},
    }.items():
        other = cross_fitted(Trials(trials.claims, **way), with_meaning=with_meaning, seed=0)
        tell(f"{said}, {title}", other.outcomes[title])
    several = [first, *(cross_fitted(trials, with_meaning=with_meaning, seed=seed) for seed in range(1, seeds))]
    for seed, judged in enumerate(several):
        one = judged.outcomes[title]
        print(
            f"  folds by seed {seed}: by claim {one.claims:.3f} at removed {one.false['removed']:.3f}, swapped "
            f"{one.false['swapped']:.3f}; by passage {one.recall:.3f} at {one.false[EACH]:.3f}",
            flush=True,
        )
    if errors is not None:
        errors.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in first.false), "utf-8")
        print(f"{len(first.false)} passages called support though the evidence was removed: {errors}")
    said = [judged.outcomes[title] for judged in several]
    rate = np.mean([max(one.false["removed"], one.false["swapped"]) for one in said])
    by_claim, by_passage = (float(np.mean([getattr(one, name) for one in said])) for name in ("claims", "recall"))
    return precision, (
        f"{rate:.3f} (true support recall {by_claim:.3f} by claim, {by_passage:.3f} by passage; mean over {seeds} "
        "ways to part the claims)"
    )


def quotes(folder: Path) -> None:
    """Compare every quoted sentence with its article, character by character; each article is weighed alone.

    Each prompt is put to another article too, drawn at random, in which there should be nothing to quote.
    """
    prompts = [json.loads(line) for line in (folder / "prompts.jsonl").read_text("utf-8").splitlines()]
    names = sorted(path.stem for path in (folder / "articles").glob("PMC*.txt"))
    steps = np.random.default_rng(0).integers(1, len(names), len(prompts))
    exact = total = silent = quiet = 0
    for prompt, step in zip(prompts, steps.tolist(), strict=True):
        path = folder / "articles" / f"PMC{prompt['PMCID']}.txt"
        if not path.is_file():
            silent += 1
            continue
        text = path.read_text("utf-8")
        claim = f"{prompt['Intervention']} changes {prompt['Outcome']} compared with {prompt['Comparator']}"
        (weighed,) = weigh(claim, [(path.stem, "", text)])
        other = path.with_stem(names[(names.index(path.stem) + step) % len(names)])
        (apart,) = weigh(claim, [(other.stem, "", other.read_text("utf-8"))])
        quiet += not apart.quotes
        silent += not weighed.quotes
        total += len(weighed.quotes)
        exact += sum(text[one.start : one.end] == one.text and bool(one.text.strip()) for one in weighed.quotes)
    print(
        f"quoted spans exact: {exact} of {total}, for {len(prompts)} prompts, {silent} without a quote; of another "
        f"article {quiet} without a quote"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--encoder", default="none", help="minilm, none or the folder of a model")
    parser.add_argument("--cache", type=Path, default=None, help="folder in which vectors are kept between runs")
    parser.add_argument("--quotes", type=Path, default=None, help="folder of Evidence Inference")
    parser.add_argument(
        "--errors", type=Path, default=None, help="file for the passages that are wrongly called support"
    )
    parser.add_argument("--seeds", type=int, default=3, help="ways to part the questions that are tried")
    chosen = parser.parse_args()
    with_meaning = chosen.encoder != "none"
    encoder = CachedEncoder(open_encoder(chosen.encoder), chosen.cache) if with_meaning else None
    print(f"$ python benchmarks/evidence_filter.py {chosen.folder.name} --encoder {chosen.encoder}")
    print(f"{platform.machine()}, {platform.system()}, Python {platform.python_version()}, NumPy {np.__version__}; CPU")
    claims = Claims(chosen.folder, encoder) if (chosen.folder / "evidence.jsonl").is_file() else None
    kind = "sentences" if claims else "passages"
    trials = Trials(claims) if claims else None
    pool = sentences_pool(claims, trials) if claims and trials else answers_pool(chosen.folder, encoder)
    print(
        f"{len(pool.missed)} questions, {len(pool.relevant)} candidate {kind}, {int(pool.relevant.sum())} relevant, "
        f"{int(pool.missed.sum())} more not found",
        flush=True,
    )
    if trials:
        precision, false = claims_report(
            pool, trials, with_meaning=with_meaning, seeds=chosen.seeds, errors=chosen.errors
        )
    else:
        precision = compare(pool, cross_validated(kind, pool, with_meaning=with_meaning))
        false = "not measured (no evidence.jsonl)"
        several = [
            precision_at_recall(
                cross_validated(kind, pool, with_meaning=with_meaning, seed=seed), pool.relevant, RECALL
            )
            for seed in range(chosen.seeds)
        ]
        said = ", ".join(f"{one.precision:.3f}" if one else "not reached" for one in several)
        print(f"filter by seed of the folds: {said}")
    if chosen.quotes is not None:
        quotes(chosen.quotes)
    print(f"precision {precision:.3f}, recall {RECALL:.3f}, false support {false}")


if __name__ == "__main__":
    main()
