"""What each dialect has to itself."""

import json

import pytest

from agent.dialects import Call, Reply, Tags, dialect
from agent.dialects.native import with_native_calls
from agent.toolbox import collect, schemas

SCHEMAS = schemas(collect(()))


def calls(reply: Reply) -> list[tuple[str, dict[str, object]]]:
    return [(one.name, dict(one.arguments)) for one in reply.calls]


def read(name: str, text: str) -> Reply:
    return dialect(name).parse(text, 2, Tags())  # type: ignore[arg-type]


@pytest.mark.parametrize("wrap", ["{}", "<tool_call>\n{}\n</tool_call>", "<tool_call>{}", "Sure!\n{}\nDone."])
def test_ophiuchus_takes_every_entry_of_an_array_wrapped_or_not(wrap: str) -> None:
    action = (
        'Action: Zoom-in\n```json\n[{"index": 1, "bbox_2d": [1, 2, 3, 4]}, {"index": 2, "bbox_2d": [5, 6, 7, 8]}]\n```'
    )
    reply = read("ophiuchus", "<think>look</think>\n" + wrap.format(action))
    assert calls(reply) == [
        ("zoom", {"image": 1, "region": [1, 2, 3, 4]}),
        ("zoom", {"image": 2, "region": [5, 6, 7, 8]}),
    ]
    assert reply.problems == ()


def test_ophiuchus_segments_by_caption_and_by_box() -> None:
    caption = 'Action: BiomedParse\n[{"index": 1, "captions": "Left lung"}]\n'
    text = caption + 'Action: SAM2\n[{"index": 1, "bbox_2d": [1, 2, 3, 4]}]'
    assert calls(read("ophiuchus", text)) == [
        ("segment", {"image": 1, "target": "lungs"}),
        ("segment", {"image": 1, "region": [1, 2, 3, 4], "target": "region"}),
    ]


def test_ophiuchus_loses_one_entry_or_one_action_only() -> None:
    zoom = 'Action: Zoom-in\n[{"index": 1, "bbox_2d": [1, 2, 3, 4]}, 7]\n'
    text = zoom + 'Action: SAM2\nnothing\nAction: survey\n[{"index": 1}]'
    reply = read("ophiuchus", text)
    assert calls(reply) == [("zoom", {"image": 1, "region": [1, 2, 3, 4]}), ("survey", {"image": 1})]
    assert len(reply.problems) == 2
    assert "'SAM2' has no JSON array" in reply.problems[1].message


def test_ophiuchus_answers() -> None:
    answer = read("ophiuchus", "<think>x</think> Action: Answer\n<answer>B</answer>").answer
    assert answer is not None
    assert answer.text == "B"


def test_deepeyes_zooms_into_the_first_image_unless_told_otherwise() -> None:
    call = '<tool_call>{"name": "image_zoom_in_tool", "arguments": %s}</tool_call>'
    one, two = '{"bbox_2d": [1, 2, 3, 4], "label": "nodule"}', '{"bbox": [1, 2, 3, 4], "image": 3}'
    assert calls(read("deepeyes", call % one + call % two)) == [
        ("zoom", {"image": 1, "region": [1, 2, 3, 4]}),
        ("zoom", {"image": 3, "region": [1, 2, 3, 4]}),
    ]


def test_deepeyes_is_told_that_nothing_is_turned() -> None:
    reply = read("deepeyes", '<tool_call>{"name": "image_rotate_tool", "arguments": {"angle": 90}}</tool_call>')
    assert reply.calls == ()
    assert "image_rotate_tool" in reply.problems[0].message
    assert "image_rotate_tool" in dialect("deepeyes").teach(SCHEMAS, Tags())


def test_med_rwr_keeps_every_query_of_a_turn() -> None:
    text = "<think>?</think><query>pneumonia\n antibiotics</query> and <query>effusion drain</query><query> </query>"
    reply = read("med_rwr", text)
    assert calls(reply) == [
        ("search_guidelines", {"query": "pneumonia antibiotics"}),
        ("search_guidelines", {"query": "effusion drain"}),
    ]
    assert "empty" in reply.problems[0].message


