"""The calculators that ship, as a table for docs/calculators.md; a test holds the page equal to it."""

from tools.calculating.library import load_calculator, names_of_calculators

__all__ = ["as_table"]


def as_table() -> str:
    """Write a Markdown table of all calculators, by specialty and name."""
    every = [load_calculator(name) for name in names_of_calculators()]
    lines = ["| specialty | name | title | unit | source |", "|---|---|---|---|---|"]
    for one in sorted(every, key=lambda one: (one.specialty, one.name)):
        first = one.sources[0]
        source = f"[{first.title.replace('|', '/')}]({first.address})"
        lines.append(f"| {one.specialty} | `{one.name}` | {one.title} | {one.unit or '—'} | {source} |")
    return "\n".join(lines)
