"""Does the filter find support where it is, and none where it is not? Trials on claims whose evidence is known.

Four kinds of trial, each with what a search would return in that case, so that a passage stands among rivals as it
would in use: `whole` (the abstracts found and the claim's evidence; each abstract with evidence is judged), `removed`
(the abstracts found, less those with evidence; the best three are judged, and one support among them is a false one),
`swapped` (the same, with another claim's evidence among them, which is judged), `cut` (as whole, with the evidence
sentences cut out of the abstract that is judged). All four are also made of one passage at a time, weighed alone.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from agent.appraisal.passage_features import (
    BEARING,
    EVIDENCE,
    STANDING,
    Reading,
    bearing_matrix,
    contexts,
    evidence_matrix,
    read_passage,
)
from agent.appraisal.scorer import Scorer
from agent.appraisal.sentence_features import Asked
from agent.appraisal.stance import Scorers, agreement_of
from benchmarks.evidence_fitting import fit_agreement, fitted
from benchmarks.evidence_outcomes import Limit, threshold_for
from benchmarks.evidence_sets import TOP, Claims

RIVALS = 5
"""Abstracts without evidence that are learnt from in a trial [1]: those that are judged and the next two."""
AROUND = 2
"""Most sentences to each side of one that make a short passage [1]: three to five, as in chunks of guidelines."""
_INNER = 4
"""Parts of the inner cross-validation that a threshold is chosen by [1]."""


@dataclass(frozen=True)
class Trial:
    """Passages that were found together, and which of them are judged."""

    kind: str
    matrices: tuple[NDArray[np.float64], ...]
    """Of the sentences of each passage."""
    context: NDArray[np.float64]
    texts: tuple[Sequence[str], ...]
    judged: tuple[int, ...]
    gold: tuple[frozenset[int], ...]
    """Evidence sentences of each passage."""
    labels: tuple[str, ...]
    """SUPPORT, CONTRADICT or nothing for each passage."""


def _parted(trial: Trial) -> list[Trial]:
    """The passages that are judged, each in a trial of its own."""
    own = len(BEARING) - trial.context.shape[1]
    parted = []
    for place in trial.judged:
        # Without rivals a passage keeps its values, and stands nowhere.
        context = np.where([name in STANDING for name in BEARING[own:]], 0.0, trial.context[place])
        matrix = bearing_matrix(Reading(trial.matrices[place][:, :own], context), context)
        parted.append(
            Trial(
                trial.kind,
                (matrix,),
                context[None, :],
                (trial.texts[place],),
                (0,),
                (trial.gold[place],),
                (trial.labels[place],),
            )
        )
    return parted


class Trials:
    """All trials of all claims."""

    def __init__(self, claims: Claims, seed: int = 0, *, alone: bool = False, short: bool = False) -> None:
        """Make the trials, each of passages among their rivals, or of one passage alone; whole or cut down."""
        self.claims, self.alone, self.short = claims, alone, short
        self._spans: dict[tuple[int, str], slice] = {}
        self.told = [number for number, one in enumerate(claims.claims) if one.gold]
        order = np.random.default_rng(seed).permutation(len(self.told))
        self._next = {self.told[one]: self.told[other] for one, other in zip(order, np.roll(order, -1), strict=True)}
        self.of = {number: self._of(number) for number in range(len(claims.claims))}
        if alone:
            self.of = {
                number: {kind: [part for trial in trials for part in _parted(trial)] for kind, trials in of.items()}
                for number, of in self.of.items()
            }

    def _of(self, number: int) -> dict[str, list[Trial]]:
        claim = self.claims.claims[number]
        asked = Asked.of(claim.text)
        found = [name for name, _ in claim.found]
        every = list(dict.fromkeys([*found, *claim.gold]))
        others = [name for name in found if name not in claim.gold]
        known = {name: self._read(asked, number, name) for name in every}
        out = {"found": [self._trial("found", number, found, known, tuple(range(TOP)))]}
        if not claim.gold:
            return out
        places = tuple(every.index(name) for name in claim.gold)
        out["whole"] = [self._trial("whole", number, every, known, places)]
        out["removed"] = [self._trial("removed", number, others, known, tuple(range(min(TOP, len(others)))))]
        swapped = self._other(number)
        with_other = {**known, swapped: self._read(asked, number, swapped)}
        rivals = [name for name in others if name != swapped]
        out["swapped"] = [self._trial("swapped", number, [*rivals, swapped], with_other, (len(rivals),))]
        out["cut"] = [
            self._trial(
                "cut", number, every, {**known, name: self._read(asked, number, name, claim.gold[name])}, (place,)
            )
            for name, place in zip(claim.gold, places, strict=True)
        ]
        return out

    def _span(self, number: int, name: str) -> slice:
        """Which sentences of a document are read for a claim: all, or a few around its evidence or anywhere."""
        count = len(self.claims.documents[name]["sentences"])
        if not self.short:
            return slice(0, count)
        if (number, name) not in self._spans:
            rng = np.random.default_rng([number, *name.encode()])
            gold = sorted(self.claims.claims[number].gold.get(name, ()))
            middle, around = int(rng.choice(gold) if gold else rng.integers(count)), int(rng.integers(1, AROUND + 1))
            self._spans[number, name] = slice(max(0, middle - around), min(count, middle + around + 1))
        return self._spans[number, name]

    def _other(self, number: int) -> str:
        """A document that is evidence for another claim, drawn at random, and not for this one."""
        following = self._next[number]
        while following != number:
            for name in self.claims.claims[following].gold:
                if name not in self.claims.claims[number].gold:
                    return name
            following = self._next[following]
        raise ValueError("all claims have the same evidence")

    def _read(self, asked: Asked, number: int, name: str, cut: frozenset[int] = frozenset()):  # noqa: ANN202
        document, span = self.claims.documents[name], self._span(number, name)
        kept = [document["sentences"][place] for place in range(span.start, span.stop) if place not in cut]
        # A chunk of a longer text has seldom a title that says what it says.
        title = "" if self.short and (number + len(name)) % 2 else document["title"]
        return read_passage(asked, title, kept, self.claims.cosines(asked.text, kept)), kept

    def _trial(self, kind: str, number: int, names: Sequence[str], known: Mapping, judged: tuple[int, ...]) -> Trial:
        claim = self.claims.claims[number]
        context = contexts([known[name][0] for name in names])
        return Trial(
            kind,
            tuple(bearing_matrix(known[name][0], row) for name, row in zip(names, context, strict=True)),
            context,
            tuple(known[name][1] for name in names),
            judged,
            tuple(self._gold(number, name) for name in names),
            tuple(claim.label.get(name, "") for name in names),
        )

    def _gold(self, number: int, name: str) -> frozenset[int]:
        span = self._span(number, name)
        gold = self.claims.claims[number].gold.get(name, frozenset())
        return frozenset(place - span.start for place in gold if span.start <= place < span.stop)

    def sentence_table(self, numbers: Sequence[int]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        """Sentences to learn from, and which are evidence."""
        rows, truth = [], []
        for number in numbers:
            kinds = ("whole", "removed", "swapped") if "whole" in self.of[number] else ("found",)
            for kind in kinds if self.alone else ("found", "removed", "swapped", "whole"):
                for trial in self.of[number].get(kind, ()):
                    for place in trial.judged:
                        if kind == "whole" and place < TOP and not self.alone:
                            continue  # it is among those found already
                        rows.append(trial.matrices[place])
                        truth += [one in trial.gold[place] for one in range(len(trial.matrices[place]))]
        return np.vstack(rows), np.array(truth)

    def evidence_table(
        self, numbers: Sequence[int], scored: Mapping[int, Mapping[str, list[NDArray[np.float64]]]]
    ) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        """Passages to learn from, and which hold evidence."""
        rows, truth = [], []
        for number in numbers:
            for kind in ("whole", "removed", "swapped") if "whole" in scored[number] else ("found",):
                for trial, matrix in zip(self.of[number][kind], scored[number][kind], strict=True):
                    used = [n for n in range(len(matrix)) if n < RIVALS or n in trial.judged]
                    rows.append(matrix[used])
                    truth += [bool(trial.gold[n]) for n in used]
        return np.vstack(rows), np.array(truth)

    def features(self, number: int, scorers: Scorers) -> dict[str, list[NDArray[np.float64]]]:
        """Features of the passages of each trial of a claim."""
        return {
            kind: [
                evidence_matrix(
                    [scorers.sentences.probabilities(one, BEARING) for one in trial.matrices], trial.context
                )
                for trial in trials
            ]
            for kind, trials in self.of[number].items()
        }

    def judged(
        self, number: int, scorers: Scorers, scored: Mapping[str, list[NDArray[np.float64]]]
    ) -> dict[str, list[list[tuple[float, float, str]]]]:
        """Per trial and passage judged: probability of evidence, agreement, and what is true."""
        claim = self.claims.claims[number].text
        out: dict[str, list[list[tuple[float, float, str]]]] = {}
        for kind in ("whole", "removed", "swapped", "cut"):
            for trial, matrix in zip(self.of[number][kind], scored[kind], strict=True):
                values = scorers.evidence.probabilities(matrix, EVIDENCE)
                found = []
                for place in trial.judged:
                    if not len(trial.matrices[place]):
                        found.append((0.0, 0.5, trial.labels[place]))
                        continue
                    odds = scorers.sentences.probabilities(trial.matrices[place], BEARING)
                    best = np.argsort(-odds, kind="stable")[:3]
                    texts = [(trial.texts[place][one], float(odds[one])) for one in best]
                    agrees = agreement_of(claim, texts, scorers.agreement)
                    found.append((float(values[place]), agrees, trial.labels[place]))
                out.setdefault(kind, []).append(found)
        return out

    def false(self, number: int, said: Mapping, scorers: Scorers) -> list[dict[str, object]]:
        """The passages that are called support though the evidence of the claim was removed."""
        claim = self.claims.claims[number]
        others = [name for name, _ in claim.found if name not in claim.gold]
        (judged,) = said["removed"]
        return [
            {"claim_id": claim.id, "claim": claim.text, "doc_id": name, **self._quoted(name), "bears": round(bears, 4)}
            for name, (bears, agrees, _) in zip(others, judged, strict=False)
            if bears >= scorers.evidence.threshold and agrees >= scorers.agreement.threshold
        ]

    def _quoted(self, name: str) -> dict[str, object]:
        document = self.claims.documents[name]
        return {"title": document["title"], "sentences": document["sentences"]}


def _features(
    trials: Trials, numbers: Iterable[int], sentences: Scorer, agreement: Scorer
) -> dict[int, dict[str, list[NDArray[np.float64]]]]:
    scorers = Scorers(sentences=sentences, evidence=sentences, agreement=agreement)
    return {number: trials.features(number, scorers) for number in numbers}


def fit(
    trials: Trials,
    numbers: Sequence[int],
    limits: Sequence[Limit],
    *,
    with_meaning: bool,
    seed: int = 0,
    **more: str,
) -> tuple[list[Scorers], dict[int, dict[str, list[NDArray[np.float64]]]]]:
    """Fit all weights on some claims, and choose the threshold by an inner cross-validation over the same claims.

    Returns:
        The weights, with one threshold for each limit, and the features of all passages under them.
    """
    about = {"with_meaning": with_meaning, **more}
    told = [number for number in numbers if number in trials.told]
    ending = ("_alone" if trials.alone else "") + ("_short" if trials.short else "")
    sentences = fitted(f"sentences{ending}", *trials.sentence_table(numbers), BEARING, **about)
    agreement = fit_agreement(trials.claims, told, **more)
    scored = _features(trials, trials.of, sentences, agreement)
    part = np.random.default_rng(seed).permutation(len(numbers)) % _INNER
    held_out: dict[int, dict[str, list[list[tuple[float, float, str]]]]] = {}
    for inner in range(_INNER):
        inside = [number for number, of in zip(numbers, part, strict=True) if of != inner]
        # As in use, neither weights have seen the claims that the threshold is chosen by.
        apart = fitted(f"sentences{ending}", *trials.sentence_table(inside), BEARING, **about)
        known = _features(trials, numbers, apart, agreement)
        evidence = fitted(f"evidence{ending}", *trials.evidence_table(inside, known), EVIDENCE, **about)
        chosen = Scorers(sentences=apart, evidence=evidence, agreement=agreement)
        for number in (one for one, of in zip(numbers, part, strict=True) if of == inner and one in trials.told):
            held_out[number] = trials.judged(number, chosen, known[number])
    evidence = fitted(f"evidence{ending}", *trials.evidence_table(numbers, scored), EVIDENCE, **about)
    several = []
    for limit in limits:
        threshold = threshold_for(list(held_out.values()), limit, agreement.threshold)
        limited = evidence.model_copy(update={"threshold": threshold})
        several.append(Scorers(sentences=sentences, evidence=limited, agreement=agreement))
    return several, scored
