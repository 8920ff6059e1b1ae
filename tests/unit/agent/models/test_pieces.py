import json
from typing import Any

import pytest

from agent.errors import MalformedReply
from agent.models.pieces import Pieces


def entries(*logprobs: float) -> dict[str, Any]:
    return {"content": [{"token": "No", "logprob": value, "bytes": [78, 111]} for value in logprobs]}


def piece(**changes: Any) -> str:
    return json.dumps({"model": "m", "choices": [{"delta": {"content": "No"}, "finish_reason": None} | changes]})


def test_pieces_add_up_to_a_completion() -> None:
    usage = json.dumps({"choices": [], "usage": {"prompt_tokens": 3, "completion_tokens": 2}})
    pieces = Pieces()
    whole = pieces.piece(piece(logprobs=entries(-0.1)))
    for more in (
        piece(delta={"content": " effusion"}, logprobs=entries(-0.2)),
        piece(delta={}, finish_reason="stop"),
        usage,
    ):
        whole += pieces.piece(more)

    assert whole.content == "No effusion"
    assert whole.response_metadata["finish_reason"] == "stop"
    assert whole.response_metadata["model_name"] == "m"
    assert [entry["logprob"] for entry in whole.response_metadata["logprobs"]["content"]] == [-0.1, -0.2]
    assert [entry["offset"] for entry in whole.response_metadata["logprobs"]["content"]] == [0, 2]
    assert (pieces.model, pieces.usage, pieces.whole) == ("m", (3, 2, None), True)
    assert whole.usage_metadata == {"input_tokens": 3, "output_tokens": 2, "total_tokens": 5}


@pytest.mark.parametrize(
    "data", ["", "{", "[]", '{"choices": 3}', '{"error": {"message": "x"}}', '{"choices": [{"finish_reason": "stop"}]}']
)
def test_what_is_no_piece_is_refused(data: str) -> None:
    with pytest.raises(MalformedReply):
        Pieces().piece(data)
