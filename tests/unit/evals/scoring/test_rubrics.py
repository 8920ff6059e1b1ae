import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.scoring.rubrics import met_share


def test_weights_of_what_was_met_over_all_weights() -> None:
    assert met_share([5, 3, 2], [True, False, None]) == (0.5, 1)


@given(st.lists(st.tuples(st.floats(0.1, 9), st.sampled_from([True, False, None])), min_size=1))
def test_it_lies_between_nothing_and_everything(items: list[tuple[float, bool | None]]) -> None:
    weights, met = [one for one, _ in items], [one for _, one in items]
    share, unknown = met_share(weights, met)
    assert 0 <= share <= 1 + 1e-12
    assert unknown == met.count(None)
    assert met_share(weights, [True] * len(met))[0] == pytest.approx(1)


@pytest.mark.parametrize(("weights", "met"), [([1], []), ([], []), ([0], [True]), ([-1, 2], [True, True])])
def test_what_has_no_share_is_refused(weights: list[float], met: list[bool | None]) -> None:
    with pytest.raises(ValueError, match="wanted"):
        met_share(weights, met)
