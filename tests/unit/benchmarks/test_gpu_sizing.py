"""The arithmetic of docs/serving.md."""

from pathlib import Path

import pytest

from agent.models.profile import Profile
from benchmarks.gpu_sizing import BITS, PIXELS, Model, Plan, cases_table, models, sizes_table

PAGE = Path(__file__).resolve().parents[3] / "docs" / "serving.md"
SMALL = {
    "name": "small",
    "source": "by hand",
    "parameters": 1000,
    "layers": 2,
    "hidden": 8,
    "intermediate": 10,
    "heads": 2,
    "kv_heads": 1,
    "head_dim": 4,
    "vocabulary": 10,
    "tied": True,
    "patch": 28,
}
BY_NAME = {model.name: model for model in models()}


def small(**changed: object) -> Model:
    return Model(**{**SMALL, **changed})  # type: ignore[arg-type]


def test_a_small_model_by_hand() -> None:
    model = small()
    # q and o 8 × 8, k and v 8 × 4, three matrices 8 × 10; twice
    assert model.layer_parameters == 2 * (2 * 64 + 2 * 32 + 3 * 80)
    assert model.kept_parameters == 1000 - 864
    assert model.weights("bf16") * 1e9 == pytest.approx(2 * 1000)
    assert model.weights("8 bit") * 1e9 == pytest.approx(864 + 2 * 136)
    assert model.weights("int4") * 1e9 == pytest.approx(864 * (4 + 20 / 128) / 8 + 2 * 136)
    assert model.token_bytes() == 2 * 2 * 1 * 4 * 2
    assert model.token_bytes(1) == 16
    assert model.case_memory(3940) * 1e9 == pytest.approx(3940 * 32)
    assert Plan(images=3, text=100).case_memory(model) == model.case_memory(3 * 1280 + 100)
    assert Plan(images=3, text=100, pixels=28 * 28 * 5).case_memory(model) == model.case_memory(3 * 5 + 100)
    assert Plan(images=3, text=0).case_memory(small(patch=None, image_tokens=256)) == model.case_memory(3 * 256)


def test_layers_with_a_window_stop_growing() -> None:
    model = small(window=50, window_layers=1)
    assert model.case_memory(40) * 1e9 == pytest.approx(40 * 32)
    assert model.case_memory(90) * 1e9 == pytest.approx(90 * 16 + 50 * 16)


def test_more_cards_than_key_value_heads_hold_copies() -> None:
    assert small(kv_heads=2).case_memory(10, gpus=4) == pytest.approx(2 * small(kv_heads=2).case_memory(10))
    assert small(kv_heads=2).case_memory(10, gpus=2) == small(kv_heads=2).case_memory(10)


def test_the_published_figures_of_qwen25_vl_7b() -> None:
    """56 KiB a token by hand; an AWQ checkpoint of it has files of 3.98 and 2.94 GB.

    Source of the latter: https://huggingface.co/Benasd/Qwen2.5-VL-7B-Instruct-AWQ-2/tree/main
    """
    model = BY_NAME["Qwen2.5-VL-7B"]
    assert model.token_bytes() == 2 * 28 * 4 * 128 * 2 == 56 * 1024
    assert model.tokens_per_image() == 1280
    assert model.weights("int4") == pytest.approx(3.98 + 2.94, abs=0.05)


@pytest.mark.parametrize("model", models(), ids=lambda model: model.name)
def test_what_is_not_in_the_layers_is_embeddings_and_a_vision_tower(model: Model) -> None:
    embeddings = model.vocabulary * model.hidden * (1 if model.tied else 2)
    tower = model.kept_parameters - embeddings
    assert 0.4e9 < tower < 0.72e9  # the towers of both families lie there; a wrong shape would not
    assert model.source


@pytest.mark.parametrize("model", models(), ids=lambda model: model.name)
def test_more_memory_and_smaller_weights_never_fit_less(model: Model) -> None:
    plan = Plan()
    for smaller, larger in ((16, 24), (24, 48), (48, 80), (80, 141)):
        for kind in BITS:
            assert (plan.cases(model, kind, smaller) or 0) <= (plan.cases(model, kind, larger) or 0)
    assert (plan.cases(model, "bf16", 141) or 0) <= (plan.cases(model, "8 bit", 141) or 0)
    assert (plan.cases(model, "8 bit", 141) or 0) <= (plan.cases(model, "int4", 141) or 0)


def test_cases_fit_beside_the_weights_and_one_more_would_not() -> None:
    plan, model = Plan(), BY_NAME["Qwen2.5-VL-7B"]
    number = plan.cases(model, "bf16", 24)
    assert number is not None
    room = 24 * 0.92 - 3.0 - model.weights("bf16")
    case = plan.case_memory(model)
    assert number * case <= room < (number + 1) * case
    assert plan.cases(BY_NAME["Qwen2.5-VL-72B"], "bf16", 80) is None
    assert (Plan(gpus=4).cases(BY_NAME["Qwen2.5-VL-72B"], "bf16", 80) or 0) > 10


@pytest.mark.parametrize(
    "changed",
    [{"patch": None}, {"image_tokens": 256}, {"window": 5}, {"window": 5, "window_layers": 2}, {"parameters": 800}],
)
def test_a_shape_that_cannot_be_is_refused(changed: dict[str, int | None]) -> None:
    with pytest.raises(ValueError, match="'small'"):
        small(**changed)


def test_the_pixels_of_an_image_are_those_of_a_profile() -> None:
    assert Profile.model_fields["max_pixels"].default == PIXELS


def test_the_page_shows_what_the_command_prints() -> None:
    page = PAGE.read_text("utf-8")
    assert "\n".join(sizes_table(Plan())) in page
    assert "\n".join(cases_table(Plan())) in page