def test_med_rwr_does_not_act_on_what_it_makes_up_itself() -> None:
    text = "<query>a</query><retrieve>(1) <query>b</query></retrieve><think>so</think>"
    assert calls(read("med_rwr", text)) == [("search_guidelines", {"query": "a"})]


def test_med_rwr_reads_passages_inside_its_own_tag() -> None:
    assert dialect("med_rwr").respond("passages", "text") == "<retrieve>\ntext\n</retrieve>"
    assert dialect("med_rwr").respond("results", "text") == "text"


def test_grit_says_where_it_looked() -> None:
    text = '<think>See {"bbox_2d": [10, 20.5, 30, 40]} and [1,2,3].</think><rethink>[5, 6, 7, 8]</rethink><answer>B'
    reply = read("grit", text)
    assert [one.box for one in reply.looked] == [(10, 20.5, 30, 40), (5, 6, 7, 8)]
    assert reply.answer is not None
    assert not reply.answer.closed


def test_native_calls_count_like_written_ones_and_a_broken_one_costs_itself() -> None:
    given: list[dict[str, object]] = [
        {"name": "zoom", "args": {"image": 1}},
        {"name": "crop", "args": '{"image": '},
        {"name": "crop", "args": {"image": float("nan")}},
        {"name": None, "args": {}},
        {"name": "survey", "args": '{"image": 1}'},
    ]
    reply = with_native_calls(read("native", ""), given, 2)
    assert [(one.id, one.name) for one in reply.calls] == [("2.1", "zoom"), ("2.5", "survey")]
    assert len(reply.problems) == 3
    assert all("Call a function" in one.message for one in reply.problems)


def test_native_reads_what_a_servers_parser_left_in_the_text() -> None:
    text = read("native", '<tool_call>{"name": "zoom", "arguments": {}}</tool_call>')
    both = with_native_calls(text, [{"name": "crop", "args": {}}], 2)
    assert [(one.id, one.name) for one in both.calls] == [("2.1", "zoom"), ("2.2", "crop")]


def test_plain_json_keeps_the_calls_before_a_cut() -> None:
    whole = json.dumps(
        {"thought": "t", "calls": [{"name": "a", "arguments": {}}, {"name": "b", "arguments": {"x": 1}}]}
    )
    reply = read("plain_json", whole[:-12])
    assert [one.name for one in reply.calls] == ["a"]
    assert reply.thought == "t"
    assert len(reply.problems) == 1


def test_plain_json_takes_a_plain_answer_and_its_place() -> None:
    text = 'Here: ```json\n{"thought": "t", "calls": [], "answer": "B"}\n```'
    answer = read("plain_json", text).answer
    assert answer is not None
    assert (answer.text, text[answer.start]) == ("B", "B")


@pytest.mark.parametrize(
    ("body", "what"),
    [
        ('{"name": "zoom", "image": 1}', "'image' beside"),
        ('{"name": "zoom", "arguments": {}, "args": {}}', "arguments and args"),
        ('{"name": "", "arguments": {}}', "name"),
        ('{"name": "a", "arguments": "{"}', "were not JSON"),
        ("", "empty"),
    ],
)
def test_hermes_says_exactly_what_was_wrong(body: str, what: str) -> None:
    reply = read("hermes", f"<tool_call>{body}</tool_call>")
    assert reply.calls == ()
    assert what in reply.problems[0].message


def test_hermes_reads_the_first_of_two_in_one_tag_and_says_so() -> None:
    one = dialect("hermes").render(Call(id="", name="zoom", arguments={"image": 1}), Tags())
    body = one.removeprefix("<tool_call>").removesuffix("</tool_call>")
    reply = read("hermes", f"<tool_call>{body}{body}</tool_call>")
    assert [call.name for call in reply.calls] == ["zoom"]
    assert "follows" in reply.problems[0].message


def test_arguments_as_text_are_read_like_the_apis_own() -> None:
    reply = read("hermes", '<tool_call>{"name": "zoom", "arguments": "{\\"image\\": 1}"}</tool_call>')
    assert calls(reply) == [("zoom", {"image": 1})]
