"""From a letter or a question to what is searched: its parts weighed, with clinical words beside everyday ones."""

import re
from dataclasses import dataclass

from corpora.expansion.letters import Letter, kinds_asked, noise_words, read_letter
from corpora.expansion.synonyms import synonyms
from corpora.tokens import content_words

__all__ = ["Reformulated", "reformulate"]

_ASKED, _TOLD, _ADDED = 2, 1, 2
"""How often the words of subject and questions, of the story and of what was added are searched for [1]. Source: of all
choices from 1-3, 0-1 and 0-2 one of the best on our own letters (`corpora/letters.toml`, BM25, nDCG@10): 0.81 against
0.68 for the letters as they are and 0.88 for what an expert would ask; without the story it falls to 0.72, without what
is added to 0.71. No question of anyone else's was looked at."""
_SUB_QUESTIONS = 4
"""Most sub-questions [1]; the multi-chain system of the field caps them at four."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reformulated:
    """A question in words that can be searched."""

    original: str
    meaning: str
    """The letter without courtesy, and what was added: for search by meaning."""
    words: str
    """Search words, the important ones repeated: for search by words."""
    questions: tuple[str, ...]
    """Sub-questions, each whole in itself: the subject stands before those that leave it out."""
    kinds: tuple[str, ...]
    """Kinds of answer asked for, such as `treatment`."""
    added: tuple[str, ...]
    """Synonyms and clinical words that were added."""


def reformulate(text: str) -> Reformulated:
    """Reformulate a question or letter by rules; the language stays as given.

    Courtesy goes; what is asked weighs more than what is told; abbreviations and everyday words get their clinical
    counterparts beside them, and the kind of answer its name.

    Args:
        text: What was written.
    """
    letter = read_letter(text)
    asked, told = " . ".join(letter.questions), " . ".join(letter.story)
    whole = " . ".join(part for part in (letter.subject, asked, told) if part) or text.strip()
    added = synonyms(whole)
    kinds = kinds_asked(asked or whole)
    parts = (
        (f"{letter.subject} {asked}", _ASKED),
        (told, _TOLD),
        (" ".join(added), _ADDED),
        (" ".join(kinds.values()), 1),
    )
    words = [word for part, times in parts for word in _without_noise(part) * times]
    return Reformulated(
        original=text,
        meaning=" ".join((whole, *added)),
        words=" ".join(words) or text,
        questions=_sub_questions(letter),
        kinds=tuple(kinds),
        added=added,
    )


def _without_noise(text: str) -> list[str]:
    noise = noise_words()
    words = re.findall(r"[^\s,;:?!()\"]+", text)
    return [word for word in words if word.strip(".'-").lower() not in noise and word != "."]


def _sub_questions(letter: Letter) -> tuple[str, ...]:
    about = set(content_words(letter.subject))
    found = [
        one if not about or about & set(content_words(one)) else f"{letter.subject}: {one}" for one in letter.questions
    ]
    return tuple(found[:_SUB_QUESTIONS])
