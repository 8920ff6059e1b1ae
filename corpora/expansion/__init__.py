"""Questions as people write them, put into words that can be searched: by rules and tables, without a model."""

from corpora.expansion.letters import kinds_asked
from corpora.expansion.pico import Pico, read_pico
from corpora.expansion.reformulation import Reformulated, reformulate
from corpora.expansion.searching import search_reformulated
from corpora.expansion.synonyms import synonyms

__all__ = ["Pico", "Reformulated", "kinds_asked", "read_pico", "reformulate", "search_reformulated", "synonyms"]
