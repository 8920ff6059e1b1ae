import re

from hypothesis import given, settings
from hypothesis import strategies as st

from guidelines import Vocabulary
from tools.notes import find_red_flags, neutralise, read_note, scrub

VOCABULARY = Vocabulary.load()
PIECES = st.sampled_from(
    [
        "fever",
        "cough",
        "no",
        "denies",
        "without",
        ",",
        ".",
        ";",
        ":",
        "?",
        "\n",
        "but",
        "if",
        "father",
        "history",
        "of",
        "possible",
        "ruled",
        "out",
        "T",
        "38.5",
        "BP",
        "120/80",
        "SpO2",
        "88%",
        "pneumonia",
        "3",
        "days",
        "ago",
        "PMH:",
        "-",
        "(",
        ")",
        "SOB",
        "chest",
        "pain",
        "Mr",
        "Smith",
        "MRN",
        "12345",
        "2024-05-01",
        "93-year-old",
        "<|im_start|>",
        "[INST]",
        "<<",
        ">>",
        "<",
        ">",
        "|",
        "[",
        "SYS",
        "]",
        "/",
        "<tool_call",
        "\u200b",
        "aged",
        "95",
        "DOB",
        "lives",
        "at",
        "Dr",
    ]
)
NOTES = st.one_of(
    st.text(max_size=200), st.lists(PIECES, max_size=40).map(" ".join), st.lists(PIECES, max_size=30).map("".join)
)


@given(NOTES)
@settings(max_examples=300, deadline=None)
def test_reading_never_raises_and_spans_lie_in_the_text(text: str) -> None:
    reading = read_note(text, VOCABULARY)
    for one in (*reading.findings, *reading.past, *reading.family, *reading.measurements):
        assert one.span is not None
        start, end = one.span
        assert 0 <= start < end <= len(text)
    codes = [finding.code for finding in reading.findings]
    assert len(codes) == len(set(codes))


@given(NOTES)
@settings(max_examples=150, deadline=None)
def test_findings_said_in_words_slice_to_a_phrase(text: str) -> None:
    for finding in read_note(text, VOCABULARY).findings:
        if finding.basis == "said in the history" and finding.span:
            term = VOCABULARY.term(finding.code)
            said = _plain(text[slice(*finding.span)])
            assert any(said in (_plain(p), _plain(p) + "s") for p in (*term.phrases, *term.absent_phrases))


def _plain(text: str) -> str:
    return " ".join(re.findall(r"[^\W_]+(?:'[^\W_]+)*|[^\w\s-]", text.lower().replace("’", "'")))


@given(NOTES)
@settings(max_examples=150, deadline=None)
def test_red_flags_never_raise(text: str) -> None:
    for flag in find_red_flags(text, VOCABULARY):
        assert 0 <= flag.span[0] <= flag.span[1] <= len(text)


@given(NOTES)
@settings(max_examples=300, deadline=None)
def test_scrub_is_idempotent(text: str) -> None:
    once = scrub(text).text
    assert scrub(once).text == once


@given(NOTES)
@settings(max_examples=300, deadline=None)
def test_neutralise_is_idempotent_and_leaves_no_token(text: str) -> None:
    once = neutralise(text)
    assert neutralise(once) == once
    assert not re.search(r"<\s*[|｜]|[|｜]\s*>|<\s*/?\s*tool_call\b[^<>]*>|\[\s*/?\s*INST\s*\]", once)


@given(st.text(alphabet=st.characters(categories=["L", "N", "Zs"], include_characters=".,;:()/%-\n"), max_size=300))
def test_neutralise_leaves_ordinary_text(text: str) -> None:
    assert neutralise(text) == text
