from corpora import Corpus
from corpora.graph import KnowledgeGraph
from corpora.graph_retriever import GraphRetriever
from guidelines import Library

LIBRARY = Library.load()
IDS = tuple(passage.id for passage in Corpus.from_guidelines(LIBRARY, encoder=None).passages)
RETRIEVER = GraphRetriever(KnowledgeGraph.of(LIBRARY), IDS)


def found(query: str, k: int = 5) -> list[str]:
    return [IDS[one.row] for one in RETRIEVER.search([query], k)[0]]


def test_findings_lead_to_the_passage_that_states_what_they_mean() -> None:
    assert found("right upper quadrant pain, Murphy's sign")[0] == "tokyo-cholecystitis-2018#diagnosis"


def test_a_finding_of_few_conditions_counts_for_more_than_one_of_many() -> None:
    assert found("fever and Murphy's sign", 1) == ["tokyo-cholecystitis-2018#diagnosis"]


def test_what_names_nothing_finds_nothing() -> None:
    assert RETRIEVER.search(["the quick brown fox", ""], 5) == [[], []]


def test_best_first_at_most_k_ties_by_row() -> None:
    (ranked,) = RETRIEVER.search(["fever, cough, dyspnoea and headache"], 7)

    assert len(ranked) == 7
    assert ranked == sorted(ranked, key=lambda one: (-one.score, one.row))
