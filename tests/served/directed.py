"""The project's own client, told per turn what form a reply takes: random weights decide everything else."""

from typing import Any

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun
from langchain_core.messages import BaseMessage
from langchain_core.outputs import ChatResult
from pydantic import Field, SecretStr

from agent.dialects import dialect
from agent.models.profile import Profile
from agent.models.served import ChatVLLM
from agent.serving import Server
from agent.toolbox import collect, schemas

__all__ = ["ANSWER", "Directed", "Form", "asks", "concludes", "directed", "looks", "picks"]

Form = dict[str, Any]
"""A value of vLLM's `structured_outputs`."""


class Directed(ChatVLLM):
    """`ChatVLLM` whose turns are held to one form after another; the last one holds for all that follow.

    What the agent itself holds a reply to (a bare choice) stays as it is; further samples take the last turn's form.
    """

    course: list[Form] = Field(min_length=1)
    asked: list[str] = Field(default_factory=list)
    """Names of the models that were asked, in order."""
    turns: int = 0

    async def _agenerate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        self.asked.append(str(kwargs.get("model", self.model)))
        if "structured_outputs" not in kwargs:
            at = self.turns - 1 if "n" in kwargs else self.turns
            kwargs["structured_outputs"] = self.course[min(max(at, 0), len(self.course) - 1)]
            self.turns += "n" not in kwargs
        return await super()._agenerate(messages, stop, run_manager, **kwargs)


def directed(server: Server, profile: Profile, *course: Form) -> Directed:
    """The client of a server, as `agent.models.build` makes it."""
    return Directed(
        base_url=server.base_url,
        model=server.plan.served_as,
        api_key=SecretStr(server.plan.key.get_secret_value()),
        temperature=profile.temperature,
        max_tokens=profile.max_tokens,
        logprobs=profile.token_probabilities,
        images_by_uuid=profile.images_by_uuid,
        seed=1,
        course=list(course),
    )


def looks(image: int) -> Form:
    """A turn that zooms into an image; where to is the model's choice."""
    corner, far = r"[1-9]\d", r"(2[0-9]|3[0-9])\d"
    call = rf'\{{"name": "zoom", "arguments": \{{"image": {image}, "region": \[{corner}, {corner}, {far}, {far}\]\}}\}}'
    return {"regex": rf"<think>[a-z ]{{1,40}}</think><tool_call>{call}</tool_call>"}


def asks() -> Form:
    """A turn that searches the guidelines; which of some words is the model's choice."""
    query = "(community-acquired pneumonia|pleural effusion|acute heart failure) (diagnosis|chest radiograph)"
    call = rf'\{{"name": "search_guidelines", "arguments": \{{"query": "{query}"\}}\}}'
    return {"regex": rf"<think>[a-z ]{{1,40}}</think><tool_call>{call}</tool_call>"}


def picks(letters: str) -> Form:
    """A turn that answers with one of these letters."""
    return {"regex": rf"<think>[a-z ]{{1,40}}</think><answer>[{letters}]</answer>"}


def concludes() -> Form:
    """A turn that answers with a differential of two; probabilities and cited labels are the model's choice."""
    claim = r'\{"text": "fever is present", "cites": \["E[1-4]"\], "finding": "fever"\}'
    entries = (
        rf'\{{"condition": "{condition}", "name": "{name}", "probability": 0\.\d\d, "supports": \[{claim}\]\}}'
        for condition, name in (("community-acquired-pneumonia", "Pneumonia"), ("pulmonary-embolism", "Embolism"))
    )
    rest = r'"answer": null, "next_tests": \[\], "missing": \[\], "abstain": null'
    record = rf'\{{"differential": \[{", ".join(entries)}\], {rest}\}}'
    return {"regex": rf"<think>[a-z ]{{1,40}}</think><answer>{record}</answer>"}


_TAGS = Profile.model_fields["tags"].default
ANSWER: Form = dict(dialect("hermes").constraint(schemas(collect(())), _TAGS, final=True) or {})
"""A turn that answers, by the dialect's own grammar: every text and number in it is the model's choice."""
