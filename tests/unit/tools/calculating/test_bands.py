"""Bands meet without gap or overlap, at their boundaries to the digit."""

from fractions import Fraction

import pytest

from tools.calculating import Band, Bands, Source

HERE = Source("Somebody", url="https://example.org")
BANDS = Bands(HERE, (Band(None, "low"), Band("1.45", "middle"), Band("3.25", "high", above=True)))


@pytest.mark.parametrize(
    ("value", "meaning"),
    [("1.449999", "low"), ("1.45", "middle"), ("3.25", "middle"), ("3.250001", "high"), ("-9", "low")],
)
def test_the_boundaries(value: str, meaning: str) -> None:
    assert BANDS.meaning(Fraction(value)) == meaning


def test_a_float_that_means_the_boundary_is_on_it() -> None:
    assert BANDS.meaning(1.45 - 1e-13) == "middle"
    assert Bands(HERE, (Band(0, "none"), Band("0.3", "some"))).meaning(0.1 + 0.2) == "some"


def test_below_the_first_band_there_is_no_meaning() -> None:
    assert Bands(HERE, (Band(5, "A"), Band(7, "B"))).meaning(Fraction(4)) is None


def test_bands_that_depend_on_an_input() -> None:
    women = Bands(HERE, (Band(None, "x"),), only={"sex": "female"})
    assert women.apply({"sex": "female", "age": Fraction(3)})
    assert not women.apply({"sex": "male"})


def test_how_they_read() -> None:
    assert BANDS.told() == ("below 1.45: low", "from 1.45 up to 3.25: middle", "above 3.25: high")


@pytest.mark.parametrize(
    "bands", [(), (Band(2, "a"), Band(1, "b")), (Band(1, "a"), Band(1, "b")), (Band(1, "a"), Band(None, "b"))]
)
def test_bands_that_do_not_rise_cannot_be_made(bands: tuple[Band, ...]) -> None:
    with pytest.raises(ValueError, match="ands"):
        Bands(HERE, bands)


@pytest.mark.parametrize(
    ("title", "doi", "url"), [("", "10.1/x", ""), ("T", "", ""), ("T", "doi:10.1/x", ""), ("T", "", "example.org")]
)
def test_a_source_has_a_title_and_an_address(title: str, doi: str, url: str) -> None:
    with pytest.raises(ValueError, match=r"address|DOI"):
        Source(title, doi, url)


def test_a_source_leads_to_its_doi() -> None:
    assert str(Source("T", doi="10.1/x", url="https://example.org")) == "T. https://doi.org/10.1/x"
    assert Source("T", url="https://example.org").address == "https://example.org"
