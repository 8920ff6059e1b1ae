from hypothesis import given
from hypothesis import strategies as st

from corpora.chunk import split_document, split_text
from corpora.document import Document, Provenance

PIECES = [
    "# One\n",
    "## Two two\n",
    "word ",
    "A sentence. ",
    "\n",
    "\n\n",
    "```\n",
    "# in fence\n",
    "é\r\n",
    "x" * 90,
    "#\n",
]
TEXTS = st.one_of(st.text(max_size=400), st.lists(st.sampled_from(PIECES), max_size=40).map("".join))


@given(TEXTS, st.integers(1, 120))
def test_spans_rebuild_the_text_without_gap_or_overlap(text: str, most: int) -> None:
    chunks = split_text(text, most)
    assert "".join(text[chunk.start : chunk.end] for chunk in chunks) == text
    assert all(0 < chunk.end - chunk.start <= most for chunk in chunks)


@given(TEXTS)
def test_passages_are_spans_of_the_text_with_ids_of_their_own(text: str) -> None:
    source = Provenance(title="t", issuer="i", year=None, url="u")
    passages = split_document(Document(id="d", text=text, source=source))
    position = 0
    for passage in passages:
        position = text.index(passage.text, position) + len(passage.text)
    assert len({passage.id for passage in passages}) == len(passages)
    assert all(passage.id.startswith("d#") and passage.text.strip() for passage in passages)
