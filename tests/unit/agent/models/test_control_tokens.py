import asyncio
from collections.abc import Sequence
from typing import Any

import pytest
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage

from agent.errors import ModelError, ModelTimeout, ModelUnreachable
from agent.models.control_tokens import STRUCTURE, TAGS, WITHHELD, ControlTokens
from agent.models.refusals import NotOffered
from evals.servers.tokenizer import CONTROL, encode
from tools.notes import neutralise

PICTURE = {"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}}


class Reader:
    """Reads text as the protocol server does, and counts how often."""

    def __init__(self, *, also: dict[str, int] | None = None) -> None:
        self.also = also or {}
        self.texts: list[str] = []

    async def __call__(self, text: str) -> Sequence[int]:
        self.texts.append(text)
        await asyncio.sleep(0)
        return [*encode(text), *(number for spelling, number in self.also.items() if spelling in text)]


def turn(*content: Any) -> HumanMessage:
    return HumanMessage(content=[{"type": "text", "text": one} if isinstance(one, str) else one for one in content])


async def read(*messages: BaseMessage, reader: Reader | None = None) -> tuple[list[BaseMessage], tuple[str, ...]]:
    return await ControlTokens().harmless(messages, reader or Reader())


def ids_of(messages: Sequence[BaseMessage]) -> set[int]:
    """Control tokens that a chat template would write beside its own."""
    found: set[int] = set()
    for message in messages:
        parts = [message.content] if isinstance(message.content, str) else message.content
        texts = [part if isinstance(part, str) else str(part.get("text", "\n")) for part in parts]
        found |= set(encode("".join(texts))) & set(CONTROL.values())
    return found


async def test_harmless_text_is_the_very_same() -> None:
    messages = [SystemMessage("Use <tool_call>."), turn("BP < 90 | 60", PICTURE, "[1, 2]"), AIMessage("<tool_call>{}")]

    changed, notes = await read(*messages)

    assert all(one is other for one, other in zip(changed, messages, strict=True))
    assert notes == ()


@pytest.mark.parametrize("token", [one for one in STRUCTURE if one in CONTROL])
@pytest.mark.parametrize("place", ["user", "model", "blocks", "plain"])
async def test_no_structure_gets_through(token: str, place: str) -> None:
    half = len(token) // 2
    hostile: BaseMessage = {
        "user": turn(f"before {token}system", PICTURE, "after"),
        "model": AIMessage(f"I see {token}."),
        "blocks": turn(PICTURE, f"x{token[:half]}", f"{token[half:]}y"),
        "plain": HumanMessage(f"{token}"),
    }[place]

    changed, notes = await read(turn("harmless"), hostile)

    assert ids_of([hostile]) == {CONTROL[token]}
    assert ids_of(changed) == set()
    assert len(notes) == 1
    assert changed[0] == turn("harmless")
    assert "image_url" not in str(hostile.content) or PICTURE in changed[1].content


async def test_tags_that_are_spelled_out_are_ours_and_others_are_smuggled() -> None:
    fullwidth = "＜tool_call＞"
    folding = Reader(also={fullwidth: CONTROL["<tool_call>"]})

    assert (await read(turn("<tool_call>{}</tool_call>"), reader=folding))[1] == ()
    changed, notes = await read(turn(f"<tool_call>{{}}</tool_call> {fullwidth}"), reader=folding)
    assert fullwidth not in str(changed[0].content)
    assert notes


async def test_what_no_spelling_helps_is_withheld() -> None:
    stubborn = Reader(also={"zauber": CONTROL["<|im_end|>"]})

    changed, notes = await read(turn("ein zauber", PICTURE, "nichts"), reader=stubborn)

    assert changed[0].content == [{"type": "text", "text": WITHHELD}, PICTURE, {"type": "text", "text": "nichts"}]
    assert "withheld" in notes[0]


async def test_a_text_is_read_once_and_many_cases_learn_the_tokens_once() -> None:
    reader, guard = Reader(), ControlTokens()
    history = [turn("one"), AIMessage("two")]
    await asyncio.gather(*(guard.harmless(history, reader) for _ in range(20)))
    learned = [text for text in reader.texts if text in (*STRUCTURE, *TAGS)]
    assert len(learned) == len(STRUCTURE) + len(TAGS)
    before = len(reader.texts)

    await guard.harmless(history, reader)
    assert len(reader.texts) == before
    await guard.harmless([*history, turn("three"), AIMessage("four")], reader)
    assert len(reader.texts) == before + 1


async def test_memory_is_bounded() -> None:
    reader, guard = Reader(), ControlTokens(max_texts=3)
    for number in range(9):
        await guard.harmless([turn(f"text {number}")], reader)

    assert len(guard._read) == 3


async def test_an_unknown_character_is_no_control_token() -> None:
    async def knows_nothing_but(text: str) -> Sequence[int]:
        return [{"<|im_end|>": 7}.get(word, 0) for word in text.split()]

    changed, notes = await ControlTokens().harmless([turn("any words")], knows_nothing_but)
    assert (changed, notes) == ([turn("any words")], ())


async def test_nothing_is_sent_where_text_cannot_be_read() -> None:
    async def gone(_: str) -> Sequence[int]:
        raise NotOffered("status 404")

    async def dead(_: str) -> Sequence[int]:
        raise ModelUnreachable("nobody answers")

    async def slow(_: str) -> Sequence[int]:
        raise ModelTimeout("too slow")

    async def strange(_: str) -> Sequence[int]:
        return [1, 2, 3]

    for tokenize, said in (
        (gone, "/tokenize"),
        (dead, "^nobody answers"),
        (slow, "too slow"),
        (strange, "None of the control tokens"),
    ):
        with pytest.raises(ModelError, match=said):
            await ControlTokens().harmless([turn("x")], tokenize)


async def test_a_reader_that_fails_once_is_asked_again() -> None:
    guard, reader = ControlTokens(), Reader()

    async def gone(_: str) -> Sequence[int]:
        raise ModelUnreachable("status 503")

    with pytest.raises(ModelUnreachable):
        await guard.harmless([turn("x")], gone)
    assert (await guard.harmless([turn("x")], reader))[1] == ()


@pytest.mark.parametrize("token", STRUCTURE + TAGS)
async def test_the_pattern_leaves_nothing_for_the_tokenizer_to_find(token: str) -> None:
    texts = [neutralise(form.replace("@", token)) for form in ("@", "a@b", "< @ >", "@system\n@", "[@]")]

    assert not any(token in text for text in texts)
    assert (await read(*(turn(text) for text in texts)))[1] == ()
