"""Structured outputs: a reply out of a list of choices, of a JSON schema, or of a regular expression.

A real server masks the model's tokens, so that a reply cannot be anything else. Here the words come from a policy:
a choice is made from what the policy finds probable, and any other reply is checked and refused when it does not fit,
because a policy that says what a guided model cannot say is a fault of the test. Grammars and structural tags are taken
and not checked: only a real server compiles them.

Source: vLLM 0.32, `StructuredOutputsParams` (fields, and the two complaints on their number); that log-probabilities
are renormalised over what is allowed was seen on its CPU build.
"""

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from evals.servers.images import BadRequest
from evals.servers.reply import Reply, Token
from evals.servers.schema import misfit, unknown_keywords

__all__ = ["Constraint", "Unguided", "constrained", "read_constraint"]

_KINDS = ("json", "regex", "choice", "grammar", "json_object", "structural_tag")
_FLOOR = 1e-9
"""Probability of a choice that the policy does not mention [1]: small beside any that it does (ours)."""


class Unguided(Exception):
    """The policy's reply is not one that a guided model could have given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Constraint:
    """What a reply is held to."""

    kind: Literal["choice", "json", "regex", "json_object", "grammar", "structural_tag"]
    value: Any
    """The choices, the schema, the expression, or the grammar."""


def read_constraint(asked: Mapping[str, Any] | None, response_format: Mapping[str, Any] | None) -> Constraint | None:
    """Read the two fields that may hold a constraint.

    Raises:
        BadRequest: If there is none or more than one in it, or it cannot be used.
    """
    if asked is None:
        return _from_format(response_format)
    given = {kind: asked[kind] for kind in _KINDS if asked.get(kind) is not None}
    if len(given) > 1:
        message = "You can only use one kind of structured outputs constraint but multiple are specified: " + str(given)
        raise BadRequest(message)
    if not given:
        message = "You must use one kind of structured outputs constraint but none are specified: " + str(dict(asked))
        raise BadRequest(message)
    ((kind, value),) = given.items()
    return _constraint(kind, value)


def _constraint(kind: str, value: Any) -> Constraint:  # noqa: C901 - a table of what a server takes
    match kind, value:
        case "choice", [] | ():
            message = "Choice '[]' cannot be an empty list"
            raise BadRequest(message)
        case "choice", [*choices] if all(isinstance(one, str) for one in choices):
            return Constraint(kind="choice", value=tuple(choices))
        case "json", str() | dict():
            return Constraint(kind="json", value=_schema(value))
        case "regex", str():
            return Constraint(kind="regex", value=_expression(value))
        case "json_object", True:
            return Constraint(kind="json_object", value=None)
        case "grammar" | "structural_tag", str() if not value.strip():
            message = f"structured_outputs.{kind} cannot be an empty string"
            raise BadRequest(message)
        case "grammar", str():
            return Constraint(kind="grammar", value=value)
        case "structural_tag", str():
            return Constraint(kind="structural_tag", value=value)
    message = f"structured_outputs.{kind} cannot be used with this server"
    raise BadRequest(message)


def constrained(reply: Reply, constraint: Constraint | None) -> Reply:
    """Hold a reply to a constraint.

    Args:
        reply: What the policy says.
        constraint: What was asked for.

    Returns:
        The reply; for a choice, one token that is the choice, with the probabilities of all of them renormalised.

    Raises:
        Unguided: If the policy's reply does not fit.
    """
    if constraint is None or constraint.kind in ("grammar", "structural_tag"):
        return reply
    if constraint.kind == "choice":
        return _choose(reply, constraint.value)
    if constraint.kind == "regex":
        if constraint.value.fullmatch(reply.text) is None:
            message = f"the policy's reply does not match {constraint.value.pattern!r}"
            raise Unguided(message)
        return reply
    return _fitting(reply, constraint.value)


def _fitting(reply: Reply, schema: Mapping[str, Any] | None) -> Reply:
    try:
        found = json.loads(reply.text)
    except ValueError as error:
        message = f"the policy's reply is not JSON: {error}"
        raise Unguided(message) from error
    problem = misfit(found, schema) if schema is not None else None
    if problem is not None:
        message = f"the policy's reply does not fit the schema: {problem}"
        raise Unguided(message)
    return reply


def _choose(reply: Reply, choices: tuple[str, ...]) -> Reply:
    weights = dict.fromkeys(choices, _FLOOR)
    tokens = reply.spelled()
    said = reply.text.strip()
    if said in weights:
        weights[said] = math.exp(sum(token.logprob for token in tokens))
    for text, logprob in tokens[0].top if tokens else ():
        if text.strip() in weights:
            weights[text.strip()] = max(weights[text.strip()], math.exp(logprob))
    best = said if said in weights else max(choices, key=weights.__getitem__)
    total = sum(weights.values())
    shares = {choice: min(0.0, math.log(weight / total)) for choice, weight in weights.items()}
    top = tuple(sorted(shares.items(), key=lambda one: -one[1]))
    return Reply(text=best, tokens=(Token(text=best, logprob=shares[best], top=top),))


def _from_format(asked: Mapping[str, Any] | None) -> Constraint | None:
    match asked:
        case {"type": "json_schema", "json_schema": {"schema": dict(schema)}}:
            return Constraint(kind="json", value=_schema(schema))
        case {"type": "json_object"}:
            return Constraint(kind="json_object", value=None)
    return None


def _schema(value: str | dict[str, Any]) -> dict[str, Any]:
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError as error:
            message = f"structured_outputs.json is no JSON: {error}"
            raise BadRequest(message) from error
    if not isinstance(value, dict):
        message = "structured_outputs.json must be a JSON schema"
        raise BadRequest(message)
    unknown = unknown_keywords(value)
    if unknown:
        message = f"The provided JSON schema contains features not supported by this server: {', '.join(unknown)}"
        raise BadRequest(message)
    return value


def _expression(value: str) -> re.Pattern[str]:
    try:
        return re.compile(value)
    except re.error as error:
        message = f"structured_outputs.regex is no regular expression: {error}"
        raise BadRequest(message) from error
