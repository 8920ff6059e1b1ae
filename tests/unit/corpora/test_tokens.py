from concurrent.futures import ThreadPoolExecutor

import pytest

from corpora.tokens import tokenise


@pytest.mark.parametrize(
    ("british", "american"),
    [
        ("pulmonary oedema", "pulmonary edema"),
        ("haemoptysis", "hemoptysis"),
        ("dyspnoea and anaemia", "dyspnea and anemia"),
        ("oesophageal tumour", "esophageal tumor"),
        ("ischaemia", "ischemia"),
        ("subarachnoid haemorrhage", "subarachnoid hemorrhage"),
        ("phaeochromocytoma", "pheochromocytoma"),
        ("paediatric diarrhoea", "pediatric diarrhea"),
        ("leukaemia", "leukemia"),
        ("leucocytosis", "leukocytosis"),
    ],
)
def test_british_and_american_spelling_are_one(british: str, american: str) -> None:
    assert tokenise(british) == tokenise(american)


@pytest.mark.parametrize("text", ["5 mm nodule", "5mm nodule", "5-mm nodules", "5 MM Nodule"])
def test_a_number_and_its_unit_are_one_term(text: str) -> None:
    assert tokenise(text) == ["5mm", "nodul"]


def test_numbers_keep_decimals_per_cent_and_lose_thousands_signs() -> None:
    assert tokenise("38.5 and 50% of 10,000") == ["38.5", "50%", "10000"]


def test_hyphens_split_and_known_pairs_join() -> None:
    assert tokenise("community-acquired, D-dimer") == ["communiti", "acquir", "d", "dimer"]
    assert tokenise("X-ray") == tokenise("x ray") == tokenise("xray") == ["xray"]


@pytest.mark.parametrize(
    ("plural", "singular"),
    [("biopsies", "biopsy"), ("masses", "mass"), ("nodules", "nodule"), ("metastases", "metastasis")],
)
def test_plurals_are_their_singular(plural: str, singular: str) -> None:
    assert tokenise(plural) == tokenise(singular)


@pytest.mark.parametrize(
    ("one", "other"),
    [("treating", "treated"), ("inflamed", "inflame"), ("perforation", "perforated"), ("stenoses", "stenosis")],
)
def test_forms_of_a_word_are_one_term(one: str, other: str) -> None:
    assert tokenise(one) == tokenise(other)


def test_words_that_differ_in_more_than_their_ending_stay_apart() -> None:
    assert tokenise("hypertension") != tokenise("hypotension")


def test_threads_side_by_side_read_the_same_terms() -> None:
    texts = [f"treating {letter}word{n}ing metastases" for letter in "abcd" for n in "uvwxyz"]
    alone = [tokenise(text) for text in texts]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(tokenise, texts * 20)) == alone * 20


@pytest.mark.parametrize("word", ["thrombus", "abscess", "gas"])
def test_a_final_s_that_is_no_plural_is_not_taken_for_one(word: str) -> None:
    assert tokenise(word) != tokenise(word[:-1])


def test_negations_are_kept() -> None:
    assert tokenise("no fever without cough, not febrile") == ["no", "fever", "without", "cough", "not", "febril"]


def test_compatibility_forms_and_greek_are_written_out() -> None:
    assert tokenise("β-hCG ﬁbrosis") == ["beta", "hcg", "fibrosi"]


@pytest.mark.parametrize("text", ["", "   ", "?!…", "\x00\ud800", "the of and", "____"])
def test_text_without_terms_gives_none(text: str) -> None:
    assert tokenise(text) == []


def test_letters_with_digits_stay_together() -> None:
    assert tokenise("HbA1c and CHA2DS2-VASc") == ["hba1c", "cha2ds2", "vasc"]
