"""Words and marks as NLTK's `word_tokenize` cuts them."""

import re

from evals.errors import ScoringError

__all__ = ["nltk_words"]

_SENTENCES = re.compile(r"(?<=[.!?])\s+")
"""Where sentences end. NLTK uses a trained model whose data is not shipped; the two differ at abbreviations only, where
a point stays with its word or not."""


def nltk_words(text: str) -> list[str]:
    """Return the words and marks of a text in order.

    Raises:
        ScoringError: If NLTK is not installed.
    """
    try:
        from nltk.tokenize.destructive import NLTKWordTokenizer
    except ModuleNotFoundError as error:
        raise ScoringError(
            f"{error.name} is needed to count words: install mmedexpert-agent[benchmarks], or leave that figure out."
        ) from None
    tokenizer = NLTKWordTokenizer()
    return [word for sentence in _SENTENCES.split(text) for word in tokenizer.tokenize(sentence)]
