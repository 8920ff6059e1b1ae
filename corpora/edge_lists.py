"""Foreign knowledge graphs, read from a local path in the layout that they are published in; nothing is fetched.

PrimeKG   kg.csv with a header: relation, display_relation, x_index, x_id, x_type, x_name, x_source, y_...
          Source: Chandak, Huang, Zitnik, Sci Data 2023, doi:10.1038/s41597-023-01960-3; Harvard Dataverse IXA7BM.
UMLS      MRCONSO.RRF (names) and MRREL.RRF (relations), bars between fields, no header.
          Source: UMLS Reference Manual, Metathesaurus Rich Release Format, sections 3.3.4 and 3.3.9. Needs a licence.
any       a table with the header head, relation, tail, by tabs or commas.
"""

import csv
import itertools
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from corpora.errors import UnreadableEdges
from guidelines.relation import Entity, Relation

__all__ = ["read_prime_kg", "read_triples", "read_umls"]

_LONGEST_FIELD = 10_000
"""Characters of one field [1]; a longer one is a broken file."""
_PRIME_KG = ("display_relation", "x_index", "x_type", "x_name", "y_index", "y_type", "y_name")
_TRIPLES = ("head", "relation", "tail")
_CONCEPT, _LANGUAGE, _TERM_STATUS, _STRING_TYPE, _STRING, _NAME_SUPPRESSED, _CONSO_FIELDS = 0, 1, 2, 4, 14, 16, 18
"""Columns of MRCONSO.RRF: CUI, LAT, TS, STT, STR, SUPPRESS; 18 in all."""
_FIRST, _KIND, _SECOND, _NAMED_KIND, _ORIGIN, _SUPPRESSED, _REL_FIELDS = 0, 3, 4, 7, 10, 14, 16
"""Columns of MRREL.RRF: CUI1, REL, CUI2, RELA, SAB, SUPPRESS; 16 in all."""


def read_prime_kg(path: Path | str, *, relations: Iterable[str] = (), kinds: Iterable[str] = ()) -> Iterator[Relation]:
    """Read PrimeKG's `kg.csv`, a row at a time.

    The file lists each relation in both directions; the second is left out.

    Args:
        path: The file.
        relations: Values of `relation` or `display_relation` to keep, such as `disease_phenotype_positive`; all where
            none is given.
        kinds: Types of node that both ends must have, such as `disease`; all where none is given.

    Raises:
        UnreadableEdges: If the file cannot be read or lacks a column.
    """
    wanted, types = set(relations), set(kinds)
    seen: set[tuple[str, str, str]] = set()
    for row in _rows(Path(path), _PRIME_KG):
        labels = {row["display_relation"], row.get("relation", "")}
        if (wanted and not wanted & labels) or (types and not {row["x_type"], row["y_type"]} <= types):
            continue
        low, high = sorted((row["x_index"], row["y_index"]))
        key = (row["display_relation"], low, high)
        if key not in seen:
            seen.add(key)
            yield Relation(
                subject=_node(row["x_index"], row["x_type"], row["x_name"]),
                predicate=row["display_relation"],
                object=_node(row["y_index"], row["y_type"], row["y_name"]),
            )


def _node(index: str, kind: str, name: str) -> Entity:
    return Entity(id=f"primekg:{index}", kind=kind, name=name)


def read_triples(path: Path | str) -> Iterator[Relation]:
    """Read a table with the columns head, relation and tail, separated by tabs (`.tsv`, `.txt`) or commas.

    Raises:
        UnreadableEdges: If the file cannot be read or lacks a column.
    """
    for row in _rows(Path(path), _TRIPLES):
        yield Relation(
            subject=Entity(id=f"entity:{row['head']}", kind="entity", name=row["head"]),
            predicate=row["relation"],
            object=Entity(id=f"entity:{row['tail']}", kind="entity", name=row["tail"]),
        )


def read_umls(
    folder: Path | str, *, sources: Iterable[str] = (), named_only: bool = True, language: str = "ENG"
) -> Iterator[Relation]:
    """Read relations between concepts from a UMLS release in Rich Release Format.

    Suppressed rows, relations of a concept to itself and concepts without a name in the language are left out.

    Args:
        folder: Holds MRCONSO.RRF and MRREL.RRF.
        sources: Source vocabularies (SAB) to keep, such as `SNOMEDCT_US`; all where none is given.
        named_only: Keep only relations with a name of their own (RELA).
        language: Language of the names (LAT).

    Raises:
        UnreadableEdges: If a file is missing or a row has another number of fields.
    """
    names = _umls_names(Path(folder) / "MRCONSO.RRF", language)
    wanted = set(sources)
    for fields in _bars(Path(folder) / "MRREL.RRF", _REL_FIELDS):
        first, second = fields[_FIRST], fields[_SECOND]
        unwanted = fields[_SUPPRESSED] != "N" or (wanted and fields[_ORIGIN] not in wanted)
        if unwanted or first == second or (named_only and not fields[_NAMED_KIND]):
            continue
        if first in names and second in names:
            # The manual reads a row from its second concept to its first: CUI2 has the relation RELA to CUI1.
            yield Relation(subject=names[second], predicate=fields[_NAMED_KIND] or fields[_KIND], object=names[first])


def _umls_names(path: Path, language: str) -> Mapping[str, Entity]:
    preferred: dict[str, str] = {}
    others: dict[str, list[str]] = {}
    for fields in _bars(path, _CONSO_FIELDS):
        if fields[_LANGUAGE] != language or fields[_NAME_SUPPRESSED] != "N":
            continue
        concept, text = fields[_CONCEPT], fields[_STRING]
        if fields[_TERM_STATUS] == "P" and fields[_STRING_TYPE] == "PF":
            preferred.setdefault(concept, text)
        others.setdefault(concept, []).append(text)
    return {
        concept: Entity(
            id=f"umls:{concept}", kind="concept", name=preferred.get(concept, texts[0]), synonyms=tuple(texts)
        )
        for concept, texts in others.items()
    }


def _rows(path: Path, needed: tuple[str, ...]) -> Iterator[dict[str, str]]:
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            head = stream.readline()
            separator = "\t" if "\t" in head else ","
            reader = csv.reader(itertools.chain([head], stream), delimiter=separator)
            columns = next(reader, [])
            missing = [name for name in needed if name not in columns]
            if missing:
                raise UnreadableEdges(
                    f"{path.name} lacks the columns {', '.join(missing)}; its first line must name {', '.join(needed)}."
                )
            for number, values in enumerate(reader, start=2):
                _fits(values, len(columns), path, number)
                yield dict(zip(columns, values, strict=True))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise UnreadableEdges(f"{path.name} cannot be read as a table of UTF-8 text: {_reason(error)}.") from error


def _bars(path: Path, count: int) -> Iterator[list[str]]:
    try:
        with path.open(encoding="utf-8") as stream:
            for number, line in enumerate(stream, start=1):
                fields = line.rstrip("\n").removesuffix("|").split("|")
                _fits(fields, count, path, number)
                yield fields
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableEdges(f"{path.name} cannot be read as UTF-8 text: {_reason(error)}.") from error


def _fits(values: list[str], count: int, path: Path, number: int) -> None:
    if len(values) != count or any(len(value) > _LONGEST_FIELD for value in values):
        raise UnreadableEdges(
            f"{path.name}, line {number}: {len(values)} fields where {count} belong; repair the file."
        )


def _reason(error: Exception) -> str:
    return error.strerror or type(error).__name__ if isinstance(error, OSError) else str(error)
