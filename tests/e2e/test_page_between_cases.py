"""From one case to the next: nothing of one patient stays beside another's film, and nothing is lost on the way."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from benchmarks.page_server import Served, served
from tools import samples

from .conftest import TOKEN, Endless, offered

pytestmark = pytest.mark.browser
OF_A_CASE = (
    "#result .status, #result .hypothesis, #result #further, #result [data-export], #result .review, .mark, .step"
)
"""Everything that belongs to an answer."""


def choose(page: Any, sample: str) -> None:
    with page.expect_response(re.compile(r"/pixels$")):
        page.click(f"[data-sample={sample}]")
    page.locator("#study-said", has_text=samples.title(sample)).wait_for()


def diagnosed(page: Any, sample: str = "chest_pneumonia") -> None:
    choose(page, sample)
    page.click("#diagnose")
    page.wait_for_selector("#result .status")


def nothing_of_a_case(page: Any) -> bool:
    hidden = page.locator("#findings-card").is_hidden() and page.locator("#timeline-card").is_hidden()
    return hidden and page.locator(OF_A_CASE).count() == 0 and page.locator("#findings *").count() == 0


def film(page: Any) -> None:
    data = samples.path("chest_normal").read_bytes()
    with page.expect_response(re.compile(r"/pixels$")):
        page.set_input_files("#files", [{"name": "other.dcm", "mimeType": "application/dicom", "buffer": data}])
    page.locator("#study-said", has_text="other.dcm").wait_for()


def test_an_answer_goes_when_another_patient_comes(page: Any) -> None:
    diagnosed(page)
    leaving: list[Callable[[Any], None]] = [
        lambda page: choose(page, "chest_normal"),
        film,
        lambda page: page.click("#study-away"),
    ]
    for leave in leaving:
        assert samples.title("chest_pneumonia") in page.inner_text("#answer-of")
        assert page.locator("#answer-of time[datetime]").count() == 1
        leave(page)
        assert nothing_of_a_case(page)
        assert "#case" not in page.url
        page.go_back()  # to the case, with its own film
        page.wait_for_selector("#result .status")
        page.locator("#study-said", has_text=samples.title("chest_pneumonia")).wait_for()


def test_the_words_of_one_patient_do_not_go_with_the_film_of_the_next(page: Any) -> None:
    choose(page, "chest_pneumonia")
    assert page.input_value("#history") == samples.history("chest_pneumonia")
    film(page)
    assert page.input_value("#history") == ""
    assert "taken out" in page.inner_text("#study-notes")
    page.fill("#history", "Words that were written for the film that comes.")
    film(page)
    assert page.input_value("#history").startswith("Words")


def test_an_answer_that_comes_late_is_not_shown_beside_another_film(page: Any) -> None:
    held: list[Any] = []
    page.route("**/result?*", lambda route: held.append(route))  # noqa: PLW0108 - it wants a function of its own
    choose(page, "chest_pneumonia")
    with page.expect_request("**/result?*"):
        page.click("#diagnose")
    choose(page, "chest_normal")
    with page.expect_response("**/result?*"):
        held[0].continue_()
    page.unroute("**/result?*")
    page.evaluate("new Promise((done) => setTimeout(done))")
    assert nothing_of_a_case(page)


def test_how_a_case_came_out_is_said_where_the_answer_would_be(page: Any) -> None:
    choose(page, "chest_normal")
    page.select_option("#profile", "broken")
    page.click("#diagnose")
    page.locator("#result", has_text="Failed: The model does not answer.").wait_for()
    page.select_option("#profile", "scripted")
    page.click("#diagnose")
    page.wait_for_selector(".step.admitted")
    page.click("#cancel")
    page.locator("#result", has_text="Cancelled: there is no answer.").wait_for()
    assert "Being worked on" not in page.inner_text("#result")


def test_an_answer_that_cannot_be_fetched_is_not_called_done(page: Any) -> None:
    page.route("**/result?*", lambda route: route.abort())
    choose(page, "chest_pneumonia")
    page.click("#diagnose")
    page.locator("#result", has_text="could not be fetched").wait_for()
    assert "Done" not in page.inner_text("#stage")
    page.unroute("**/result?*")
    page.get_by_role("button", name="Try again").click()
    page.wait_for_selector("#result .status.answered")


def test_a_server_that_is_gone_is_told(chromium: Any) -> None:
    context = chromium.new_context()
    with served({"owner": TOKEN}, {"embedded": offered(lambda: Endless(profile="embedded", encoder=None))}) as server:
        page = context.new_page()
        page.goto(server.entrance(TOKEN))
        page.wait_for_selector("body[data-ready]")
        choose(page, "chest_normal")
        page.click("#diagnose")
        page.wait_for_selector(".step.admitted")
    page.locator("#result", has_text=re.compile("does not answer|Cancelled")).wait_for()
    context.close()


@pytest.mark.parametrize(("name", "data"), [("text.dcm", b"no picture"), ("rubbish.zip", b"PK\x03\x04rubbish")])
def test_a_refused_file_is_neither_attached_nor_kept(page: Any, server: Served, name: str, data: bytes) -> None:
    def kept() -> list[str]:
        return [str(one) for one in (server.parts.workplace.folder / "people").rglob("*") if one.is_file()]

    was = kept()
    with page.expect_response(lambda answer: answer.request.method == "DELETE"):
        page.set_input_files("#files", [{"name": name, "mimeType": "x/y", "buffer": data}])
    page.wait_for_selector("#errors .error")
    assert kept() == was
    assert page.inner_text("#study-said").startswith("No study yet")
    page.click("#diagnose")
    page.locator("#errors", has_text="Choose a study").wait_for()
    # One that was there before stays, and is what is diagnosed.
    choose(page, "chest_normal")
    page.set_input_files("#files", [{"name": name, "mimeType": "x/y", "buffer": data}])
    page.locator("#study-said", has_text="the last was not taken").wait_for()
    assert samples.title("chest_normal") in page.inner_text("#study-said")


def test_messages_stand_once_can_be_closed_and_go_with_the_next_success(page: Any) -> None:
    for _ in range(2):
        page.click("#diagnose")
        page.wait_for_selector("#errors .error")
    assert page.locator("#errors .error").count() == 1
    page.locator("#errors button").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("#errors .error", state="detached")
    assert page.evaluate("document.activeElement !== document.body")
    page.click("#diagnose")
    page.wait_for_selector("#errors .error")
    choose(page, "chest_normal")
    page.wait_for_selector("#errors .error", state="detached")


def test_a_reload_and_the_back_button_find_the_case_again(page: Any) -> None:
    choose(page, "chest_normal")
    page.select_option("#profile", "scripted")
    page.click("#diagnose")
    page.wait_for_selector(".step.admitted")
    address = page.url
    assert re.search(r"#case=[0-9a-f]{32}$", address) and "token" not in address
    page.reload()
    page.wait_for_selector(".step.admitted")
    page.click("#tab-batch")
    page.wait_for_selector("#batch:not([hidden])")
    page.go_back()
    page.wait_for_selector("#work:not([hidden])")
    assert page.url == address
    page.click("#cancel")
    page.locator("#result", has_text="Cancelled: there is no answer.").wait_for()
    page.go_back()
    page.locator("#result", has_text="press Diagnose").wait_for()
    assert nothing_of_a_case(page)
    page.go_forward()
    page.locator("#result", has_text="Cancelled: there is no answer.").wait_for()
    page.goto(f"{address[:-4]}0000")
    page.locator("#errors", has_text="no such case").wait_for()
    assert "#case" not in page.url


def test_a_case_that_is_opened_again_shows_what_was_asked(page: Any) -> None:
    data = samples.path("chest_pneumonia").read_bytes()
    page.set_input_files("#files", [{"name": "<b>Ann.dcm", "mimeType": "application/dicom", "buffer": data}])
    page.locator("#study-said", has_text="<b>Ann.dcm").wait_for()
    page.fill("#history", "Fever and <i>cough</i>")
    page.locator("summary", has_text="Ask a question").click()
    page.fill("#question", "Which is it?")
    page.fill("#options", "pneumonia\nneither")
    page.click("#diagnose")
    page.wait_for_selector("#result .status")
    page.fill("#history", "")
    page.click("#study-away")
    page.locator("#cases-card summary").click()
    row = page.locator("#cases li").first
    assert "<b>Ann.dcm" in row.inner_text() and row.locator("time").count() == 1
    row.locator("button.link").click()
    page.wait_for_selector("#result .status")
    assert page.inner_text("#study-said") == "<b>Ann.dcm"
    assert page.input_value("#history") == "Fever and <i>cough</i>"
    assert page.input_value("#question") == "Which is it?"
    assert page.input_value("#options") == "pneumonia\nneither"
    # Forgetting it takes its film and answer from the screen too.
    row.get_by_role("button", name="Forget").click()
    page.wait_for_selector("canvas[data-number]", state="detached")
    assert nothing_of_a_case(page)


def test_a_history_that_is_too_long_is_told_and_not_cut(page: Any) -> None:
    page.fill("#history", "ä" * 19_000)
    assert "19,000 of 20,000" in page.inner_text("#history-count")
    page.fill("#history", "ä" * 20_001)
    assert len(page.input_value("#history")) == 20_001
    page.click("#diagnose")
    page.locator("#errors", has_text="The history is too long: 20,001 characters").wait_for()
