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
from agent.appraisal.passage_features import (
    BEARING,
    EVIDENCE,
    MEANING,
    STANDING,
    contexts,
    evidence_matrix,
    read_passage,
)
from agent.appraisal.scorer import Scorer, load_scorer, scored
from agent.appraisal.sentence_features import SENTENCE, Asked, sentence_features
from agent.appraisal.sentences import split_sentences
from agent.appraisal.stance import Scorers, weigh
from agent.appraisal.terms import TermTable, term_table
from agent.appraisal.wording import concludes, denies_outright, direction, negations

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


SCORERS = Scorers(
    sentences=weights("sentences", BEARING, {"covered": 10.0}, -6.0),
    evidence=weights("evidence", EVIDENCE, {"first": 1.0}, 0.0),
    agreement=weights("agreement", AGREEMENT, {"one_denies": -4.0}, 2.0),
)


def test_support_refutation_and_silence_are_told_apart() -> None:
    passages = [("a", "", FOR), ("b", "", AGAINST), ("c", "", APART)]
    found = weigh(CLAIM, passages, scorers=SCORERS)
    assert [one.stance for one in found] == ["SUPPORTS", "REFUTES", "NOT_ENOUGH_INFO"]
    assert found[0].quotes[0].text.startswith("Our results show")
    assert found[2].quotes == ()


def test_with_the_evidence_cut_out_there_is_no_support() -> None:
    cut = FOR.replace(weigh(CLAIM, [("a", "", FOR)], scorers=SCORERS)[0].quotes[0].text, "")
    (found,) = weigh(CLAIM, [("a", "", cut)], scorers=SCORERS)
    assert found.stance == "NOT_ENOUGH_INFO"


def test_the_weights_that_ship_find_the_plain_cases() -> None:
    passages = [("a", "", FOR), ("c", "", APART)]
    found = weigh(CLAIM, passages)
    assert found[0].bears > found[1].bears
    assert found[1].stance == "NOT_ENOUGH_INFO"


def test_a_passage_alone_is_quoted_by_weights_that_need_no_rivals() -> None:
    claim = "Amoxicillin shortens the course of otitis media in children."
    text = (
        "Background: antibiotics are often given. In this trial of 512 children with acute otitis media, amoxicillin "
        "shortened the duration of symptoms by one day compared with placebo. Adverse events were more common with "
        "amoxicillin. We conclude that amoxicillin shortens the course of otitis media modestly."
    )
    (found,) = weigh(claim, [("a", "", text)])
    (other,) = weigh(claim, [("c", "", APART)])
    assert found.stance == "SUPPORTS"
    assert [text[one.start : one.end] for one in found.quotes] == [one.text for one in found.quotes] != []
    assert other.stance == "NOT_ENOUGH_INFO"
    alone = Scorers.shipped(alone=True)
    assert not STANDING & {*alone.sentences.features, *alone.evidence.features}
    assert STANDING & set(Scorers.shipped().evidence.features)


@pytest.mark.parametrize("others", [[], [("c", "", APART)]])
def test_a_short_passage_is_weighed_by_weights_for_short_ones(others: list[tuple[str, str, str]]) -> None:
    found = [weigh(CLAIM, [("a", "", text), *others])[0] for text in (FOR, AGAINST)]
    assert [one.stance for one in found] == ["SUPPORTS", "REFUTES"]
    long = [(name, "", f"{text} {APART} {APART} {APART}") for name, _, text in (("a", "", FOR), *others)]
    chosen = Scorers.shipped(alone=not others, short=False)
    assert weigh(CLAIM, long)[0] == weigh(CLAIM, long, scorers=chosen)[0]
    short = Scorers.shipped(alone=not others, short=True)
    assert found[0] == weigh(CLAIM, [("a", "", FOR), *others], scorers=short)[0]
    assert short.evidence != chosen.evidence


def test_no_passage_and_an_empty_one_say_nothing() -> None:
    assert weigh(CLAIM, []) == ()
    assert weigh(CLAIM, [("a", "", "")])[0].stance == "NOT_ENOUGH_INFO"


