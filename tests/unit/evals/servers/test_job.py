import json

import pytest

from evals.servers.images import ImageCache
from evals.servers.job import CALLS, REPLY, CaseJob, job_policy, maximum, picture_url
from evals.servers.law import StepLaw
from evals.servers.reply import Fault, Reply, split
from evals.servers.request import ChatMessage, receive


def test_the_policy_reads_case_and_turn_out_of_the_conversation() -> None:
    job = CaseJob(17)
    for turn in range(CALLS):
        said = [ChatMessage.model_validate(one) for one in job.messages(turn)]
        reply = job_policy(said)
        assert isinstance(reply, Reply)
        assert reply.text == job.reply(turn)
        assert REPLY[0] <= len(split(reply.text)) <= REPLY[1]


def test_a_conversation_of_another_kind_is_refused() -> None:
    assert isinstance(job_policy([ChatMessage(role="user", content="Hello")]), Fault)


def test_pictures_are_real_of_their_size_and_each_of_its_own_content() -> None:
    body = json.dumps({"model": "job", "messages": CaseJob(3).messages(0)}).encode()

    (picture,) = receive(body, None, ImageCache()).pictures
    assert picture.kind == "JPEG"
    assert 100_000 < len(picture_url(3)) * 3 / 4 < 140_000
    assert picture_url(3) == picture_url(3) != picture_url(4)


def test_the_maximum_counts_only_what_the_cache_does_not_hold() -> None:
    rate, computed, written = maximum(StepLaw(), 4)

    assert rate == pytest.approx(1 / (written / 64 * StepLaw().step(64) + computed / 20_000))
    assert REPLY[0] < written < REPLY[1]
    assert maximum(StepLaw(speed=5), 4)[0] == pytest.approx(5 * rate)
