"""How sure an answer is: from token probabilities where a model gives them, else from the evidence behind it.

The number that a model writes about itself is never used as it stands. No answer is 0.

| method | what it is |
|---|---|
| `option-token` | probability of the letter written, among the options' letters |
| `option-text` | joint probability of the option's text as written |
| `option-choice` | probability of the option among the letters, in a request that allows nothing else |
| `answer-tokens` | geometric mean of the probabilities of the answer's tokens |
| `finding-certainty` | certainty of the finding that the answer rests on |
| `evidence-coverage` | probability of the leading diagnosis, lowered by what is unknown |
| `none` | there is no answer |

`+agreement` after a method: the least of it and of the share of further samples that come to the same answer.
"""

from agent.confidence.agreement import agreeing, answer_key, with_agreement
from agent.confidence.evidence import from_evidence
from agent.confidence.options import Named, letters_of, named_option, option_of
from agent.confidence.spans import Placed, Spoken, answer_tokens, over, place, spoken
from agent.confidence.tokens import from_choice, from_tokens

__all__ = [
    "Named",
    "Placed",
    "Spoken",
    "agreeing",
    "answer_key",
    "answer_tokens",
    "from_choice",
    "from_evidence",
    "from_tokens",
    "letters_of",
    "named_option",
    "option_of",
    "over",
    "place",
    "spoken",
    "with_agreement",
]
