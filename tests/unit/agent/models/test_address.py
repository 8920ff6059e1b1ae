import pytest

from agent.errors import ConfigurationError
from agent.models.address import check_address


@pytest.mark.parametrize("good", ["http://127.0.0.1:8000/v1", "https://gpu-1/v1", "http://[::1]:8000/v1"])
def test_an_address_stands_without_its_last_slash(good: str) -> None:
    assert check_address(good) == check_address(f"{good}/") == good


@pytest.mark.parametrize(
    "wrong",
    ["", "gpu-1:8000", "http:///v1", "http://a:80000/v1", "http://a:-1", "http://a:b/v1", "http://a:0", "http://["],
)
def test_what_is_none_is_named(wrong: str) -> None:
    with pytest.raises(ConfigurationError, match="MMEDEXPERT_BASE_URL") as caught:
        check_address(wrong)
    assert repr(wrong) in str(caught.value)


@pytest.mark.parametrize("wrong", ["http://me:s3cret@a/v1", "http://a/v1?key=s3cret", "http://me:s3cret@a:x/v1#y"])
def test_what_may_be_a_secret_is_not_quoted(wrong: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        check_address(wrong)
    assert "s3cret" not in str(caught.value)
