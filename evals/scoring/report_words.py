"""BLEU-1 and ROUGE-L of a report as TemMed-Bench computes them.

Source: Eval/metrics/ReportGeneration_eval.ipynb of https://github.com/Levi-ZJY/TemMed-Bench (commit f9ffc27): texts in
small letters, NLTK's `word_tokenize`, `sentence_bleu` of single words with smoothing method 1, and `rougeL` of
rouge-score with its stemmer. Its third figure, METEOR, needs WordNet's data and is left out.
"""

import math
from collections import Counter

from evals.errors import ScoringError
from evals.scoring.nltk_words import nltk_words

__all__ = ["report_words"]


def report_words(said: str, wanted: str) -> tuple[float, float]:
    """Return BLEU-1 and ROUGE-L [0-1].

    Args:
        said: The report that was written.
        wanted: The reference.

    Raises:
        ScoringError: If the libraries are not installed.
    """
    try:
        from rouge_score.rouge_scorer import RougeScorer
    except ModuleNotFoundError as error:
        raise ScoringError(
            f"{error.name} is needed to score reports: install mmedexpert-agent[benchmarks], or leave reports out."
        ) from None
    one, other = said.strip().lower(), wanted.strip().lower()
    if not one or not other:
        one = " "
    candidate, reference = nltk_words(one), nltk_words(other)
    rouge = RougeScorer(["rougeL"], use_stemmer=True).score(" ".join(reference), " ".join(candidate))
    return _bleu1(candidate, reference), float(rouge["rougeL"].fmeasure)


def _bleu1(candidate: list[str], reference: list[str]) -> float:
    shared = sum((Counter(candidate) & Counter(reference)).values())
    if not shared or not candidate:
        # With no word shared NLTK returns 0 before it smooths, so that its smoothing never comes to bear.
        return 0.0
    short = math.exp(1 - len(reference) / len(candidate)) if len(candidate) < len(reference) else 1.0
    return short * shared / len(candidate)
