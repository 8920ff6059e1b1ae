"""How sure an answer is, from the probabilities of the tokens that spell it."""

import math
import re
from collections.abc import Sequence
from typing import NamedTuple

from agent.confidence.options import Named, letters_of, named_option
from agent.confidence.spans import over, place, spoken
from agent.diagnosis import Confidence
from agent.dialects import Answered
from agent.state import Token

__all__ = ["from_choice", "from_tokens"]

_BARE = re.compile(r"[\W_]*([A-Za-z])[\W_]*")
"""A token that is a letter and signs: `A`, ` A`, `A.`, `(A)`, `>A`, `"A`, `**A`."""
_NOT_CALIBRATED = "not calibrated"


class _Masses(NamedTuple):
    listed: dict[str, float]
    """Probability of each letter [0-1], over all ways of writing it that the server listed."""
    unlisted: float
    """The most that letters which the server did not list can have together [0-1]."""


def from_tokens(answer: Answered | None, tokens: Sequence[Token], options: Sequence[str]) -> Confidence:
    """Confidence of a model that gives token probabilities.

    With options, where the answer names one by its letter: the probability of that letter, restricted to the options'
    letters and renormalised (`option-token`). Letters that the server did not list count against it with the most that
    they can have: each no more than the least probable token listed, together no more than what is left to 1. Where the
    option's text is written, there is no distribution over letters: the joint probability of that text (`option-text`),
    which is less than its share among the options. Without options: the geometric mean over the tokens of the answer,
    in a record over those of its leading value (`answer-tokens`).

    Args:
        answer: The answer; None where there is none.
        tokens: The tokens that reach into `answer.text`, in order; the first may begin before it.
        options: What there was to choose from; empty for an open question.

    Returns:
        0 where there is no answer, none of the options is named, or no probability is at hand.

    Source: first token after the answer tag, Med-RwR, arXiv 2510.18303, equations 6 and 7; length-normalised sequence
    likelihood, Malinin and Gales, arXiv 2002.07650.
    """
    if answer is None or (answer.record is not None and answer.record.get("abstain")):
        return Confidence(value=0.0, method="none", meaning="There is no answer.")
    words = spoken(answer, differential=not options)
    if words is None or not tokens:
        method = "option-token" if options else "answer-tokens"
        return Confidence(value=0.0, method=method, meaning="No answer whose tokens carry probabilities.")
    placed = place(answer, tokens)
    if not options:
        return _open(over(placed, words.start, words.end, answer.text))
    named = named_option(words.text, options)
    if named is None:
        return Confidence(value=0.0, method="option-token", meaning="The answer names none of the options.")
    start, end = (words.start + named.start, words.start + named.end) if words.literal else (words.start, words.end)
    if named.by == "letter":
        held = next((one for one in placed if one.start <= start < one.end), None)
        masses = None if held is None else _masses(held.token, start - held.start, letters_of(options))
        if masses is not None:
            return _by_letter(masses, letters_of(options)[named.index], "option-token")
    return _by_text(over(placed, start, end, answer.text), named)


def from_choice(tokens: Sequence[Token], options: Sequence[str], index: int) -> Confidence | None:
    """Confidence in an option from a request that allowed nothing but the options' letters.

    Servers differ in whether they renormalise over what is allowed (vLLM 0.32 does) or report the raw probabilities; it
    is renormalised here, so that both come to the same.

    Args:
        tokens: The tokens of the constrained reply.
        options: What there was to choose from; at most 26.
        index: The option that the free answer named; the constrained reply may have drawn another.

    Returns:
        None where the reply holds no letter with probabilities.
    """
    letters = letters_of(options)
    if index >= len(letters):
        return None
    for token in tokens:
        bare = _BARE.fullmatch(token.text)
        if bare is not None:
            masses = _masses(token, bare.start(1), letters)
            return None if masses is None else _by_letter(masses, letters[index], "option-choice")
    return None


def _masses(token: Token, at: int, letters: Sequence[str]) -> _Masses | None:
    """Probability of each letter at the place of a token; None if the token itself is none of them.

    Args:
        token: The token with its alternatives.
        at: Offset of the letter in it [characters].
        letters: The letters that count.
    """
    before, small = token.text[:at], token.text[at : at + 1].islower()
    if not _letter(token.text, before, small=small):
        return None
    found: dict[str, float] = {}
    listed = {**dict(token.alternatives), token.text: token.logprob}
    for text, logprob in listed.items():
        letter = _letter(text, before, small=small)
        if letter in letters:
            found[letter] = found.get(letter, 0.0) + math.exp(min(0.0, logprob))
    if math.fsum(found.values()) <= 0.0:
        return None
    missing = sum(letter not in found for letter in letters)
    left = max(0.0, 1.0 - math.fsum(math.exp(min(0.0, one)) for one in listed.values()))
    # A server adds the drawn token to its list however improbable it is, so it does not bound the others.
    others = [math.exp(min(0.0, one)) for text, one in token.alternatives if text != token.text]
    bound = min(left, missing * min(others)) if others else left
    return _Masses(listed=found, unlisted=bound if missing else 0.0)


def _letter(text: str, before: str, *, small: bool) -> str:
    """The letter that a token comes to, or an empty string.

    A small letter counts only where the answer is written small: " a" is mostly an article.
    """
    if before and text.startswith(before):
        text = text[len(before) :]
    bare = _BARE.fullmatch(text)
    if bare is None or (bare.group(1).islower() and not small):
        return ""
    return bare.group(1).upper()


def _by_letter(masses: _Masses, chosen: str, method: str) -> Confidence:
    total = math.fsum(masses.listed.values()) + masses.unlisted
    parts = {letter: masses.listed[letter] / total for letter in sorted(masses.listed)}
    if masses.unlisted > 0.0:
        parts["unlisted"] = masses.unlisted / total
    how = " in a request that allowed only these" if method == "option-choice" else ""
    return Confidence(
        value=min(1.0, parts.get(chosen, 0.0)),
        method=method,
        parts=parts,
        meaning=f"Probability of the chosen option's letter among the options' letters{how}; {_NOT_CALIBRATED}.",
    )


def _by_text(tokens: Sequence[Token], named: Named) -> Confidence:
    if not tokens:
        return Confidence(
            value=0.0, method=f"option-{named.by}", meaning="No tokens of the option carry probabilities."
        )
    joint = math.fsum(min(0.0, one.logprob) for one in tokens)
    return Confidence(
        value=math.exp(joint),
        method="option-text",
        parts=_sequence(tokens, joint),
        meaning=f"Joint probability of the option's text as it was written; {_NOT_CALIBRATED}.",
    )


def _open(tokens: Sequence[Token]) -> Confidence:
    if not tokens:
        return Confidence(value=0.0, method="answer-tokens", meaning="No answer whose tokens carry probabilities.")
    joint = math.fsum(min(0.0, one.logprob) for one in tokens)
    return Confidence(
        value=min(1.0, math.exp(joint / len(tokens))),
        method="answer-tokens",
        parts=_sequence(tokens, joint),
        meaning=f"Geometric mean of the probabilities of the answer's tokens; {_NOT_CALIBRATED}.",
    )


def _sequence(tokens: Sequence[Token], joint: float) -> dict[str, float]:
    # The least finite number: a probability of zero stays readable as JSON.
    return {"tokens": float(len(tokens)), "log_likelihood": max(joint, -1e9)}
