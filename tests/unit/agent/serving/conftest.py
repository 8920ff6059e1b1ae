"""A checkpoint folder in outline, and a stand-in for vLLM: a real program that answers on a real port."""

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from agent.models.profile import Expert, Profile

ROOT = Path(__file__).resolve().parents[4]

EMPTY = (2).to_bytes(8, "little") + b"{}"
"""A whole safetensors file without tensors."""

STAND_IN = '''#!{python}
"""Takes vLLM's command line and environment; answers with the project's own guard and three paths of vLLM's."""
import asyncio, json, os, subprocess, sys, time
sys.path.insert(0, {root!r})
arguments = sys.argv[1:]
asked = arguments[arguments.index("--middleware") + 1].rpartition(".")
Guard = getattr(__import__(asked[0]), asked[2])
names = [arguments[arguments.index("--served-model-name") + 1]]
if "--lora-modules" in arguments:
    names += [json.loads(one)["name"] for one in arguments[arguments.index("--lora-modules") + 1 :] if one[0] == "{{"]
host, port = arguments[arguments.index("--host") + 1], int(arguments[arguments.index("--port") + 1])
{before}
print("loading with", os.environ["VLLM_API_KEY"], flush=True)

async def app(scope, receive, send):
    listed = {{"data": [{{"id": name}} for name in names]}}
    await send({{"type": "http.response.start", "status": 200, "headers": []}})
    await send({{"type": "http.response.body", "body": json.dumps(listed).encode()}})

async def talk(reader, writer):
    head = (await reader.readuntil(b"\\r\\n\\r\\n")).decode().split("\\r\\n")
    headers = [tuple(part.strip().encode() for part in line.partition(":")[::2]) for line in head[1:] if line]
    scope = {{"type": "http", "path": head[0].split()[1], "headers": headers}}
    async def send(part):
        if "status" in part:
            writer.write(b"HTTP/1.1 %d OK\\r\\nConnection: close\\r\\n\\r\\n" % part["status"])
        else:
            writer.write(part["body"])
    await {app}(scope, None, send)
    await writer.drain()
    writer.close()

async def main():
    server = await asyncio.start_server(talk, {host}, port)
    await server.serve_forever()

asyncio.run(main())
'''


@pytest.fixture
def stand_in(tmp_path: Path) -> Callable[..., Path]:
    """Makes an environment folder whose `bin/vllm` is the stand-in; faults are written into it."""

    def make(before: str = "", app: str = "Guard(app)", host: str = "host") -> Path:
        program = tmp_path / "environment" / "bin" / "vllm"
        program.parent.mkdir(parents=True, exist_ok=True)
        text = STAND_IN.format(python=sys.executable, root=str(ROOT), before=before, app=app, host=host)
        program.write_text(text, encoding="utf-8")
        program.chmod(0o755)
        return tmp_path / "environment"

    return make


@pytest.fixture
def weights(tmp_path: Path) -> Path:
    """A checkpoint folder with everything that is looked at."""
    folder = tmp_path / "weights"
    folder.mkdir()
    (folder / "config.json").write_text('{"architectures": ["Qwen2_5_VLForConditionalGeneration"]}')
    (folder / "tokenizer_config.json").write_text("{}")
    (folder / "model.safetensors").write_bytes(EMPTY)
    return folder


@pytest.fixture
def adapter(tmp_path: Path) -> Callable[..., Path]:
    """Makes an adapter folder of a name and rank."""

    def make(name: str = "chest", **about: object) -> Path:
        folder = tmp_path / name
        folder.mkdir(exist_ok=True)
        said = {"peft_type": "LORA", "r": 8, **about}
        (folder / "adapter_config.json").write_text(json.dumps(said))
        (folder / "adapter_model.safetensors").write_bytes(EMPTY)
        return folder

    return make


@pytest.fixture
def profile() -> Profile:
    """A served model with two experts."""
    return Profile(
        name="tiny",
        kind="served",
        title="a model",
        source="the tests",
        licence="Apache-2.0",
        checkpoint="tiny-vl",
        context=4096,
        experts=(Expert(specialty="chest"), Expert(specialty="neuro")),
    )
