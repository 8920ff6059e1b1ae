"""What a reply may be held to: fields that a server honours, and schemas that end.

Source: vLLM 0.32, `sampling_params.StructuredOutputsParams`; a field without bounds lets a model write until it is cut
off (seen with a random model: white space and digits without end), and `guided_*` is silently ignored since 0.12.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from agent.errors import ConfigurationError

__all__ = ["held_to"]

KINDS = ("choice", "grammar", "json", "regex", "structural_tag")
"""Ways to hold a reply to a form, of which one is given."""
_SETTINGS = ("disable_additional_properties", "disable_any_whitespace", "whitespace_pattern")


def held_to(given: Mapping[str, Any]) -> dict[str, Any]:
    """Check a `structured_outputs` field.

    Args:
        given: One of `choice` (texts), `json` (a schema), `regex`, `grammar`, `structural_tag` (texts), and settings.

    Returns:
        The same as a dict.

    Raises:
        ConfigurationError: If it is none of these, or a schema in it lets a reply grow without end.
    """
    asked = [name for name in KINDS if given.get(name) is not None]
    strange = sorted(set(given) - {*KINDS, *_SETTINGS})
    if len(asked) != 1 or strange:
        raise ConfigurationError(
            f"structured_outputs holds {', '.join(map(repr, sorted(given))) or 'nothing'}; "
            f"give exactly one of {', '.join(KINDS)}."
        )
    value = given[asked[0]]
    if asked == ["choice"]:
        if not isinstance(value, list | tuple) or not value or not all(isinstance(one, str) and one for one in value):
            raise ConfigurationError("structured_outputs.choice is a list of texts, none of them empty.")
        return {**given, "choice": list(value)}
    if asked == ["json"] and isinstance(value, Mapping):
        for place in _unbounded(value, "json"):
            raise ConfigurationError(
                f"structured_outputs.{place} has no bound; give it an enum, a const, or a maximum "
                "(maxLength, maxItems, minimum and maximum, additionalProperties: false), or the model may write until "
                "it is cut off."
            )
    return dict(given)


def _unbounded(schema: Mapping[str, Any], place: str) -> Iterator[str]:
    """Places of a schema at which a value may grow without end."""
    if "enum" in schema or "const" in schema or "$ref" in schema:
        return
    kinds = schema.get("type", ())
    if not all(_bounded(kind, schema) for kind in ([kinds] if isinstance(kinds, str) else kinds)):
        yield place
    for name, one in _within(schema):
        yield from _unbounded(one, f"{place}{name}")


def _within(schema: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The schemas that a schema is made of, with their places."""
    for name in ("anyOf", "oneOf", "allOf"):
        yield from ((f".{name}[{number}]", one) for number, one in enumerate(schema.get(name, ())))
    for name in ("properties", "$defs"):
        yield from ((f".{key}", one) for key, one in schema.get(name, {}).items())
    if isinstance(schema.get("items"), Mapping):
        yield "[]", schema["items"]


def _bounded(kind: str, schema: Mapping[str, Any]) -> bool:
    match kind:
        case "string":
            return "maxLength" in schema or "pattern" in schema or "format" in schema
        case "integer" | "number":
            # A bound on the size of a number bounds an integer's digits; a fraction's are bounded by the server.
            return ("maximum" in schema or "exclusiveMaximum" in schema) and (
                "minimum" in schema or "exclusiveMinimum" in schema
            )
        case "array":
            return "maxItems" in schema
        case "object":
            return schema.get("additionalProperties") is False
    return kind in ("boolean", "null")
