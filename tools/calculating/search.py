"""Finding a calculator by what it is for: BM25 over titles, aliases, inputs and what each one tells."""

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from math import log

from tools.calculating.calculator import Calculator
from tools.calculating.library import load_calculator, names_of_calculators

__all__ = ["Hit", "search_calculators"]

K1, B = 1.2, 0.75
"""How soon a repeated word stops counting, and how much long descriptions are discounted [1]. Source: defaults of
Lucene's BM25Similarity; Robertson and Zaragoza 2009, doi:10.1561/1500000019."""
_WEIGHTS = {"name": 3, "title": 3, "aliases": 2, "about": 1, "inputs": 1}
"""How often the words of each part count (ours): a question names a score more often than it names its inputs."""
_TOKEN = re.compile(r"[a-z]+|\d+")
_COMMON = frozenset(
    _TOKEN.findall(
        "a an and are as at be by calculate calculated calculator can do does estimate estimated for from give has "
        "have how in is it of on or patient patients s score scores should the this to using value was what which who "
        "with would"
    )
)
"""Words that every question about a calculator has."""

Hit = tuple[Calculator, float]
"""A calculator with its score, which means nothing by itself."""


def _stem(word: str) -> str:
    """Plural and singular count as one word."""
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def _tokens(text: str) -> list[str]:
    """Words and numbers; `CHA2DS2-VASc` also as one word, as people write it in one."""
    low = text.lower().replace("₂", "2")
    words = [one for one in _TOKEN.findall(low) if one not in _COMMON]
    joined = [re.sub(r"[^a-z0-9]", "", one) for one in low.split() if re.search(r"\d|-", one)]
    return [_stem(one) for one in (*words, *(one for one in joined if one))]


def _document(calculator: Calculator) -> list[str]:
    parts = {
        "name": calculator.name.replace("_", " "),
        "title": calculator.title,
        "aliases": " ".join(calculator.aliases),
        "about": f"{calculator.about} {calculator.specialty}",
        "inputs": " ".join(f"{one.name.replace('_', ' ')} {one.kind.meaning}" for one in calculator.inputs),
    }
    return [word for part, text in parts.items() for word in _tokens(text) * _WEIGHTS[part]]


def _called(calculator: Calculator) -> tuple[frozenset[str], ...]:
    """The words of each of its names."""
    title = calculator.title.split(" (")[0]
    names = (calculator.name.replace("_", " "), title, *calculator.aliases)
    return tuple(words for one in names if (words := frozenset(_tokens(one))))


@dataclass(frozen=True, slots=True)
class _Index:
    """Counts of words by calculator, its names, in how many calculators each word is, and the mean length."""

    documents: dict[str, Counter[str]]
    names: dict[str, tuple[frozenset[str], ...]]
    spread: Counter[str]
    mean: float

    def rarity(self, word: str) -> float:
        """How much a word tells."""
        many = len(self.documents)
        return log(1 + (many - self.spread[word] + 0.5) / (self.spread[word] + 0.5))

    def score(self, name: str, words: frozenset[str]) -> float:
        """BM25, and the words of a name once more where the question has all of them."""
        counts = self.documents[name]
        long = 1 - B + B * counts.total() / self.mean
        shared = sorted(word for word in words if counts[word])
        plain = sum(self.rarity(word) * counts[word] * (K1 + 1) / (counts[word] + K1 * long) for word in shared)
        named = [sum(map(self.rarity, sorted(one))) for one in self.names[name] if one <= words]
        return plain + max(named, default=0.0)


@cache
def _index() -> _Index:
    every = {name: load_calculator(name) for name in names_of_calculators()}
    documents = {name: Counter(_document(one)) for name, one in every.items()}
    spread = Counter(word for counts in documents.values() for word in counts)
    mean = sum(counts.total() for counts in documents.values()) / max(1, len(documents))
    return _Index(documents, {name: _called(one) for name, one in every.items()}, spread, mean)


def search_calculators(question: str, most: int = 3) -> tuple[Hit, ...]:
    """The calculators nearest to a question, best first; ties by name.

    Args:
        question: In words.
        most: How many are wanted.
    """
    index, words = _index(), frozenset(_tokens(question))
    scores = {name: index.score(name, words) for name in index.documents}
    best = sorted((name for name in scores if scores[name] > 0), key=lambda name: (-scores[name], name))[:most]
    return tuple((load_calculator(name), scores[name]) for name in best)
