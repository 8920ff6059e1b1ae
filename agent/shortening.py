"""A text cut to a length, between words."""

__all__ = ["shortened"]


def shortened(text: str, most: int, mark: str = "…") -> str:
    """The text, or its first words and a mark that it goes on.

    Args:
        text: Any.
        most: Longest result [characters], the mark included.
        mark: What stands for the rest; empty for a query, which is read by a search and by nobody.
    """
    if len(text) <= most:
        return text
    head = text[: most - len(mark) + 1]
    whole = head[: head.rindex(" ")] if " " in head else head[:-1]
    return whole.rstrip(" ,;") + mark
