"""What does the evidence filter keep that bears on a question, and does it find support where there is none?

    python benchmarks/evidence_filter.py FOLDER [--encoder none] [--cache FOLDER] [--quotes FOLDER]

FOLDER is in BEIR layout. With evidence.jsonl (claim_id, doc_id, label, sentences) candidates are the sentences of
the three
best abstracts for each claim, and all evidence sentences count, found or not; without it they are the judged
passages of
each question, relevant from grade 2 on. Everything is cross-validated by question: no weight and no threshold saw
its question. Precision is that of the smallest selection over all questions that reaches a recall of 0.60.

`--quotes` names a folder with prompts.jsonl and articles/*.txt (Evidence Inference): every sentence that is quoted
there for a prompt is compared with its article, character by character.
"""

import argparse
import json
import platform
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from agent.appraisal.agreement import AGREEMENT, agreement_features
from agent.appraisal.pair import FEATURES, features
from agent.appraisal.scorer import Scorer
from agent.appraisal.stance import weigh
from benchmarks.evidence_fitting import cross_validated, fit_agreement, fitted, folds
from benchmarks.evidence_sets import TOP, Claim, Claims, Pool, answers_pool
from benchmarks.retrieval_quality import CachedEncoder
from corpora.encoders import open_encoder
from evals.metrics.paired import resampled_interval
from evals.metrics.selection import precision_at_recall, resampled_precision

RECALL = 0.60
"""Recall at which precision is compared [0-1]."""
LIMIT = 0.05
"""Most false support that is allowed where the evidence is not there [0-1]."""
MARGIN = 0.8
"""Share of the limit that a threshold may reach on the questions it is chosen by [1], so that it holds on others."""
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


class Trials:
    """Each claim with its evidence, with another claim's, with none, and with its sentences cut out of the abstract."""

    def __init__(self, claims: Claims) -> None:
        self.claims = claims
        self.told = [number for number, one in enumerate(claims.claims) if one.gold]
        self.rows = {number: self._of(number, place) for place, number in enumerate(self.told)}

    def _of(self, number: int, place: int) -> dict[str, list[tuple[NDArray[np.float64], list[str]]]]:
        claim = self.claims.claims[number]
        others = [one for one in claim.found if one[0] not in claim.gold]
        trials: dict[str, list[tuple[NDArray[np.float64], list[str]]]] = {"whole": [], "cut": [], "swapped": []}
        for name in claim.gold:
            beside = [(name, 1.0), *others[: TOP - 1]]
            trials["whole"].append(self._first(claim, beside))
            trials["cut"].append(self._first(claim, beside, claim.gold[name]))
            other = self._other(claim, place)
            trials["swapped"].append(self._first(claim, [(other, 1.0), *others[: TOP - 1]]))
        trials["removed"] = [self._every(claim, others[:TOP])]
        return trials

    def _other(self, claim: Claim, place: int) -> str:
        """A document that is evidence for the next claim, and not for this one."""
        for step in range(1, len(self.told)):
            following = self.claims.claims[self.told[(place + step) % len(self.told)]]
            for name in following.gold:
                if name not in claim.gold:
                    return name
        raise ValueError("all claims have the same evidence")

    def _first(self, claim: Claim, found: Sequence[tuple[str, float]], cut: frozenset[int] = frozenset()):  # noqa: ANN202
        candidates = self.claims.candidates(claim, found, cut)
        matrix = features(claim.text, candidates)
        kept = [row for row, one in enumerate(candidates) if one.parent == found[0][0]]
        return matrix[kept], [candidates[row].text for row in kept]

    def _every(self, claim: Claim, found: Sequence[tuple[str, float]]):  # noqa: ANN202
        candidates = self.claims.candidates(claim, found)
        return features(claim.text, candidates), [one.text for one in candidates]

    def scored(self, number: int, bearing: Scorer, agreeing: Scorer) -> dict[str, list[tuple[float, float]]]:
        """Per trial: probability of the best sentence to be evidence, and of its agreement with the claim."""
        claim = self.claims.claims[number]
        out: dict[str, list[tuple[float, float]]] = {}
        for kind, trials in self.rows[number].items():
            for matrix, texts in trials:
                if not texts:
                    out.setdefault(kind, []).append((0.0, 0.5))
                    continue
                scores = bearing.probabilities(matrix)
                best = int(np.argmax(scores))
                row = agreement_features(claim.text, texts[best])[None, :]
                agrees = float(agreeing.probabilities(row, AGREEMENT)[0])
                out.setdefault(kind, []).append((float(scores[best]), agrees))
        return out


def threshold_for(scores: Sequence[dict[str, list[tuple[float, float]]]], kinds: Sequence[str], agree: float) -> float:
    """The lowest threshold at which no kind of trial without evidence is called support more often than allowed."""
    least = 0.0
    for kind in kinds:
        values = sorted(bears if agrees >= agree else 0.0 for one in scores for bears, agrees in one[kind])
        allowed = int(LIMIT * MARGIN * len(values))
        least = max(least, np.nextafter(values[-1 - allowed], 1.0))
    return float(least)


