import pytest

from corpora.chunk import holds_text, split_document, split_text
from corpora.document import Document, Provenance

SOURCE = Provenance(title="Manual", issuer="", year=None, url="manual.md")


def test_each_heading_opens_a_passage_named_after_it() -> None:
    text = "Before.\n# Dosing in adults\nOne.\n## Dosing in adults\nTwo.\n# Empty\n\n# Last #\nThree.\n"
    passages = split_document(Document(id="m", text=text, source=SOURCE))
    assert [passage.id for passage in passages] == ["m#text", "m#dosing-in-adults", "m#dosing-in-adults-2", "m#last"]
    assert passages[1].text == "# Dosing in adults\nOne."
    assert all(passage.wording == "ingested" and passage.source is SOURCE for passage in passages)


def test_a_heading_in_a_fenced_block_is_text() -> None:
    assert [chunk.heading for chunk in split_text("# A\n```\n# not\n```\n# B\n")] == ["A", "B"]


def test_long_sections_are_cut_between_paragraphs_then_sentences() -> None:
    text = "First part is here.\n\nSecond part. Third part is here."
    pieces = [text[chunk.start : chunk.end] for chunk in split_text(text, 35)]
    assert pieces == ["First part is here.\n\n", "Second part. Third part is here."]
    text = "One two three. Four five six."
    assert [text[chunk.start : chunk.end] for chunk in split_text(text, 20)] == ["One two three. ", "Four five six."]


def test_a_limit_below_one_is_refused() -> None:
    with pytest.raises(ValueError, match="max_characters is 0"):
        split_text("x", 0)


@pytest.mark.parametrize(
    ("text", "holds"),
    [("", False), (" \n\t", False), ("# A\n\n## B\n", False), ("# A\nb", True), ("#no heading", True)],
)
def test_a_text_is_more_than_white_space_and_headings(text: str, holds: bool) -> None:
    assert holds_text(text) is holds
    assert bool(split_document(Document(id="m", text=text, source=SOURCE))) is holds