@pytest.mark.parametrize(
    ("claim", "sentence", "agrees"),
    [
        (CLAIM, "Our results show that aspirin reduced the risk of stroke in women with diabetes (p < 0.05).", True),
        (CLAIM, "Women with diabetes who took aspirin had fewer strokes.", True),
        (CLAIM, "Aspirin did not reduce the risk of stroke in women with diabetes, and increased bleeding.", False),
        (CLAIM, "There was no effect of aspirin on the risk of stroke in women with diabetes.", False),
        (CLAIM, "Aspirin increased the risk of stroke in women with diabetes.", False),
        ("Statins increase mortality.", "Statins lowered mortality by 12 %.", False),
        ("Statins do not increase mortality.", "Mortality was not increased by statins.", True),
        ("Vitamin D prevents fractures.", "Vitamin D failed to prevent fractures.", False),
        ("Vitamin D prevents fractures.", "Vitamin D supplementation was associated with fewer fractures.", True),
        ("Smoking raises the risk of lung cancer.", "Lung cancer risk was higher in smokers.", True),
    ],
)
def test_plain_agreement_and_plain_denial_are_told_apart(claim: str, sentence: str, *, agrees: bool) -> None:
    scorer = load_scorer("agreement", with_meaning=False)
    (value,) = scorer.probabilities(agreement_features(claim, sentence)[None, :], AGREEMENT)
    assert (value >= scorer.threshold) == agrees


@given(st.text(alphabet="aB1 .?!\n()\"'é", max_size=120))
def test_sentences_are_in_their_text_to_the_letter_and_lose_only_white_space(text: str) -> None:
    found = split_sentences(text)
    assert all(text[one.start : one.end] == one.text and one.text.strip() == one.text for one in found)
    assert "".join("".join(one.text.split()) for one in found) == "".join(text.split())


@given(st.text(max_size=200))
def test_every_quote_is_in_its_passage_to_the_letter(noise: str) -> None:
    text = f"{noise}\n{FOR}{noise}"
    (found,) = weigh(CLAIM, [("a", "t", text)], scorers=SCORERS)
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
    assert denies_outright("There was no significant difference.")
    assert not denies_outright("Mice without TNF and patients with no fever recovered.")
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
    def given(order: list[str]) -> list[Candidate]:
        return [Candidate(text=one, parent=one, dense=len(one) / 1_000) for one in order]

    found = dict(zip(texts, scored(CLAIM, given(texts)), strict=True))
    again = scored(CLAIM, given([FOR, AGAINST, APART]))
    assert [found[one] for one in (FOR, AGAINST, APART)] == pytest.approx(list(again))
    weighed = dict(zip(texts, weigh(CLAIM, [("", "", one) for one in texts]), strict=True))
    once = weigh(CLAIM, [("", "", one) for one in (FOR, AGAINST, APART)])
    assert [weighed[one].bears for one in (FOR, AGAINST, APART)] == pytest.approx([one.bears for one in once])


@pytest.mark.parametrize(
    "path", sorted(Path(scorer_module.__file__).parent.glob("weights/*-*.json")), ids=lambda one: one.stem
)
def test_weights_name_what_they_were_trained_on_and_its_licence(path: Path) -> None:
    kind, with_meaning = path.stem.rsplit("-", 1)
    found = load_scorer(kind, with_meaning=with_meaning == "meaning")  # type: ignore[arg-type]
    assert found.kind == kind
    assert "CC BY" in found.licence
    assert set(found.features) <= {*FEATURES, *AGREEMENT, *BEARING, *EVIDENCE}
    assert with_meaning == "meaning" or not MEANING & set(found.features)
    assert len(json.loads(path.read_text("utf-8"))["trained_on"]) > 20


def test_no_two_features_have_one_name() -> None:
    assert all(len(set(names)) == len(names) for names in (BEARING, EVIDENCE))
    twice = {name: SCORERS.sentences.model_dump()[name][:1] * 2 for name in ("features", "centre", "scale", "weights")}
    with pytest.raises(ValidationError, match="named twice"):
        Scorer.model_validate({**SCORERS.sentences.model_dump(), **twice})


def test_weights_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValidationError, match="one length"):
        Scorer.model_validate({**SCORERS.sentences.model_dump(), "weights": (1.0,)})
    with pytest.raises(ValidationError, match="positive"):
        Scorer.model_validate({**SCORERS.sentences.model_dump(), "scale": (0.0,) * len(BEARING)})


