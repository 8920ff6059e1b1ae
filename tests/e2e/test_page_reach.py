"""The page for people with a keyboard, a screen reader or a telephone, and for those with a table of many cases."""

from typing import Any

import pytest

from tools import samples

pytestmark = pytest.mark.browser
FOCUSED = "document.activeElement.id || document.activeElement.tagName"


def chosen(page: Any, sample: str = "chest_pneumonia") -> None:
    page.click(f"[data-sample={sample}]")
    page.locator("#study-said", has_text=samples.title(sample)).wait_for()


def test_without_a_study_there_is_nothing_to_turn(page: Any) -> None:
    assert page.locator("[role=toolbar][aria-label^=How]").first.is_hidden()
    assert [one for one in page.locator(".viewer select, .viewer button").all() if one.is_visible()] == []
    chosen(page)
    assert page.locator("[role=toolbar][aria-label^=How]").first.is_visible()
    page.click("#study-away")
    assert page.locator("[role=toolbar][aria-label^=How]").first.is_hidden()


def test_words_on_buttons_stay_whole(page: Any) -> None:
    chosen(page)
    page.click("#diagnose")
    page.wait_for_selector("#result .status")
    page.locator("#cases-card summary").click()
    forget = page.locator("#cases .danger").first
    assert forget.evaluate("(one) => one.getClientRects()[0].height < 2 * parseFloat(getComputedStyle(one).lineHeight)")
    page.set_viewport_size({"width": 390, "height": 844})
    # What is chosen fits into its box, measured by the text of the same font.
    fits = """(one) => {
      const pen = document.createElement("canvas").getContext("2d");
      pen.font = getComputedStyle(one).font;
      return pen.measureText(one.selectedOptions[0].text).width + 40 < one.clientWidth;
    }"""
    assert page.eval_on_selector("#profile", fits)
    assert "rule-based" in page.inner_text("#profile-said")


def test_on_a_telephone_the_answer_comes_into_sight(page: Any) -> None:
    page.emulate_media(reduced_motion="reduce")
    page.set_viewport_size({"width": 390, "height": 844})
    chosen(page)
    page.click("#diagnose")
    page.wait_for_selector("#result .status")
    page.wait_for_function(
        "() => { const { top, bottom } = document.querySelector('#result .status').getBoundingClientRect();"
        " return top >= 0 && bottom <= innerHeight; }"
    )


def test_the_focus_stays_and_then_goes_to_the_answer(page: Any) -> None:
    chosen(page)
    page.select_option("#profile", "scripted")
    page.locator("#diagnose").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".step.admitted")
    assert page.evaluate(FOCUSED) == "diagnose"
    assert page.get_attribute("#diagnose", "aria-disabled") == "true"
    page.locator("#cancel").focus()
    page.keyboard.press("Enter")
    page.locator("#announced", has_text="Cancelled: there is no answer.").wait_for(state="attached")
    assert page.evaluate(FOCUSED) == "diagnose"
    page.select_option("#profile", "embedded")
    page.locator("#diagnose").focus()
    page.keyboard.press("Enter")
    page.locator("#announced", has_text="The answer is there").wait_for(state="attached")
    page.wait_for_function(f"{FOCUSED} === 'answer-title'")
    live = page.evaluate(
        "[...document.querySelectorAll('[aria-live], [role=status], [role=alert]')].map((one) => one.id)"
    )
    assert "result" not in live and "announced" in live
    # The next answer too, and a word that is being written is not taken away.
    page.fill("#further", "Is there a pleural effusion?")
    page.press("#further", "Enter")
    page.get_by_role("button", name="Question 1").wait_for()
    assert page.evaluate(FOCUSED) == "answer-title"
    page.click("#diagnose")
    page.locator("#history").focus()
    page.wait_for_selector("#result .status")
    assert page.evaluate(FOCUSED) == "history"


def test_a_batch_that_is_refused_says_so_and_one_that_goes_stands_in_the_address(page: Any) -> None:
    film = {"name": "a.dcm", "mimeType": "application/dicom", "buffer": samples.path("chest_normal").read_bytes()}

    def table(text: str) -> dict[str, Any]:
        return {"name": "cases.csv", "mimeType": "text/csv", "buffer": text.encode()}

    page.click("#tab-batch")
    page.set_input_files("#batch-files", [film])
    page.set_input_files("#batch-table", [table("case;picture\nA;a.dcm\n")])
    page.click("#batch-form [type=submit]")
    page.locator("#errors", has_text="“picture” is not known").wait_for()
    assert page.inner_text("#batch-said") == "1 file and a table chosen."
    page.set_input_files("#batch-table", [table("case;images;history\nA;a.dcm;Fever\n")])
    page.click("#batch-form [type=submit]")
    page.locator("#batch-said", has_text="1 of 1 case done").wait_for()
    assert page.locator("#errors .error").count() == 0
    page.reload()
    page.locator("#batch-said", has_text="1 of 1 case done").wait_for()
    page.get_by_role("button", name="A", exact=True).click()
    page.wait_for_selector("#result .status")
    page.go_back()
    page.wait_for_selector("#batch:not([hidden])")


def test_a_skipped_file_is_told_by_its_own_name(page: Any) -> None:
    film = samples.path("chest_normal").read_bytes()
    sent = [("<i>notes.txt", b"words"), ("film.dcm", film)]
    page.set_input_files("#files", [{"name": name, "mimeType": "x/y", "buffer": data} for name, data in sent])
    page.locator("#study-notes", has_text="Not looked at: <i>notes.txt (not an image).").wait_for()
    assert page.inner_text("#study-said") == "<i>notes.txt and 1 more"
