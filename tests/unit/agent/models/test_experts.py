import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import permutations

import pytest

from agent.errors import MalformedReply, ModelUnreachable
from agent.models.experts import Examined, choose, route
from agent.models.profile import Expert, Profile, load_profile
from agent.models.scripted import ChatScripted

PROFILE = load_profile("mmedexpert-r1")
EVERY = {expert.specialty for expert in PROFILE.experts}
FILM, HEAD, SKIN = Examined("DX", "CHEST"), Examined("CT", "HEAD"), Examined("XC", "")


def profile(*experts: Expert) -> Profile:
    return PROFILE.model_copy(update={"experts": experts})


@pytest.mark.parametrize(
    ("examined", "expert"),
    [
        (FILM, "chest"),
        (Examined("cr", " chest "), "chest"),
        (Examined("CT", "LUNG"), "chest"),
        (HEAD, "neuro"),
        (Examined("MR", "BRAIN"), "neuro"),
        (Examined("US", "LIVER"), "abdomen"),
        (Examined("DX", "KNEE"), "musculoskeletal"),
        (Examined("MR", "LSPINE"), "neuro"),
        (Examined("DX", "LSPINE"), "musculoskeletal"),
    ],
)
def test_a_case_goes_to_its_specialty(examined: Examined, expert: str) -> None:
    routing = choose(PROFILE, [examined], EVERY)

    assert routing.expert == expert
    assert repr(expert) in routing.reason
    assert not routing.degraded


@pytest.mark.parametrize(
    ("examined", "why"),
    [
        ([SKIN], "No specialty of the profile covers XC of an unstated body part"),
        ([Examined("DX", "")], "No specialty of the profile covers DX of an unstated body part"),
        ([Examined("OT", "CHEST")], "do not state their modality"),
        ([Examined("", "")], "do not state their modality"),
        ([], "do not state their modality"),
        ([FILM, HEAD], "No specialty of the profile covers CT HEAD, DX CHEST"),
    ],
)
def test_the_base_is_asked_where_no_specialty_fits(examined: list[Examined], why: str) -> None:
    routing = choose(PROFILE, examined, EVERY)

    assert routing.expert is None
    assert why in routing.reason


def test_a_specialty_that_is_not_served_is_said_so() -> None:
    routing = choose(PROFILE, [FILM], {"neuro", "base"})

    assert routing.expert is None
    assert routing.reason == "DX CHEST belongs to 'chest', but the server serves no model of that name."


def test_an_image_of_unknown_modality_does_not_hide_the_others() -> None:
    assert choose(PROFILE, [FILM, Examined("OT", "")], EVERY).expert == "chest"


def test_the_order_of_images_changes_nothing() -> None:
    images = [FILM, Examined("CR", "RIB"), Examined("CT", "LUNG")]

    assert len({choose(PROFILE, order, EVERY) for order in permutations(images)}) == 1


def test_the_first_fitting_expert_that_is_served_is_taken() -> None:
    narrow = Expert(specialty="chest-film", modalities=("CR", "DX"), body_parts=("CHEST",))
    broad, anything = Expert(specialty="film", modalities=("CR", "DX")), Expert(specialty="anything")
    ladder = profile(narrow, broad, anything)

    assert choose(ladder, [FILM], {"chest-film", "film", "anything"}).expert == "chest-film"
    assert choose(ladder, [FILM], {"film", "anything"}).expert == "film"
    assert choose(ladder, [HEAD], {"chest-film", "film", "anything"}).expert == "anything"
    assert "'chest-film' and 'film' and 'anything'" in choose(ladder, [FILM], {"other"}).reason


def test_a_profile_without_experts_has_none() -> None:
    assert choose(profile(), [FILM], EVERY).reason == "The profile names no specialty adapters."


@dataclass(frozen=True)
class Name:
    name: str


class Listing(ChatScripted):
    """A scripted model with a server behind it, as far as the list of its models goes."""

    served_names: tuple[str, ...] = ()
    trouble: str = ""
    asked: int = 0

    async def served(self) -> Sequence[Name]:
        self.asked += 1
        match self.trouble:
            case "gone":
                raise ModelUnreachable("nobody answers at 127.0.0.1")
            case "garbled":
                raise MalformedReply("The list of models is no list.")
            case "slow":
                await asyncio.Event().wait()
        return [Name(name) for name in self.served_names]


async def test_the_server_is_asked_what_it_serves() -> None:
    assert (await route(PROFILE, Listing(replies=[], served_names=("chest",)), [FILM], seconds=9)).expert == "chest"
    assert (await route(PROFILE, Listing(replies=[], served_names=("base",)), [FILM], seconds=9)).expert is None


@pytest.mark.parametrize(
    ("trouble", "why"),
    [("gone", "nobody answers"), ("garbled", "is no list"), ("slow", "did not answer in time")],
)
async def test_a_server_that_cannot_be_asked_costs_the_specialty_and_not_the_case(trouble: str, why: str) -> None:
    routing = await route(PROFILE, Listing(replies=[], trouble=trouble), [FILM], seconds=0.0)

    # No time left ends every wait at its first pause; only the slow one pauses.
    assert routing.expert is None
    assert routing.degraded
    assert why in routing.reason


@pytest.mark.parametrize("examined", [SKIN, HEAD._replace(modality="OT")])
async def test_a_server_is_not_asked_in_vain(examined: Examined) -> None:
    model = Listing(replies=[], trouble="gone")

    routing = await route(PROFILE, model, [examined], seconds=9)

    assert (routing.expert, routing.degraded, model.asked) == (None, False, 0)


async def test_a_model_without_a_server_has_no_adapters() -> None:
    routing = await route(PROFILE, ChatScripted(replies=[]), [FILM], seconds=9)

    assert routing.reason == "The model has no server that could serve specialty adapters."
    assert not routing.degraded
