import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from evals.metrics.mcnemar import mcnemar


@given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=80))
def test_it_is_the_exact_binomial_test_of_the_pairs_that_differ(pairs: list[tuple[bool, bool]]) -> None:
    found = mcnemar([one for one, _ in pairs], [other for _, other in pairs])
    differ = found.first_only + found.second_only
    assert differ == sum(one != other for one, other in pairs)
    expected = binomtest(found.first_only, differ, 0.5).pvalue if differ else 1.0
    assert found.p == pytest.approx(expected, rel=1e-9)


def test_pairs_are_wanted() -> None:
    with pytest.raises(ValueError, match="pairs"):
        mcnemar([True], [])
