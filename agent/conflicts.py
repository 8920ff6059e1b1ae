"""Images of one case that say different things of one finding: named, and settled in one place."""

from collections.abc import Mapping, Sequence

from tools.finding import Finding

__all__ = ["conflicts", "without_overruled"]


def without_overruled(findings: Sequence[Finding]) -> list[Finding]:
    """Findings of one code, without its absence on other images than the one on which it is present.

    What is seen on one image is not refuted by another one that does not show it: it may lie outside, behind
    something, or have come or gone in between. What one image says of itself twice is left as it is.
    """
    there = {one.image for one in findings if one.presence == "present" and one.image is not None}
    return [
        one
        for one in findings
        if not (there and one.presence == "absent" and one.image is not None and one.image not in there)
    ]


def conflicts(findings: Sequence[Finding], numbers: Mapping[str, int]) -> tuple[str, ...]:
    """One sentence for what some images of the case show and others do not.

    Args:
        findings: All of the case, placed on the images of the study.
        numbers: Numbers of those images, by digest.
    """
    by_code: dict[str, dict[int, Finding]] = {}
    for one in findings:
        number = numbers.get(one.image.digest) if one.image is not None else None
        if number is None or one.presence == "uncertain":
            continue
        known = by_code.setdefault(one.code, {}).get(number)
        if known is None or (one.presence == "present", one.certainty) > (known.presence == "present", known.certainty):
            by_code[one.code][number] = one
    said = [_said(several) for _, several in sorted(by_code.items())]
    told = [one for one in said if one]
    if not told:
        return ()
    return (f"CONFLICT between the images: {'; '.join(told)}. Each is counted as present; check which image holds.",)


def _said(by_image: Mapping[int, Finding]) -> str:
    """`opacity: present on image 2 (right), absent on image 1`; empty where the images agree."""
    if len({one.presence for one in by_image.values()}) < 2:
        return ""
    parts = []
    for presence in ("present", "absent"):
        of = [(number, one) for number, one in sorted(by_image.items()) if one.presence == presence]
        where = " and ".join(
            f"image {number}" + (f" ({one.laterality})" if one.laterality else "") for number, one in of
        )
        parts.append(f"{presence} on {where}")
    return f"{next(iter(by_image.values())).name} is {', '.join(parts)}"
