"""What passages say to a claim, with spans to the letter; weights that can be checked by hand."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from agent.appraisal import scorer as scorer_module
from agent.appraisal.agreement import AGREEMENT, agreement_features
from agent.appraisal.pair import FEATURES, Candidate, features
from agent.appraisal.scorer import Scorer, load_scorer, scored
from agent.appraisal.sentences import split_sentences
from agent.appraisal.stance import weigh
from agent.appraisal.wording import concludes, direction, negations

CLAIM = "Aspirin reduces the risk of stroke in women with diabetes."
FOR = (
    "We followed nurses for ten years. Our results show that aspirin reduced the risk of stroke in women with diabetes "
    "(relative risk 0.7, p < 0.05). Funding came from a foundation."
)
AGAINST = "Background. Aspirin did not reduce the risk of stroke in women with diabetes, and increased bleeding."
APART = "Knee pain after running is common. Most runners recover with rest and ice within weeks."


def weights(kind: str, names: tuple[str, ...], values: dict[str, float], bias: float) -> Scorer:
    return Scorer(
        kind=kind,  # type: ignore[arg-type]
        with_meaning=False,
        trained_on="by hand",
        licence="none",
        features=names,
        centre=(0.0,) * len(names),
        scale=(1.0,) * len(names),
        weights=tuple(values.get(name, 0.0) for name in names),
        bias=bias,
        threshold=0.5,
    )


BEARING = weights("sentences", FEATURES, {"covered": 10.0}, -6.0)
AGREEING = weights("agreement", AGREEMENT, {"one_denies": -4.0}, 2.0)


def test_support_refutation_and_silence_are_told_apart() -> None:
    passages = [("a", "", FOR), ("b", "", AGAINST), ("c", "", APART)]
    found = weigh(CLAIM, passages, bearing=BEARING, agreeing=AGREEING)
    assert [one.stance for one in found] == ["SUPPORTS", "REFUTES", "NOT_ENOUGH_INFO"]
    assert found[0].quotes[0].text.startswith("Our results show")
    assert found[2].quotes == ()


def test_with_the_evidence_cut_out_there_is_no_support() -> None:
    cut = FOR.replace(weigh(CLAIM, [("a", "", FOR)], bearing=BEARING, agreeing=AGREEING)[0].quotes[0].text, "")
    (found,) = weigh(CLAIM, [("a", "", cut)], bearing=BEARING, agreeing=AGREEING)
    assert found.stance == "NOT_ENOUGH_INFO"


def test_the_weights_that_ship_find_the_plain_cases() -> None:
    passages = [("a", "", FOR), ("c", "", APART)]
    found = weigh(CLAIM, passages)
    assert found[0].bears > found[1].bears
    assert found[1].stance == "NOT_ENOUGH_INFO"


def test_no_passage_and_an_empty_one_say_nothing() -> None:
    assert weigh(CLAIM, []) == ()
    assert weigh(CLAIM, [("a", "", "")])[0].stance == "NOT_ENOUGH_INFO"


@given(st.text(alphabet="aB1 .?!\n()\"'é", max_size=120))
def test_sentences_are_in_their_text_to_the_letter_and_lose_only_white_space(text: str) -> None:
    found = split_sentences(text)
    assert all(text[one.start : one.end] == one.text and one.text.strip() == one.text for one in found)
    assert "".join("".join(one.text.split()) for one in found) == "".join(text.split())


@given(st.text(max_size=200))
def test_every_quote_is_in_its_passage_to_the_letter(noise: str) -> None:
    text = f"{noise}\n{FOR}{noise}"
    (found,) = weigh(CLAIM, [("a", "t", text)], bearing=BEARING, agreeing=AGREEING)
    assert all(text[one.start : one.end] == one.text for one in found.quotes)


def test_short_forms_and_decimals_end_no_sentence() -> None:
    text = "Dr. Ho et al. found 3.5 mm (Fig. 2). It grew."
    assert [one.text for one in split_sentences(text)] == ["Dr. Ho et al. found 3.5 mm (Fig. 2).", "It grew."]


@pytest.mark.parametrize(
    ("text", "way"), [("X increases Y", 1), ("X lowers Y", -1), ("X and Y", 0), ("more and less", 0)]
)
def test_the_way_a_sentence_goes(text: str, way: int) -> None:
    assert direction(text) == way


def test_denials_and_conclusions_are_seen() -> None:
    assert negations("It did not change and wasn't seen.") == 2
    assert negations("It was notable.") == 0
    assert concludes("These results suggest that X causes Y.") == 1.0
    assert concludes("Mice were kept in cages.") == 0.0


def test_features_have_one_column_a_name_and_are_finite() -> None:
    found = features(CLAIM, [Candidate(text=FOR, title="Aspirin"), Candidate(text="", parent="b")])
    assert found.shape == (2, len(FEATURES))
    assert np.isfinite(found).all()
    column = FEATURES.index("covered")
    assert found[0, column] > found[1, column] == 0.0
    assert features(CLAIM, []).shape == (0, len(FEATURES))
    assert agreement_features(CLAIM, FOR).shape == (len(AGREEMENT),)


@given(st.permutations([FOR, AGAINST, APART]))
def test_the_order_of_candidates_does_not_matter(texts: list[str]) -> None:
    found = dict(
        zip(texts, scored(CLAIM, [Candidate(text=one, parent=one) for one in texts], "sentences"), strict=True)
    )
    again = scored(CLAIM, [Candidate(text=one, parent=one) for one in (FOR, AGAINST, APART)], "sentences")
    assert [found[one] for one in (FOR, AGAINST, APART)] == pytest.approx(list(again))


@pytest.mark.parametrize(
    "path", sorted(Path(scorer_module.__file__).parent.glob("weights/*.json")), ids=lambda one: one.stem
)
def test_weights_name_what_they_were_trained_on_and_its_licence(path: Path) -> None:
    kind, with_meaning = path.stem.rsplit("-", 1)
    found = load_scorer(kind, with_meaning=with_meaning == "meaning")  # type: ignore[arg-type]
    assert found.kind == kind
    assert "CC BY" in found.licence
    assert set(found.features) <= {*FEATURES, *AGREEMENT}
    assert len(json.loads(path.read_text("utf-8"))["trained_on"]) > 20


def test_weights_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValidationError, match="one length"):
        Scorer.model_validate({**BEARING.model_dump(), "weights": (1.0,)})
    with pytest.raises(ValidationError, match="positive"):
        Scorer.model_validate({**BEARING.model_dump(), "scale": (0.0,) * len(FEATURES)})


def test_probabilities_are_those_of_scikit_learn() -> None:
    linear_model = pytest.importorskip("sklearn.linear_model")
    rng = np.random.default_rng(0)
    rows, truth = rng.normal(size=(200, 3)), rng.random(200) < 0.3
    model = linear_model.LogisticRegression().fit(rows, truth)
    names = FEATURES[:3]
    ours = weights("sentences", names, dict(zip(names, model.coef_[0], strict=True)), float(model.intercept_[0]))
    assert ours.probabilities(rows, names) == pytest.approx(model.predict_proba(rows)[:, 1])
