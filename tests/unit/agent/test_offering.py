"""Tools of volumes, frames, pairs and segments are told of only where a case has them."""

import numpy as np
import pytest

from agent.offering import offer, offered_tools
from agent.toolbox import collect, schemas
from tests.unit.tools.stacks import instance_at, series_of
from tools.image import Image
from tools.region import Mask
from tools.segments import Segment, SegmentationObject, SegmentFrame
from tools.study import Instance, Series, Study

TOOLS = collect(())
VOLUME = {"measure_volume", "mip", "montage", "mpr", "slice"}
FILM = Study(
    series=(
        Series(
            instances=(Instance(frames=(Image(pixels=np.zeros((9, 9), np.uint8)),), digest="0" * 64),), modality="CR"
        ),
    )
)
STACK = Study(series=(series_of([instance_at(z, (0.0, 0.0, 3.0 * z)) for z in range(4)]),))
TILTED = Study(series=(series_of([instance_at(z, (0.0, 2.0 * z, 3.0 * z)) for z in range(4)]),))
SEGMENT = SegmentationObject(
    kind="BINARY",
    segments=(Segment(number=1, kind=None),),
    frames=(SegmentFrame(segment=1, mask=Mask(pixels=np.ones((9, 9), np.bool_))),),
    digest="1" * 64,
)


def names(*studies: Study, shown: int = 1) -> set[str]:
    return set(offer(TOOLS, studies, shown))


def test_a_single_film_is_offered_neither_volumes_nor_frames_nor_pairs() -> None:
    found = names(FILM)
    assert not found & (VOLUME | {"frames", "compare_prior"})
    assert {"survey", "zoom", "measure", "segment", "compare", "search_guidelines"} <= found


def test_two_films_can_be_compared_as_earlier_and_later() -> None:
    assert names(FILM, FILM, shown=2) - names(FILM) == {"compare_prior"}


def test_a_stack_is_offered_volumes_and_a_tilted_one_its_frames_only() -> None:
    assert names(STACK, shown=4) >= VOLUME | {"frames"}
    assert not names(TILTED, shown=4) & VOLUME
    assert "frames" in names(TILTED, shown=4)


def test_a_volume_of_an_earlier_study_counts_too() -> None:
    assert names(FILM, STACK, shown=2) >= VOLUME


def test_a_segment_is_an_argument_only_where_one_came_with_the_study() -> None:
    with_segment = Study(series=FILM.series, masks=(SEGMENT,))
    assert names(with_segment) - names(FILM) == {"measure.segment"}
    plain = offered_tools(TOOLS, offer(TOOLS, (FILM,), 1))["measure"]
    marked = offered_tools(TOOLS, offer(TOOLS, (with_segment,), 1))["measure"]
    assert "segment" not in plain.schema["properties"]
    assert "- segment:" not in plain.description
    assert marked == TOOLS["measure"]
    assert "- segment:" in marked.description
    assert plain.description.count("\n") == marked.description.count("\n") - 1


def test_tools_of_ones_own_go_by_the_same_law() -> None:
    from tools.volume import Volume

    def thick(volume: Volume) -> Image:
        """Look through a volume.

        Args:
            volume: Volume to look through.
        """
        raise NotImplementedError

    tools = collect((thick,))
    assert "thick" not in offer(tools, (FILM,), 1)
    assert "thick" in offer(tools, (STACK,), 4)


def test_a_case_that_was_begun_before_there_was_a_choice_keeps_all_tools() -> None:
    assert offered_tools(TOOLS, ()) == TOOLS


@pytest.mark.parametrize(("studies", "most"), [((FILM,), 0.65), ((FILM, FILM), 0.75), ((STACK,), 1.0)])
def test_what_is_left_out_makes_the_telling_shorter(studies: tuple[Study, ...], most: float) -> None:
    whole = len(str(schemas(TOOLS)))
    offered = offer(TOOLS, studies, len(studies) if studies != (STACK,) else 4)
    told = len(str(schemas(offered_tools(TOOLS, offered))))
    assert told <= most * whole
