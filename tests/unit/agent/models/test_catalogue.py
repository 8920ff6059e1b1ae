import json

import pytest

from agent.errors import MalformedReply
from agent.models.catalogue import Served, read_catalogue, same_model

CARDS = {
    "object": "list",
    "data": [
        {"id": "base", "root": "/models/qwen", "parent": None, "max_model_len": 4096},
        {"id": "alias", "root": "/models/qwen", "parent": None, "max_model_len": 4096},
        {"id": "chest", "root": "/lora/chest", "parent": "base"},
    ],
}


def test_an_adapter_has_the_context_of_its_base() -> None:
    found = read_catalogue(json.dumps(CARDS).encode())

    assert [(one.name, one.context, one.base) for one in found] == [
        ("base", 4096, None),
        ("alias", 4096, None),
        ("chest", 4096, "base"),
    ]


@pytest.mark.parametrize("body", [b"", b"{}", b'{"data": []}', b'{"data": [{"root": "x"}]}', b'{"data": 3}', b"[]"])
def test_what_is_no_list_of_models_is_refused(body: bytes) -> None:
    with pytest.raises(MalformedReply):
        read_catalogue(body)


def test_two_names_of_one_base_are_one_model_and_an_adapter_is_another() -> None:
    served = (*read_catalogue(json.dumps(CARDS).encode()), Served(name="bare"), Served(name="bare too"))

    assert same_model(served, "alias", "base")
    for asked, replied in (("chest", "base"), ("base", "chest"), ("base", "other"), ("bare", "bare too")):
        assert not same_model(served, asked, replied)
