"""Synthetic cases, made on the spot from a seed: what decides each of them is known, and where it stands.

- `zoom`: a plate with a code somewhere in a picture; whether the whole picture shows it large enough is geometry.
- `evidence`: a value that one passage states; in some, another passage states a wrong one, and is of a kind that the
  evidence filter is documented to reject: replaced, for patients of another age, about something else, or with
  instructions to a model.
- `again`: a value that is asked for by an abbreviation; in some, only another passage says what it is short for, and
  the one with the value goes by the long name, behind many passages on the same people that say nothing of it.
"""

from collections.abc import Sequence
from random import Random

from corpora import Document
from evals.stand_in.case import Case, Placed, module_sent
from evals.stand_in.plate import CODES, MODULES, RESOLVED, draw
from evals.stand_in.texts import OPTIONS, document, make_again, make_evidence
from evals.stand_in.words import CROWDED, GROUPS, QUANTITIES
from tools.image import Image

__all__ = ["MOST", "documents", "make_cases"]

MOST = 3 * len(QUANTITIES) * min(len(GROUPS), len(CROWDED))
"""Most cases that can be made at once [1]: no two ask for the same quantity of the same people, so that what is on one
case's topic is not on another's."""
_CLEARANCE = 2.0
"""Pixels by which the side of a plate must differ from the resolving limit's: nearer, rounding would decide. Ours."""
_SIDES = (336, 1120)
"""Least and most pixels along a side of a picture; up to five times what the stand-in sees. Ours."""
_SIZES = (0.7, 5.5)
"""Least and most pixels a module has as it is sent: a little around the resolving limit of 3 [pixels]. Ours."""
_LEGEND = (
    "A reference plate on this film carries one code. The code of a reference plate is the name of a tree; which code "
    "a plate on a film carries is read from its light and dark modules."
)


def make_cases(count: int, *, seed: int = 0) -> tuple[Case, ...]:
    """Make cases, a third of each kind.

    Args:
        count: How many [1].
        seed: The same seed gives the same cases.

    Raises:
        ValueError: If more are wanted than there are words for.
    """
    if count > MOST:
        raise ValueError(f"There are words for {MOST} cases, not for {count}.")
    makers = (_zoom, make_evidence, make_again)
    used: set[str] = set()
    cases = []
    for number in range(count):
        chance = Random(f"{seed}:{number}")  # noqa: S311 - no secret is made
        cases.append(makers[number % len(makers)](number, chance, used))
    return tuple(cases)


def _zoom(number: int, chance: Random, used: set[str]) -> Case:
    placed = _placed(chance)
    options = chance.sample(CODES, OPTIONS)
    code = chance.choice(options)
    pixels = draw(
        code,
        width=placed.width,
        height=placed.height,
        module=placed.module,
        left=placed.left,
        top=placed.top,
        seed=chance.randrange(2**32),
    )
    return Case(
        id=f"zoom-{number}",
        kind="zoom",
        question="Which code does the reference plate on this film carry?",
        options=tuple(options),
        answer=code,
        image=Image(pixels=pixels, modality="CR"),
        plate=placed,
        decides="legend",
        documents=(document("legend", "Reference plates", _LEGEND),),
    )


def _placed(chance: Random) -> Placed:
    """A plate whose size is around the resolving limit, and not so near that rounding decides."""
    while True:
        width, height = chance.randint(*_SIDES), chance.randint(*_SIDES)
        whole = Placed(width=width, height=height, module=1, left=0, top=0)
        module = max(1, round(chance.uniform(*_SIZES) / module_sent(whole)))
        side = MODULES * module
        if side >= min(width, height):
            continue
        left, top = chance.randint(0, width - side), chance.randint(0, height - side)
        placed = Placed(width=width, height=height, module=module, left=left, top=top)
        if abs(module_sent(placed) - RESOLVED) * MODULES >= _CLEARANCE:
            return placed


def documents(cases: Sequence[Case]) -> tuple[Document, ...]:
    """Every document of the cases, each once."""
    return tuple({one.id: one for case in cases for one in case.documents}.values())
