"""Routing to specialties, over any profile, study and server."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from agent.models.experts import Examined, choose
from agent.models.profile import Expert, load_profile

NAMES = ("chest", "neuro", "eye", "skin", "bone")
words = st.sampled_from(("CR", "DX", "CT", "MR", "XC", "OT", "", "ct"))
parts = st.sampled_from(("CHEST", "HEAD", "EYE", "", "head"))
experts = st.lists(
    st.builds(
        lambda specialty, modalities, body_parts: Expert(
            specialty=specialty, modalities=tuple(modalities), body_parts=tuple(body_parts)
        ),
        st.sampled_from(NAMES),
        st.lists(st.sampled_from(("CR", "DX", "CT", "MR")), max_size=3),
        st.lists(st.sampled_from(("CHEST", "HEAD", "EYE")), max_size=3),
    ),
    max_size=5,
    unique_by=lambda expert: expert.specialty,
).map(tuple)
studies = st.lists(st.builds(Examined, words, parts), max_size=5)
servers = st.sets(st.sampled_from((*NAMES, "base")))
BASE = load_profile("mmedexpert-r1")


@given(experts, studies, servers)
def test_only_what_is_served_and_fits_is_ever_asked(
    rows: tuple[Expert, ...], study: list[Examined], served: set[str]
) -> None:
    routing = choose(BASE.model_copy(update={"experts": rows}), study, served)

    assert routing.reason
    if routing.expert is not None:
        row = next(one for one in rows if one.specialty == routing.expert)
        assert routing.expert in served
        for image in study:
            if image.modality not in {"OT", ""}:
                assert not row.modalities or image.modality.upper() in row.modalities
                assert not row.body_parts or image.body_part.upper() in row.body_parts


@given(experts, studies, servers, st.randoms(use_true_random=False))
def test_neither_the_order_of_images_nor_repeats_matter(
    rows: tuple[Expert, ...], study: list[Examined], served: set[str], chance: Random
) -> None:
    profile = BASE.model_copy(update={"experts": rows})
    shuffled = [*study, *study[:1]]
    chance.shuffle(shuffled)

    assert choose(profile, shuffled, served) == choose(profile, study, served)


@given(experts, studies, servers, servers)
def test_serving_more_never_loses_an_adapter(
    rows: tuple[Expert, ...], study: list[Examined], served: set[str], more: set[str]
) -> None:
    profile = BASE.model_copy(update={"experts": rows})
    before, after = choose(profile, study, served), choose(profile, study, served | more)

    assert before.expert is None or after.expert is not None
