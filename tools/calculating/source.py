"""Where a formula or a band comes from."""

from dataclasses import dataclass

__all__ = ["Source"]


@dataclass(frozen=True, slots=True)
class Source:
    """A publication that was looked at, with its address."""

    title: str
    """Authors, journal or publisher, year and place: enough to find it in a library."""
    doi: str = ""
    """Digital object identifier, without an address before it."""
    url: str = ""
    """Address of the page that was read, where it is not the DOI's."""

    def __post_init__(self) -> None:
        if not self.title or not (self.doi or self.url):
            raise ValueError(f"A source has a title and a DOI or an address, got {self!r}.")
        if self.doi and not self.doi.startswith("10."):
            raise ValueError(f"A DOI begins with '10.', got {self.doi!r}.")
        if self.url and not self.url.startswith(("https://", "http://")):
            raise ValueError(f"An address begins with https://, got {self.url!r}.")

    @property
    def address(self) -> str:
        """Where to read it."""
        return f"https://doi.org/{self.doi}" if self.doi else self.url

    def __str__(self) -> str:
        return f"{self.title}. {self.address}"