def support(claims: Claims, pool: Pool, *, with_meaning: bool, kinds: Sequence[str], title: str) -> tuple[float, float]:
    """Print how often support is found where it is and where it is not; return recall and the largest false rate."""
    trials = Trials(claims) if not hasattr(support, "trials") else support.trials
    support.trials = trials
    outcome: dict[str, list[bool]] = {}
    confused = np.zeros((2, 3), dtype=int)
    for seen, unseen in folds(pool.groups):
        inside, outside = set(pool.groups[seen].tolist()), set(pool.groups[unseen].tolist())
        bearing = fitted("sentences", pool.matrix[seen], pool.relevant[seen], FEATURES, with_meaning=with_meaning)
        known = [number for number in trials.told if number in inside]
        agreeing = fit_agreement(claims, known)
        limit = threshold_for([trials.scored(one, bearing, agreeing) for one in known], kinds, agreeing.threshold)
        for number in (one for one in trials.told if one in outside):
            claim = claims.claims[number]
            scores = trials.scored(number, bearing, agreeing)
            said = {
                kind: [(bears >= limit, agrees >= agreeing.threshold) for bears, agrees in of_kind]
                for kind, of_kind in scores.items()
            }
            for kind in ("cut", "swapped", "removed"):
                outcome.setdefault(kind, []).extend(there and agreed for there, agreed in said[kind])
            for name, (there, agreed) in zip(claim.gold, said["whole"], strict=True):
                true = claim.label[name] == "SUPPORT"
                confused[0 if true else 1, (0 if agreed else 1) if there else 2] += 1
    recall = confused[0, 0] / max(1, confused[0].sum())
    rates = {kind: float(np.mean(values)) for kind, values in outcome.items()}
    print(
        f"{title}: true support recall {recall:.3f} of {confused[0].sum()}; false support "
        + ", ".join(f"{kind} {rate:.3f} of {len(outcome[kind])}" for kind, rate in rates.items())
    )
    for row, name in enumerate(("supported", "contradicted")):
        print(
            f"  {name:12} called SUPPORTS {confused[row, 0]}, REFUTES {confused[row, 1]}, "
            f"NOT_ENOUGH_INFO {confused[row, 2]}"
        )
    return float(recall), max(rates[kind] for kind in kinds)


def quotes(folder: Path) -> None:
    """Compare every quoted sentence with its article, character by character."""
    prompts = [json.loads(line) for line in (folder / "prompts.jsonl").read_text("utf-8").splitlines()]
    exact = total = silent = 0
    for prompt in prompts:
        path = folder / "articles" / f"PMC{prompt['PMCID']}.txt"
        if not path.is_file():
            silent += 1
            continue
        text = path.read_text("utf-8")
        claim = f"{prompt['Intervention']} changes {prompt['Outcome']} compared with {prompt['Comparator']}"
        (weighed,) = weigh(claim, [(path.stem, "", text)])
        silent += not weighed.quotes
        total += len(weighed.quotes)
        exact += sum(text[one.start : one.end] == one.text and bool(one.text.strip()) for one in weighed.quotes)
    print(f"quoted spans exact: {exact} of {total}, for {len(prompts)} prompts, {silent} without a quote")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--encoder", default="none", help="minilm, none or the folder of a model")
    parser.add_argument("--cache", type=Path, default=None, help="folder in which vectors are kept between runs")
    parser.add_argument("--quotes", type=Path, default=None, help="folder of Evidence Inference")
    chosen = parser.parse_args()
    with_meaning = chosen.encoder != "none"
    encoder = CachedEncoder(open_encoder(chosen.encoder), chosen.cache) if with_meaning else None
    print(f"$ python benchmarks/evidence_filter.py {chosen.folder.name} --encoder {chosen.encoder}")
    print(f"{platform.machine()}, {platform.system()}, Python {platform.python_version()}, NumPy {np.__version__}; CPU")
    claims = Claims(chosen.folder, encoder) if (chosen.folder / "evidence.jsonl").is_file() else None
    kind = "sentences" if claims else "passages"
    pool = claims.pool() if claims else answers_pool(chosen.folder, encoder)
    print(
        f"{len(pool.missed)} questions, {len(pool.relevant)} candidate {kind}, {int(pool.relevant.sum())} relevant, "
        f"{int(pool.missed.sum())} more not found",
        flush=True,
    )
    precision = compare(pool, cross_validated(kind, pool, with_meaning=with_meaning))
    false = "not measured (no evidence.jsonl)"
    if claims:
        support(
            claims,
            pool,
            with_meaning=with_meaning,
            kinds=("removed", "swapped", "cut"),
            title="strict, also where only its sentences are cut out",
        )
        recall, rate = support(
            claims, pool, with_meaning=with_meaning, kinds=("removed", "swapped"), title="evidence removed or swapped"
        )
        false = f"{rate:.3f} (true support recall {recall:.3f})"
    if chosen.quotes is not None:
        quotes(chosen.quotes)
    print(f"precision {precision:.3f}, recall {RECALL:.3f}, false support {false}")


if __name__ == "__main__":
    main()
