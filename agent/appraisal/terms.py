"""How rare a term is in biomedical abstracts, from a table that ships, so that no index is needed."""

import json
import math
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

__all__ = ["TermTable", "term_table"]

_FILE = Path(__file__).parent / "weights" / "terms.json"


class TermTable(BaseModel):
    """In how many texts each term stands; `benchmarks/train_evidence_filter.py` writes it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    counted_in: str = Field(min_length=1)
    licence: str = Field(min_length=1)
    texts: int = Field(ge=1)
    """Texts that were counted [1]."""
    terms: dict[int, str]
    """Terms by the number of texts that have them, parted by spaces; what stands in one text only is left out."""

    def rarity(self) -> dict[str, float]:
        """Weight of each term [1]: the inverse document frequency of BM25 (Robertson and Zaragoza 2009)."""
        return {
            term: math.log1p((self.texts - count + 0.5) / (count + 0.5))
            for count, terms in self.terms.items()
            for term in terms.split(" ")
        }

    def rarest(self) -> float:
        """Weight of a term that is not in the table [1]: as if it stood in one text."""
        return math.log1p((self.texts - 0.5) / 1.5)


@cache
def term_table() -> tuple[Mapping[str, float], float]:
    """Weights of the terms, and that of any other term."""
    table = TermTable.model_validate(json.loads(_FILE.read_text("utf-8")))
    return table.rarity(), table.rarest()
