"""One case as a clinician works it: from a file to an answer, its sources, its exports and a further question."""

import json
from pathlib import Path
from typing import Any

import pytest

from benchmarks.page_attacks import executed
from benchmarks.page_server import Served
from benchmarks.page_strings import hostile_strings
from tools import samples

from .conftest import TOKEN

pytestmark = pytest.mark.browser


def upload(page: Any, name: str = "film.dcm") -> None:
    data = samples.path("chest_pneumonia").read_bytes()
    page.set_input_files("#files", [{"name": name, "mimeType": "application/dicom", "buffer": data}])
    page.wait_for_selector("canvas[data-number]")


def test_a_case_from_upload_to_further_question(page: Any, tmp_path: Path) -> None:
    assert "token" not in page.url  # it is taken out of the address at once
    upload(page)
    page.fill("#history", samples.history("chest_pneumonia"))
    page.click("#diagnose")

    # The timeline fills while the case runs: thoughts, tools with their crops, passages kept and rejected.
    page.wait_for_selector(".step.thought .words")
    page.wait_for_selector(".step.called .crops img")
    assert page.eval_on_selector(".step.called .crops img", "(one) => one.decode().then(() => one.naturalWidth)") > 100
    page.wait_for_selector("#result .status.answered")
    assert page.locator(".step.appraised summary", has_text="rejected, with reasons").count() > 0

    # Boxes and sentences point at each other.
    page.wait_for_selector(".mark path", state="attached")
    box = page.locator(".mark[data-code=lung-opacity]").last
    assert "mm" in (box.get_attribute("aria-label") or "")
    box.focus()
    assert page.locator("#result .linked-text[data-code=lung-opacity]").count() > 0
    page.locator("#result button.link", has_text="airspace opacity").first.click()
    assert page.locator(".mark.linked[data-code=lung-opacity] rect").count() == 1

    # The window moves under the mouse and under the keyboard, a ruler measures in millimetres.
    stage = page.locator(".stage").first
    stage.scroll_into_view_if_needed()
    before = page.locator(".sliders output").nth(2).inner_text()
    place = stage.bounding_box()
    page.mouse.move(place["x"] + 30, place["y"] + 30)
    page.mouse.down()
    page.mouse.move(place["x"] + 130, place["y"] + 30, steps=3)
    page.mouse.up()
    page.wait_for_function("(was) => document.querySelectorAll('.sliders output')[2].textContent !== was", arg=before)
    page.get_by_role("button", name="Measure").first.click()
    place = stage.bounding_box()
    page.mouse.move(place["x"] + 30, place["y"] + 30)
    page.mouse.down()
    page.mouse.move(place["x"] + 60, place["y"] + 90, steps=3)
    page.mouse.up()
    assert "mm at the detector" in page.locator(".readout").first.inner_text()

    # What no tool looked for is said beside what was found.
    assert "Not judged by the tools that looked: pleural effusion" in page.inner_text("#result")

    # A citation opens the guideline at what is quoted.
    page.locator("#result .cite").first.click()
    page.wait_for_selector("#reader[open] mark")
    assert page.locator("#reader a[href^=https]").count() == 1
    page.keyboard.press("Escape")
    page.wait_for_selector("#reader[open]", state="detached")

    for kind, start in (("pdf", b"%PDF"), ("json", b"{")):
        with page.expect_download() as saved:
            page.click(f"[data-export={kind}]")
        saved.value.save_as(tmp_path / kind)
        assert (tmp_path / kind).read_bytes().startswith(start)
    assert json.loads((tmp_path / "json").read_text())["differential"]

    page.get_by_role("button", name="Accept airspace opacity of the lung").click()
    page.wait_for_selector("#findings .tag.accepted")

    page.fill("#further", "Is there a pleural effusion?")
    page.press("#further", "Enter")
    page.get_by_role("button", name="Question 1").wait_for()
    page.get_by_role("button", name="Question 1").click()
    page.locator("#result p", has_text="Question: Is there a pleural effusion?").wait_for()


def test_cancel_frees_the_only_slot_and_a_sample_is_one_click(page: Any) -> None:
    page.click("[data-sample=chest_normal]")
    page.wait_for_selector("canvas[data-number]")
    page.select_option("#profile", "scripted")
    page.click("#diagnose")
    page.wait_for_selector(".step.admitted")
    page.click("#cancel")
    page.locator("#result", has_text="Cancelled: there is no answer.").wait_for()
    page.select_option("#profile", "embedded")
    page.click("#diagnose")
    # An abstention is an answer, and says what would help.
    page.wait_for_selector("#result .status.insufficient_evidence")
    page.get_by_text("This is an answer too").wait_for()


def test_a_case_in_words_needs_no_study(page: Any) -> None:
    page.click("#diagnose")
    page.locator("#errors", has_text="or write a history").wait_for()
    page.click("[data-sample=chest_normal]")
    page.wait_for_selector("canvas[data-number]")
    page.click("#study-away")
    page.wait_for_selector("canvas[data-number]", state="detached")
    page.fill("#history", samples.history("chest_pneumonia"))
    page.click("#diagnose")
    page.wait_for_selector("#result .status")
    page.wait_for_selector(".step.searched")
    page.locator("#findings table", has_text="38.9 °C").wait_for()
    with page.expect_download() as saved:
        page.click("[data-export=json]")
    assert json.loads(Path(saved.value.path()).read_text())["images"] == []


def test_hostile_names_and_histories_are_shown_and_do_not_run(page: Any) -> None:
    strings = [one for _, one in hostile_strings(40)]
    upload(page, strings[2])
    assert page.inner_text("#study-said").startswith("'\"><script>")
    page.fill("#history", "\n".join(strings))
    page.locator("summary", has_text="Ask a question").click()
    page.fill("#question", strings[10])
    page.click("#diagnose")
    page.wait_for_selector("#result .status")
    page.locator("#result p", has_text="onerror=").first.wait_for()
    assert executed(page) == []


def test_without_the_token_there_is_only_the_door(chromium: Any, server: Served) -> None:
    context = chromium.new_context()
    page = context.new_page()
    page.goto(server.address)
    page.wait_for_selector("#sign-in:not([hidden])")
    page.fill("#token", "wrong" * 9)
    page.press("#token", "Enter")
    page.get_by_text("not one of this server's").wait_for()
    assert page.locator("#work").is_hidden()
    page.fill("#token", TOKEN)
    page.press("#token", "Enter")
    page.wait_for_selector("#work:not([hidden])")
    context.close()


def test_every_control_has_a_name_and_light_and_dark_can_be_switched(page: Any) -> None:
    unnamed = page.evaluate(
        """() => [...document.querySelectorAll('button, input, select, textarea, canvas, img, [role=group]')]
        .filter((one) => one.checkVisibility() && !one.ariaLabel && !one.textContent.trim())
        .filter((one) => !one.labels?.length && one.alt === undefined).map((one) => one.outerHTML)"""
    )
    assert unnamed == []
    was = page.evaluate("document.documentElement.dataset.theme")
    page.click("#theme")
    assert page.evaluate("document.documentElement.dataset.theme") != was
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
