"""People side by side: does one ever get a byte of another's? `python benchmarks/page_isolation.py`.

Each of 20 people has a token of their own and hands in two cases whose title, history, question and file name hold a
mark of theirs. Then everybody asks 20 times, all at once, half of it for what is theirs and half for what is not:
cases, events, results, pictures, exports, studies by ids that are others', ids one digit off, and the lists. Every
answer is searched for the marks of the others. Last line: `foreign bytes A, of N requests`.
"""

import argparse
import asyncio
import random
import secrets
import sys
import tempfile
from pathlib import Path
from typing import Any

import httpx

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # runs as a script as well as with -m

from agent.models.profile import load_profile
from agent.page.assistants import Assistant, Offer
from agent.page.limits import Limits
from benchmarks.page_server import Served, sample_file, served

_SEED = 20261128
_FORMS = (
    "/v1/cases/{case}",
    "/v1/cases/{case}/events",
    "/v1/cases/{case}/result",
    "/v1/cases/{case}/exports/json",
    "/v1/cases/{case}/exports/html",
    "/v1/cases/{case}/citations/E1",
    "/v1/studies/{study}",
    "/v1/studies/{study}/images/1/pixels",
    "/v1/studies/{study}/images/1.png",
    "/v1/cases",
)


class Person:
    """Somebody with a token, a mark, and cases."""

    def __init__(self, number: int, address: str, token: str) -> None:
        self.mark = f"CANARY{number:02d}{secrets.token_hex(8)}"
        self.client = httpx.AsyncClient(base_url=address, headers={"Authorization": f"Bearer {token}"}, timeout=300)
        self.cases: list[dict[str, str]] = []

    async def hand_in(self) -> None:
        """Hand a case in and wait for its end."""
        data = {
            "history": f"70-year-old with fever and cough. {self.mark}",
            "title": self.mark,
            "question": f"Is there pneumonia? {self.mark}",
        }
        files = {"files": (f"{self.mark}.dcm", sample_file().read_bytes())}
        answer = await self.client.post("/v1/diagnose", data=data, files=files)
        answer.raise_for_status()
        case = answer.json()
        await self.client.get(case["events"])
        known = (await self.client.get(case["case"])).json()
        self.cases.append({"case": case["id"], "study": known["study"]})

    async def ask(self, path: str) -> bytes:
        """One request; what came back, headers and all."""
        answer = await self.client.get(path)
        return repr(answer.headers).encode() + answer.content


def wanted(people: list[Person], me: Person, count: int, chance: random.Random) -> list[str]:
    """What somebody asks for: half of it theirs."""
    paths = []
    for at in range(count):
        whose = me if at % 2 == 0 else chance.choice([one for one in people if one is not me])
        ids = dict(chance.choice(whose.cases))
        if at % 7 == 6:  # an id that is one digit off
            ids = {name: f"{int(one, 16) ^ 1:032x}" for name, one in ids.items()}
        paths.append(_FORMS[at % len(_FORMS)].format(**ids))
    return paths


async def measure(server: Served, tokens: dict[str, str], each: int) -> tuple[int, int, int]:
    """Foreign bytes, requests made, and requests for foreign things that were not refused."""
    people = [Person(number, server.address, token) for number, token in enumerate(tokens.values())]
    await asyncio.gather(*(one.hand_in() for one in people))
    await asyncio.gather(*(one.hand_in() for one in people))
    chance = random.Random(_SEED)  # noqa: S311 - no secret
    plans: list[tuple[Person, str]] = [(me, path) for me in people for path in wanted(people, me, each, chance)]
    chance.shuffle(plans)
    bodies = await asyncio.gather(*(me.ask(path) for me, path in plans))
    foreign = own = 0
    for (me, _), body in zip(plans, bodies, strict=True):
        own += me.mark.encode() in body
        foreign += sum(len(one.mark) for one in people if one is not me and one.mark.encode() in body)
    answered = 0
    for (me, path), body in zip(plans, bodies, strict=True):
        theirs = {one for case in me.cases for one in case.values()}
        answered += path != "/v1/cases" and path.split("/")[3] not in theirs and b"not-found" not in body
    print(f"{len(people)} people, {sum(len(one.cases) for one in people)} cases; {own} answers held their owner's mark")
    for one in people:
        await one.client.aclose()
    return foreign, len(plans), answered


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--people", type=int, default=20)
    parser.add_argument("--requests", type=int, default=20)
    asked = parser.parse_args()
    tokens = {f"person{number}": secrets.token_urlsafe(32) for number in range(asked.people)}
    with tempfile.TemporaryDirectory() as place:

        def make() -> Assistant:
            return Assistant(profile="embedded", encoder=None, checkpoints=Path(place) / "cases")

        offers: dict[str, Any] = {"embedded": Offer(load_profile("embedded"), make)}
        with served(tokens, offers, limits=Limits(waiting=1_000), folder=Path(place)) as server:
            foreign, count, answered = asyncio.run(measure(server, tokens, asked.requests))
    print(f"requests for what is somebody else's, or nobody's, that were not refused as not there: {answered}")
    print(f"foreign bytes {foreign}, of {count} requests")


if __name__ == "__main__":
    main()
