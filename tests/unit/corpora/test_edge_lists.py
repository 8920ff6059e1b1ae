from pathlib import Path

import pytest

from corpora import UnreadableEdges
from corpora.edge_lists import read_prime_kg, read_triples, read_umls
from corpora.graph import KnowledgeGraph

HEAD = "relation,display_relation,x_index,x_id,x_type,x_name,x_source,y_index,y_id,y_type,y_name,y_source"
MALARIA, SIGN = '1,5812,disease,"malaria, severe",MONDO', "2,1945,effect/phenotype,Fever,HPO"
FEVER = f"disease_phenotype_positive,phenotype present,{MALARIA},{SIGN}"
BACK = f"disease_phenotype_positive,phenotype present,{SIGN},{MALARIA}"
DRUG = f"indication,indication,3,DB00608,drug,Chloroquine,DrugBank,{MALARIA}"


@pytest.fixture
def prime_kg(tmp_path: Path) -> Path:
    path = tmp_path / "kg.csv"
    path.write_text("\n".join((HEAD, FEVER, BACK, DRUG)) + "\n", "utf-8")
    return path


def test_prime_kg_is_read_once_in_each_direction(prime_kg: Path) -> None:
    graph = KnowledgeGraph(read_prime_kg(prime_kg), name="PrimeKG")

    (path,) = graph.paths(graph.entity("fever"), kind="drug")

    assert len(graph) == 2
    assert str(path) == "Fever ←phenotype present— malaria, severe ←indication— Chloroquine"


def test_prime_kg_can_be_narrowed(prime_kg: Path) -> None:
    assert [one.predicate for one in read_prime_kg(prime_kg, relations=["indication"])] == ["indication"]
    assert list(read_prime_kg(prime_kg, kinds=["disease"])) == []
    assert len(list(read_prime_kg(prime_kg, kinds=["disease", "drug"]))) == 1


def conso(concept: str, text: str, *, language: str = "ENG", status: str = "P", kind: str = "PF") -> str:
    return f"{concept}|{language}|{status}|L1|{kind}|S1|Y|A1|||D1|MSH|MH|D1|{text}|0|N|256|"


def rel(first: str, second: str, named: str, *, source: str = "MSH", suppressed: str = "N") -> str:
    return f"{first}|A1|AUI|RO|{second}|A2|AUI|{named}|R1||{source}|{source}|||{suppressed}||"


def test_umls_relations_are_read_from_the_second_concept_to_the_first(tmp_path: Path) -> None:
    names = [
        conso("C0024530", "Malaria"),
        conso("C0024530", "Paludism", status="S", kind="VO"),
        conso("C0024530", "Paludisme", language="FRE"),
        conso("C0015967", "Fever"),
    ]
    rows = [
        rel("C0024530", "C0015967", "manifestation_of"),
        rel("C0024530", "C0015967", ""),
        rel("C0024530", "C0024530", "same_as"),
        rel("C0024530", "C0015967", "hidden", suppressed="Y"),
        rel("C0024530", "C9999999", "to_the_unknown"),
        rel("C0024530", "C0015967", "elsewhere", source="HPO"),
    ]
    (tmp_path / "MRCONSO.RRF").write_text("\n".join(names) + "\n", "utf-8")
    (tmp_path / "MRREL.RRF").write_text("\n".join(rows) + "\n", "utf-8")

    (relation,) = read_umls(tmp_path, sources=["MSH"])

    assert (relation.subject.name, relation.predicate, relation.object.name) == ("Fever", "manifestation_of", "Malaria")
    assert "Paludism" in relation.object.synonyms
    assert "Paludisme" not in relation.object.synonyms
    assert len(list(read_umls(tmp_path, named_only=False))) == 3


@pytest.mark.parametrize(("name", "separator"), [("mine.tsv", "\t"), ("mine.csv", ",")])
def test_triples(tmp_path: Path, name: str, separator: str) -> None:
    path = tmp_path / name
    rows = [("head", "relation", "tail"), ("fever", "sign of", "malaria")]
    path.write_text("\n".join(separator.join(row) for row in rows), "utf-8")

    (relation,) = read_triples(path)

    assert (relation.subject.name, relation.predicate, relation.object.name) == ("fever", "sign of", "malaria")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"a,b\n1,2\n", "lacks the columns head, relation, tail"),
        (b"", "lacks the columns"),
        (b"head,relation,tail\n1,2\n", "line 2: 2 fields where 3 belong"),
        (b"head,relation,tail\n\xff\xfe,2,3\n", "cannot be read"),
        (b"head,relation,tail\n" + b"x" * 20_000 + b",2,3\n", "line 2"),
    ],
)
def test_what_does_not_follow_the_layout_is_refused(tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "edges.csv"
    path.write_bytes(content)

    with pytest.raises(UnreadableEdges, match=says):
        list(read_triples(path))


def test_a_missing_file_is_named_without_its_folder(tmp_path: Path) -> None:
    with pytest.raises(UnreadableEdges, match=r"^MRCONSO\.RRF cannot be read"):
        list(read_umls(tmp_path))
