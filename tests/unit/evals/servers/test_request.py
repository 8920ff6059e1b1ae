import base64
import io
import json

import pytest
from PIL import Image

from evals.servers.request import TOKENS_PER_IMAGE, BadRequest, Picture, receive


def picture(kind: str = "PNG", size: tuple[int, int] = (5, 3)) -> str:
    stream = io.BytesIO()
    Image.new("L", size, 90).save(stream, kind)
    return f"data:image/{kind.lower()};base64,{base64.b64encode(stream.getvalue()).decode()}"


def body(*urls: str, text: str = "Look at this", **more: object) -> bytes:
    parts = [{"type": "text", "text": text}, *({"type": "image_url", "image_url": {"url": url}} for url in urls)]
    return json.dumps({"model": "m", "messages": [{"role": "user", "content": parts}], **more}).encode()


def test_pictures_are_decoded_and_counted() -> None:
    asked = receive(body(picture(), picture("JPEG", (8, 2))), None)

    assert asked.pictures == (Picture("PNG", 5, 3), Picture("JPEG", 8, 2))
    assert asked.prompt_tokens == 3 + 2 * TOKENS_PER_IMAGE


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/a.png",
        "data:image/png;base64,!!!!",
        "data:image/png;base64," + base64.b64encode(b"not a picture").decode(),
        picture()[:-40],
        picture("PNG").replace("image/png", "image/jpeg"),
        picture("GIF"),
    ],
)
def test_what_is_no_picture_is_refused(url: str) -> None:
    with pytest.raises(BadRequest, match="image_url"):
        receive(body(url), None)


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        (b"", "body"),
        (b'{"model": "m"}', "messages"),
        (b'{"model": "m", "messages": []}', "messages"),
        (b'{"model": "m", "messages": [{"role": "tool", "content": "x"}]}', "role"),
        (body(max_tokens=0), "max_tokens"),
        (body(temperature=3), "temperature"),
        (body(top_logprobs=21), "top_logprobs"),
    ],
)
def test_a_request_out_of_the_protocol_is_refused_by_field(sent: bytes, field: str) -> None:
    with pytest.raises(BadRequest, match=field):
        receive(sent, None)


def test_fields_of_one_servers_own_are_let_through() -> None:
    assert receive(body(structured_outputs={"choice": ["A", "B"]}), "Bearer k").authorization == "Bearer k"
