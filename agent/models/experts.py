"""Which specialty adapter a case is asked of: by the modality and the body part of its images.

The adapters are LoRA modules over one base, served under the names of their specialties (`serve --lora`). Where no
specialty fits, or its adapter is not served, the base or merged model is asked; the reason is kept either way.
"""

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol, runtime_checkable

from langchain_core.language_models import BaseChatModel

from agent.errors import AgentError
from agent.models.profile import Expert, Profile

__all__ = ["Examined", "Routing", "choose", "route"]

_LONGEST_WAIT = 5.0
"""Longest wait for the list of served models [s]: a server that lists for longer will not answer a case in time."""
_UNKNOWN = frozenset({"", "OT"})
"""Modalities that say nothing: none, and "Other" (PS3.3 C.7.3.1.1.1)."""


class Examined(NamedTuple):
    """What one image is of, in DICOM's Defined Terms."""

    modality: str
    """Modality (0008,0060), such as `CR`; `OT` or empty where unknown."""
    body_part: str
    """Body Part Examined (0018,0015), such as `CHEST`; empty where unknown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Routing:
    """Which adapter is asked, and why."""

    expert: str | None
    """Name under which it is served; None: the base or merged model."""
    reason: str
    """A sentence for the trace; says why not where none is asked."""
    degraded: bool = False
    """True where a specialty may have been missed because the server could not be asked."""


class _Named(Protocol):
    @property
    def name(self) -> str: ...


@runtime_checkable
class _Lists(Protocol):
    """A model whose server can be asked what it serves."""

    async def served(self) -> Sequence[_Named]:
        """The models that the server serves, adapters among them."""
        ...


def choose(profile: Profile, examined: Collection[Examined], served: Collection[str]) -> Routing:
    """Choose the adapter of a case.

    The first expert of the profile that is served and fits every image whose modality is known; so a study of several
    specialties goes to the base.

    Args:
        profile: Names the experts, most specific first.
        examined: What the study's images are of.
        served: Names that the server serves.
    """
    if not profile.experts:
        return Routing(expert=None, reason="The profile names no specialty adapters.")
    known = {_normal(one) for one in examined if one.modality.strip().upper() not in _UNKNOWN}
    if not known:
        return Routing(expert=None, reason="The images do not state their modality, so no specialty was chosen.")
    kinds = ", ".join(f"{one.modality} {one.body_part or 'of an unstated body part'}" for one in sorted(known))
    fitting = [expert for expert in profile.experts if all(_fits(expert, one) for one in known)]
    if not fitting:
        return Routing(expert=None, reason=f"No specialty of the profile covers {kinds}.")
    for expert in fitting:
        if expert.specialty in served:
            return Routing(expert=expert.specialty, reason=f"{kinds} belongs to {expert.specialty!r}, which is served.")
    names = " and ".join(repr(expert.specialty) for expert in fitting)
    return Routing(expert=None, reason=f"{kinds} belongs to {names}, but the server serves no model of that name.")


async def route(profile: Profile, model: BaseChatModel, examined: Collection[Examined], *, seconds: float) -> Routing:
    """Ask the server what it serves, and choose; a server that cannot be asked costs the specialty, not the case.

    Args:
        profile: Names the experts.
        model: The case's model; one that cannot list what is served has no adapters.
        examined: What the study's images are of.
        seconds: Wall clock left to the case [s].
    """
    hoped = choose(profile, examined, {expert.specialty for expert in profile.experts})
    if hoped.expert is None:
        return hoped
    if not isinstance(model, _Lists):
        return Routing(expert=None, reason="The model has no server that could serve specialty adapters.")
    try:
        async with asyncio.timeout(max(0.0, min(_LONGEST_WAIT, seconds))):
            served = await model.served()
    except (AgentError, TimeoutError) as error:
        why = str(error) or "it did not answer in time"
        reason = f"The server could not be asked which specialty adapters it serves: {why}"
        return Routing(expert=None, reason=reason, degraded=True)
    return choose(profile, examined, {one.name for one in served})


def _normal(one: Examined) -> Examined:
    return Examined(one.modality.strip().upper(), one.body_part.strip().upper())


def _fits(expert: Expert, one: Examined) -> bool:
    """Whether an image is of the expert's specialty; what an expert does not name, it does not mind."""
    right_modality = not expert.modalities or one.modality in expert.modalities
    return right_modality and (not expert.body_parts or one.body_part in expert.body_parts)
