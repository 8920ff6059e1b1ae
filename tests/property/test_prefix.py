"""A longer conversation's request begins with the bytes of the shorter one's, so that a server's prefix cache holds."""

import re

from hypothesis import given
from hypothesis import strategies as st
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage

from agent.models.exchange import Exchange
from agent.models.images_sent import ImagesSent, Shipment
from agent.models.request import request_body

AS_DATA = re.compile(rb'\{"url":"data:image/png;base64,[^"]*"\}')
ASKED = {"model": "m", "temperature": 0.0, "logprobs": True}

texts = st.text(max_size=30)
blocks = st.one_of(
    texts.map(lambda text: {"type": "text", "text": text}),
    st.integers(0, 5).map(
        lambda number: {"type": "image_url", "image_url": {"url": f"data:image/png;base64,AA{number}="}}
    ),
)
turns = st.one_of(
    texts.map(lambda text: AIMessage(content=text)),
    texts.map(lambda text: HumanMessage(content=text)),
    st.lists(blocks, min_size=1, max_size=4).map(lambda parts: HumanMessage(content=list(parts))),
)


def up_to_the_end_of_messages(body: bytes) -> bytes:
    return AS_DATA.sub(b"null", body.removesuffix(b'],"temperature":0.0,"logprobs":true}'))


@given(st.lists(turns, min_size=1, max_size=8), st.lists(turns, min_size=1, max_size=4), st.booleans())
def test_longer_begins_with_shorter(history: list[BaseMessage], further: list[BaseMessage], by_name: bool) -> None:
    sent, bodies = ImagesSent("key"), []
    for messages in ([SystemMessage("s"), *history], [SystemMessage("s"), *history, *further]):
        shipment = Shipment(sent) if by_name else None
        bodies.append(request_body(messages, ASKED, Exchange(), shipment))
        if shipment is not None:
            shipment.arrived()
    shorter, longer = bodies

    assert len(up_to_the_end_of_messages(shorter)) < len(shorter)
    assert up_to_the_end_of_messages(longer).startswith(up_to_the_end_of_messages(shorter))


@given(st.lists(st.lists(blocks, min_size=1, max_size=4), min_size=1, max_size=6))
def test_every_image_crosses_once_however_often_it_is_sent(contents: list[list[dict[str, object]]]) -> None:
    sent, history, crossed = ImagesSent("key"), list[BaseMessage](), list[bytes]()
    for parts in contents:
        history.append(HumanMessage(content=list[str | dict[str, object]](parts)))
        shipment = Shipment(sent)
        body = request_body(history, ASKED, Exchange(), shipment)
        shipment.arrived()
        crossed += set(AS_DATA.findall(body))

    assert len(crossed) == len(set(crossed))
