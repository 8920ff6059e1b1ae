"""The embedded reasoner behind LangChain's chat-model seam: messages in, text in the Hermes dialect out."""

import json
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from pydantic import ConfigDict, Field

from agent.models.embedded.conversation import Conversation, read_conversation
from agent.models.embedded.planner import plan
from agent.models.embedded.reasoner import Ranked, rank
from agent.models.embedded.wording import answer_record
from guidelines import Vocabulary

__all__ = ["ChatEmbedded"]


class ChatEmbedded(BaseChatModel):
    """A modest, real reasoner that is not a medical language model.

    It sees no pixels: it reads the same messages as any other model, calls the same tools in the same dialect, and may
    use only criteria of passages that were put before it. The same messages give the same text.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    vocabulary: Vocabulary = Field(default_factory=Vocabulary.load, exclude=True)
    """Words that findings go by."""

    @property
    def _llm_type(self) -> str:
        return "mmedexpert-embedded"

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        said = read_conversation(messages, self.vocabulary)
        calls = plan(said, self.vocabulary)
        text = _calls(said, calls, self.vocabulary) if calls else self._answer(said)
        message = AIMessage(content=text, response_metadata={"model_name": self._llm_type, "finish_reason": "stop"})
        return ChatResult(generations=[ChatGeneration(message=message)])

    def _answer(self, said: Conversation) -> str:
        ranked = rank(said.kept, said.facts, self.vocabulary, other_ages=said.other_ages)
        record = answer_record(said, ranked, self.vocabulary)
        return f"<think>{_reasoning(said, ranked)}</think>\n<answer>{json.dumps(record, ensure_ascii=False)}</answer>"


def _calls(said: Conversation, calls: list[dict[str, Any]], vocabulary: Vocabulary) -> str:
    known = ", ".join(vocabulary.term(code).name for code in said.facts.present if code in vocabulary)
    names = ", ".join(dict.fromkeys(call["name"] for call in calls))
    thought = f"Known so far: {known or 'nothing'}. Next: {names}."
    lines = [f"<tool_call>{json.dumps(call, ensure_ascii=False)}</tool_call>" for call in calls]
    return "\n".join([f"<think>{thought}</think>", *lines])


def _reasoning(said: Conversation, ranked: tuple[Ranked, ...]) -> str:
    live = [one for one in ranked if not one.ruled_out]
    out = [one.condition.name for one in ranked if one.ruled_out]
    order = "; ".join(f"{one.condition.name} {one.probability:.2f}" for one in live[:4]) or "nothing fits"
    ruled = f" Ruled out: {', '.join(out)}." if out else ""
    return f"{len(said.kept)} passages state criteria; {len(said.facts.present)} findings are present. {order}.{ruled}"
