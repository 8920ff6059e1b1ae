"""Whether what was handed over as one study is of one person and one examination."""

from itertools import combinations

from agent.errors import SeveralPatients
from tools.study import Instance, Study

__all__ = ["check_one_person", "people", "same_issuer", "several_studies"]

Numbered = tuple[str, str | None]
"""Hash of a patient's number, and of who gave it."""


def people(study: Study) -> frozenset[Numbered]:
    """Every patient's number that images and reports of a study bear; nothing where none is stated."""
    stated = [(one.person, one.issuer) for one in _instances(study)]
    stated += [(one.person, one.issuer) for one in study.reports]
    return frozenset((person, issuer) for person, issuer in stated if person is not None)


def same_issuer(one: Numbered, other: Numbered) -> bool:
    """Whether two numbers can be compared: not where both say who gave them, and that differs."""
    return one[1] is None or other[1] is None or one[1] == other[1]


def check_one_person(study: Study) -> tuple[str, ...]:
    """See that the images and reports of one study are of one person.

    Returns:
        A warning where the numbers were given by different places, or one of several examinations bears none, so that
        it cannot be told.

    Raises:
        SeveralPatients: If two of them bear different numbers.
    """
    pairs = list(combinations(sorted(people(study), key=lambda one: (one[0], one[1] or "")), 2))
    if any(same_issuer(one, other) and one[0] != other[0] for one, other in pairs):
        raise SeveralPatients(
            "What was handed over as one study bears the numbers of different patients, so it is not taken for one "
            "case; hand each patient's images over by themselves, one case a patient."
        )
    if any(not same_issuer(one, other) for one, other in pairs):
        return (
            "WARNING: the numbers of the patient on these images were given by different places, so that it cannot be "
            "told whether they are of one person; check it before you read the answer.",
        )
    return _unnumbered(study)


def _unnumbered(study: Study) -> tuple[str, ...]:
    """A warning where there are several examinations and one of them does not say whose it is.

    Pictures that name no examination count as one of their own beside those that do. Among images of one examination a
    missing number is no doubt, since the examination is one person's.
    """
    numbered: dict[str | None, bool] = {}
    for one in _instances(study):
        numbered[one.study] = numbered.get(one.study, False) or one.person is not None
    if len(numbered) < 2 or all(numbered.values()):
        return ()
    silent = list(numbered.values()).count(False)
    return (
        f"WARNING: {silent} of these {len(numbered)} examinations {'bears' if silent == 1 else 'bear'} no patient's "
        "number, so that it could not be checked that they are of one person; check it before you read the answer.",
    )


def several_studies(study: Study) -> tuple[str, ...]:
    """A warning where the images were taken in more than one examination."""
    days: dict[str, list[int]] = {}
    for one in _instances(study):
        if one.study is not None:
            days.setdefault(one.study, []).extend([] if one.day is None else [one.day])
    if len(days) < 2:
        return ()
    dated = [day for several in days.values() for day in several]
    apart = max(dated) - min(dated) if dated else 0
    when = f", up to {apart} day{'' if apart == 1 else 's'} apart" if apart else ""
    return (
        f"WARNING: these images are of {len(days)} different examinations{when}, and are read as one; hand earlier "
        "ones over as earlier studies (priors) if they do not show the present.",
    )


def _instances(study: Study) -> tuple[Instance, ...]:
    return tuple(one for series in study.series for one in series.instances)
