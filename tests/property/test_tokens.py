from hypothesis import given
from hypothesis import strategies as st

from corpora.tokens import tokenise


@given(st.text())
def test_any_text_is_read_and_no_term_is_empty_or_has_a_space(text: str) -> None:
    assert all(term and not any(sign.isspace() for sign in term) for term in tokenise(text))


@given(st.text())
def test_case_and_repetition_of_spaces_do_not_matter(text: str) -> None:
    assert tokenise(text) == tokenise(text.replace(" ", "   "))


@given(st.lists(st.sampled_from(["oedema", "5 mm", "X-ray", "haemorrhage", "biopsies", "no", "T2", "50%"]), max_size=8))
def test_terms_of_lines_are_the_terms_of_the_text(lines: list[str]) -> None:
    assert tokenise("\n.\n".join(lines)) == [term for line in lines for term in tokenise(line)]
