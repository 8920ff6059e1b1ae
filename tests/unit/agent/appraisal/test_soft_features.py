"""How much of a claim is said in like terms, against what can be worked out by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.appraisal.likeness import CHANNELS, Likeness
from agent.appraisal.passage_features import read_passage
from agent.appraisal.sentence_features import Asked
from agent.appraisal.soft_features import SOFT, SOFT_VALUES, soft_features

WORDS = st.lists(st.sampled_from(["tumor", "cancer", "mice", "zq1", "zq2", "the"]), max_size=5)


def read(claim: list[str], weights: list[float], texts: list[list[str]]) -> tuple[dict[str, np.ndarray], dict]:
    terms = list(dict.fromkeys(term for text in texts for term in text))
    rows, values = soft_features(
        Likeness(claim), np.array(weights), np.array([2.0] * len(terms)), 4.0, [tuple(one) for one in texts]
    )
    return dict(zip(SOFT, rows.T, strict=True)), dict(zip(SOFT_VALUES, values, strict=True))


def test_the_same_words_are_covered_whatever_the_channel() -> None:
    rows, values = read(["zq1", "mice"], [3.0, 1.0], [["mice"], ["zq1", "mice"], ["zq1"]])
    for channel in CHANNELS:
        assert rows[f"covered_{channel}"][0] == pytest.approx(1.0)
        assert rows[f"missing_{channel}"][0] == pytest.approx(0.0)
        assert rows[f"title_{channel}"] == pytest.approx([rows[f"title_{channel}"][0]] * 2)
        assert rows[f"covered_near_{channel}"] == pytest.approx([1.0, 1.0])
        assert rows[f"covering_{channel}"][0] == pytest.approx(1.0)
        assert values[f"soft_best_{channel}"] == values[f"soft_passage_{channel}"] == pytest.approx(1.0)


def test_a_term_that_is_nowhere_is_missing_by_its_rarity() -> None:
    rows, values = read(["zq1", "mice"], [3.0, 1.0], [[], ["mice"], ["mice"]])
    alike = Likeness(["zq1"]).of(["mice"])[:, 0, 0]
    for place, channel in enumerate(CHANNELS):
        assert rows[f"missing_{channel}"][0] == pytest.approx(3.0 * (1 - alike[place]) / 4.0)
        assert rows[f"missing_second_{channel}"][0] == pytest.approx(0.0)
        assert values[f"soft_passage_missing_{channel}"] == pytest.approx(3.0 * (1 - alike[place]) / 4.0)
        assert rows[f"covered_{channel}"][0] == pytest.approx((1.0 + 3.0 * alike[place]) / 4.0)
        assert rows[f"sure_{channel}"][0] == pytest.approx(0.25)


def test_a_like_term_covers_more_than_an_unlike_one() -> None:
    rows, _ = read(["tumor"], [2.0], [[], ["cancer"], ["yeast"]])
    assert rows["covered_around"][0] > rows["covered_around"][1]


@given(WORDS, st.lists(WORDS, min_size=1, max_size=4))
def test_features_are_finite_and_shares_lie_between_0_and_1(claim: list[str], texts: list[list[str]]) -> None:
    asked = list(dict.fromkeys(claim))
    rows, values = read(asked, [1.0] * len(asked), texts)
    for name, column in rows.items():
        assert np.isfinite(column).all()
        assert column.shape == (len(texts) - 1,)
        assert (column >= -1e-9).all(), name
        assert (column <= 1.0 + 1e-9).all(), name
    assert all(0.0 <= value <= 1.0 + 1e-9 for value in values.values())


def test_a_paraphrase_reads_as_closer_than_what_is_about_something_else() -> None:
    asked = Asked.of("Heart attack raises mortality.")
    near = read_passage(asked, "", ["Myocardial infarction increased the death rate."])
    far = read_passage(asked, "", ["Yeast grew on agar for two days."])
    column = 28 + SOFT.index("covered_around")
    assert near.rows[0, column] > far.rows[0, column] + 0.2
