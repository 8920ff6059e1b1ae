import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.calibration import (
    Fitted,
    brier_score,
    cross_validated,
    expected_calibration_error,
    fit,
    fit_isotonic,
    negative_log_likelihood,
    reliability,
    risk_coverage_area,
)
from agent.confidence import from_tokens, letters_of
from agent.dialects import Answered
from agent.state import Token

OUTCOMES = st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=2, max_size=60)
METHODS = st.sampled_from(["temperature", "isotonic", "none"])
LOGS = st.floats(-25, 0)


@given(OUTCOMES, METHODS, st.lists(st.floats(0, 1), min_size=2, max_size=20))
def test_a_correction_stays_a_probability_and_keeps_the_order(
    outcomes: list[tuple[float, bool]], method: str, asked: list[float]
) -> None:
    fitted = fit(method, *zip(*outcomes, strict=True))  # type: ignore[arg-type]
    corrected = fitted.apply(np.sort(asked))
    assert np.all((corrected >= 0) & (corrected <= 1))
    assert np.all(np.diff(corrected) >= -1e-12)


@given(OUTCOMES)
def test_isotonic_knots_rise_and_keep_the_mean(outcomes: list[tuple[float, bool]]) -> None:
    p, y = zip(*outcomes, strict=True)
    knots = fit_isotonic(p, y)
    assert np.all(np.diff([x for x, _ in knots]) > 0)
    assert np.all(np.diff([value for _, value in knots]) >= 0)
    # Least squares over rising functions leaves the mean where it is.
    assert float(Fitted(method="isotonic", knots=knots).apply(p).mean()) == pytest.approx(float(np.mean(y)))


@given(OUTCOMES)
def test_temperature_is_no_worse_than_none_on_what_it_was_fitted_on(outcomes: list[tuple[float, bool]]) -> None:
    p, y = zip(*outcomes, strict=True)
    p = np.clip(p, 1e-5, 1 - 1e-5)
    assert negative_log_likelihood(fit("temperature", p, y).apply(p), y) <= negative_log_likelihood(p, y) + 1e-5


@given(OUTCOMES, st.integers(1, 20), st.sampled_from(["width", "mass"]))
def test_every_outcome_falls_into_one_bin(outcomes: list[tuple[float, bool]], bins: int, by: str) -> None:
    p, y = zip(*outcomes, strict=True)
    found = reliability(p, y, bins=bins, by=by)  # type: ignore[arg-type]
    assert sum(one.outcomes for one in found) == len(p)
    assert all(one.low - 1e-12 <= one.confidence <= one.high + 1e-12 for one in found if one.outcomes)
    assert 0 <= expected_calibration_error(p, y, bins=bins, by=by) <= 1  # type: ignore[arg-type]
    assert 0 <= brier_score(p, y) <= 1
    assert 0 <= risk_coverage_area(p, y) <= 1


@given(OUTCOMES, st.randoms())
def test_the_order_of_the_file_does_not_matter(outcomes: list[tuple[float, bool]], random: object) -> None:
    shuffled = list(outcomes)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    for figure in (expected_calibration_error, risk_coverage_area, brier_score):
        assert figure(*zip(*outcomes, strict=True)) == pytest.approx(figure(*zip(*shuffled, strict=True)))


@given(OUTCOMES, METHODS)
def test_groups_are_never_parted(outcomes: list[tuple[float, bool]], method: str) -> None:
    p, y = zip(*outcomes, strict=True)
    groups = [f"g{at % 2}" for at in range(len(p))]
    unseen, _ = cross_validated(method, p, y, groups=groups)  # type: ignore[arg-type]
    # With two groups, each is corrected by a fit on the other alone.
    for name in ("g0", "g1"):
        own = np.array([group == name for group in groups])
        expected = fit(method, np.asarray(p)[~own], np.asarray(y)[~own]).apply(np.asarray(p)[own])  # type: ignore[arg-type]
        assert np.allclose(unseen[own], expected)


@given(st.integers(1, 30), st.data())
def test_shares_of_options_are_probabilities_that_sum_to_one(many: int, data: st.DataObject) -> None:
    options = tuple(f"condition number {n}" for n in range(many))
    letters = letters_of(options)
    chosen = data.draw(st.sampled_from(letters))
    weights = data.draw(st.lists(st.floats(1e-6, 1), min_size=many + 1, max_size=many + 1))
    total = math.fsum(weights)
    listed = [(name, math.log(weight / total)) for name, weight in zip(letters, weights, strict=False)]
    kept = data.draw(st.integers(0, len(listed)))
    logprob = dict(listed)[chosen]
    token = Token(text=chosen, logprob=logprob, alternatives=tuple(sorted(listed, key=lambda one: -one[1])[:kept]))
    found = from_tokens(Answered(text=chosen, start=0), (token,), options)
    assert 0.0 <= found.value <= 1.0
    assert math.fsum(found.parts.values()) == pytest.approx(1.0)
    # What is not listed counts against the answer: never surer than with the whole list.
    whole = math.fsum(math.exp(value) for _, value in listed)
    assert found.value <= math.exp(logprob) / whole + 1e-9


@given(
    st.text(max_size=40), st.lists(st.tuples(st.text(max_size=4), LOGS), max_size=8), st.lists(st.text(), max_size=4)
)
def test_any_answer_with_any_tokens_has_a_confidence(
    text: str, pieces: list[tuple[str, float]], options: list[str]
) -> None:
    tokens = tuple(Token(text=piece, logprob=value, alternatives=tuple(pieces)) for piece, value in pieces)
    found = from_tokens(Answered(text=text, start=0), tokens, options)
    assert 0.0 <= found.value <= 1.0
