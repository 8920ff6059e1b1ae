from pathlib import Path

import pytest

from guidelines import FormatError, Term, UnknownTerm, Vocabulary

COUGH = Term(code="cough", name="cough", kind="symptom", phrases=("cough",))
WET = Term(code="wet-cough", name="wet cough", kind="symptom", phrases=("wet cough",), implies=("cough",))
WORST = Term(code="worst-cough", name="worst cough", kind="symptom", phrases=("x",), implies=("wet-cough",))


def test_terms_by_code_and_what_they_imply() -> None:
    vocabulary = Vocabulary.of([WORST, WET, COUGH])
    assert [term.code for term in vocabulary] == ["cough", "wet-cough", "worst-cough"]
    assert vocabulary.term("cough") is COUGH
    assert "cough" in vocabulary
    assert vocabulary.implied("worst-cough") == ("wet-cough", "cough")
    with pytest.raises(UnknownTerm, match="Did you mean 'cough'"):
        vocabulary.term("cuogh")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('[fever]\nname = "f"\nkind = "sign"', "the code also stands in common.toml"),
        ('[zz]\nname = "f"\nkind = "sign"\nphrases = ["febrile"]', "'febrile' also belongs to 'fever'"),
        ('[zz]\nname = "f"\nkind = "mood"', "zz.kind"),
        ('[zz]\nname = "f"\nkind = "sign"\nphrase = ["x"]', "zz.phrase"),
        ('[Zz]\nname = "f"\nkind = "sign"', "kebab-case"),
        ('[zz]\nname = "f"\nkind = "quantity"', "zz.unit"),
        ('[zz]\nname = "f"\nkind = "sign"\nunit = "1"', "zz.unit"),
        ('[zz]\nname = "f"\nkind = "sign"\nimplies = ["fevr"]', "Did you mean 'fever'"),
        ('[zz]\nname = "f"\nkind = "sign"\nphrases = ["q"]\nabsent_phrases = ["Q"]', "zz.absent_phrases"),
        (
            '[zz]\nname = "f"\nkind = "sign"\n[zz.from]\nquantity = "fever"\noperator = ">"\nvalue = 1.0\nunit = "1"',
            "zz.from: 'fever' is not the code of a quantity",
        ),
        (
            '[zz]\nname = "f"\nkind = "sign"\n[zz.from]\nquantity = "temperature"\noperator = ">"\nvalue = 1.0\n'
            'unit = "K"',
            "zz.from: unit 'K' is not 'Cel'",
        ),
        ("[zz\n", "not valid TOML"),
    ],
)
def test_what_is_wrong_names_file_and_term(tmp_path: Path, text: str, problem: str) -> None:
    (tmp_path / "own.toml").write_text(text, encoding="utf-8")
    with pytest.raises(FormatError) as caught:
        Vocabulary.load(tmp_path)
    assert problem in str(caught.value)
    assert str(caught.value).startswith("own.toml: ")


def test_own_folder_adds_terms(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text('[zz-top]\nname = "zz"\nkind = "sign"\nphrases = ["zz top"]\n', encoding="utf-8")
    assert Vocabulary.load(tmp_path).term("zz-top").phrases == ("zz top",)
