"""HTML pages, as Markdown; scripts, styles, navigation and forms are left out."""

import warnings
from collections.abc import Iterator

from corpora.formats.text import Text, decoded

__all__ = ["read"]

_LEFT_OUT = ("script", "style", "noscript", "template", "nav", "header", "footer", "aside", "form", "iframe", "svg")
"""Elements whose words are not the page's."""


def read(data: bytes) -> Iterator[Text]:
    """Give the words of a page; links become their words.

    Raises:
        ValueError: If it is not UTF-8.
        ModuleNotFoundError: If the extra `ingest` is not installed.
    """
    import bs4
    from markdownify import MarkdownConverter

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns where a page looks like XML or like a file name
        page = bs4.BeautifulSoup(decoded(data), "html.parser")
    for element in page(_LEFT_OUT):
        element.decompose()
    for comment in page.find_all(string=lambda part: isinstance(part, bs4.Comment)):
        comment.extract()
    title = page.title.get_text(" ", strip=True) if page.title else ""
    if page.title:
        page.title.decompose()
    # Hidden words are what an attacker would hide an instruction in, and no reader of the page would see them.
    for element in page.select('[hidden], [style*="display:none" i], [style*="display: none" i]'):
        element.decompose()
    converter = MarkdownConverter(heading_style="ATX", strip=["a", "img"], escape_misc=False, escape_underscores=False)
    lines = [line.rstrip() for line in converter.convert_soup(page.body or page).split("\n")]
    yield Text(title=title, text="\n".join(lines).strip() + "\n")