def test_probabilities_are_those_of_scikit_learn() -> None:
    linear_model = pytest.importorskip("sklearn.linear_model")
    rng = np.random.default_rng(0)
    rows, truth = rng.normal(size=(200, 3)), rng.random(200) < 0.3
    model = linear_model.LogisticRegression().fit(rows, truth)
    names = FEATURES[:3]
    ours = weights("sentences", names, dict(zip(names, model.coef_[0], strict=True)), float(model.intercept_[0]))
    assert ours.probabilities(rows, names) == pytest.approx(model.predict_proba(rows)[:, 1])


def test_sentence_features_are_what_their_names_say() -> None:
    rows = sentence_features(Asked.of("TNF lowers fever by 30%"), "TNF", ["TNF lowers fever by 30%.", "Mice slept."])
    first, second = (dict(zip(SENTENCE, row, strict=True)) for row in rows)
    assert rows.shape == (2, len(SENTENCE))
    assert first["covered"] == pytest.approx(1.0)
    assert (first["number_shared"], first["names"], first["missing"], first["better_ones"]) == (1.0, 1.0, 0.0, 0.0)
    assert (second["covered"], second["last"], second["better_ones"]) == (0.0, 1.0, 0.5)
    assert second["covered_near"] == pytest.approx(1.0)
    assert sentence_features(Asked.of("x"), "", []).shape == (0, len(SENTENCE))


@given(st.text(max_size=60), st.lists(st.text(max_size=60), max_size=4))
def test_features_are_finite_whatever_is_read(claim: str, sentences: list[str]) -> None:
    reading = read_passage(Asked.of(claim), "", sentences)
    assert np.isfinite(reading.rows).all()
    context = contexts([reading, reading])
    found = evidence_matrix([np.full(len(sentences), 0.5)] * 2, context)
    assert found.shape == (2, len(EVIDENCE))
    assert np.isfinite(found).all()


@given(st.lists(st.floats(-1.0, 1.0), min_size=2, max_size=7))
def test_standing_is_how_far_a_passage_lies_above_the_others(cosines: list[float]) -> None:
    asked = Asked.of(CLAIM)
    found = contexts([read_passage(asked, "", [FOR], np.array([one])) for one in cosines])
    names = BEARING[len(BEARING) - found.shape[1] :]
    columns = [names.index(f"cosine_mean_above_{one}") for one in ("best", "three", "mean")]
    for place, value in enumerate(cosines):
        others = sorted((*cosines[:place], *cosines[place + 1 :]), reverse=True)
        best, three, mean = others[0], np.mean(others[:3]), np.mean(others)
        assert found[place, columns] == pytest.approx([value - best, value - three, value - mean], abs=1e-9)


def test_a_passage_that_stands_out_bears_more_than_among_its_equals() -> None:
    alone = weigh(CLAIM, [("a", "", FOR), ("c", "", APART)])[0]
    among = weigh(CLAIM, [("a", "", FOR), ("b", "", FOR.replace("nurses", "doctors")), ("c", "", APART)])[0]
    assert alone.bears > among.bears


def test_rare_terms_weigh_more_and_unknown_ones_most() -> None:
    rarity, rarest = term_table()
    assert 0 < rarity["patient"] < rarity["aspirin"] < rarest
    table = TermTable(counted_in="x", licence="y", texts=10, terms={2: "a b", 10: "c"})
    assert table.rarity() == pytest.approx(
        {"a": np.log(1 + 8.5 / 2.5), "b": np.log(1 + 8.5 / 2.5), "c": np.log(1 + 0.5 / 10.5)}
    )


def test_what_weighed_is_said() -> None:
    assert [one.alone for one in weigh(CLAIM, [("a", "", FOR), ("c", "", APART)])] == [False, False]
    assert weigh(CLAIM, [("a", "", FOR)])[0].alone


def test_cosines_are_features_of_their_own() -> None:
    asked = Asked.of(CLAIM)
    without, found = (read_passage(asked, "", ["A.", "B.", "C."], one) for one in (None, np.array([0.1, 0.7, 0.4])))
    first = BEARING.index("cosine")
    columns = [first, first + 1]
    assert found.rows[:, columns] == pytest.approx(np.array([[0.1, -0.6], [0.7, 0.3], [0.4, -0.3]]))
    assert found.values[5:8] == pytest.approx([0.7, 0.4, 0.4])
    assert np.delete(found.rows, columns, 1) == pytest.approx(np.delete(without.rows, columns, 1))
    assert not without.rows[:, columns].any()
