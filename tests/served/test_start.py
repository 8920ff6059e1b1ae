"""The server as it came up: its names, its key, its closed paths."""

import pytest

from agent.serving import Server
from agent.serving.checking import served_names
from agent.serving.http import fetch
from agent.serving.ports import group_listeners


def test_it_serves_the_base_and_both_adapters(server: Server) -> None:
    assert served_names(server.base_url, server.settings.api_key) == ("tiny-qwen2.5-vl", "chest", "neuro")
    assert server.notes == ()


def test_nothing_but_its_health_is_answered_without_the_key(server: Server) -> None:
    root = server.base_url.removesuffix("/v1")
    statuses = {
        path: fetch(f"{root}{path}", body={}).status
        for path in ("/v1/chat/completions", "/v1/models", "/tokenize", "/invocations", "/metrics", "/scale_elastic_ep")
    }

    assert fetch(f"{root}/health").status == 200
    assert set(statuses.values()) == {401}


@pytest.mark.parametrize(
    "path", ["/invocations", "/v1/responses", "/v1/completions", "/inference/v1/generate", "/load"]
)
def test_paths_that_nobody_needs_are_closed_with_the_key_too(server: Server, path: str) -> None:
    root = server.base_url.removesuffix("/v1")

    assert fetch(f"{root}{path}", key=server.settings.api_key, body={}).status == 404


def test_all_its_processes_listen_on_this_machine_only(server: Server) -> None:
    mine = group_listeners(server.program.group)

    assert server.plan.port in {one.port for one in mine}
    assert all(one.local for one in mine)


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://192.0.2.1/x.png", "allowed domains"),
        ("https://example.org/x.png", "allowed domains"),
        ("file:///etc/hostname", "Cannot load local files"),
    ],
)
def test_it_fetches_no_picture_and_reads_no_file(server: Server, url: str, why: str) -> None:
    content = [{"type": "image_url", "image_url": {"url": url}}, {"type": "text", "text": "x"}]
    asked = {"model": "tiny-qwen2.5-vl", "max_tokens": 1, "messages": [{"role": "user", "content": content}]}
    answer = fetch(f"{server.base_url}/chat/completions", key=server.settings.api_key, body=asked, seconds=60)

    assert answer.status in {400, 500}  # vLLM calls the second kind an internal error
    assert why in answer.text
