"""Control tokens in text that others wrote, found by their ids: the last word is the tokenizer's, not a pattern's.

Untrusted text has lost the brackets of control tokens before it comes here (`tools.notes.neutralise`). What a pattern
cannot know is how the served model's tokenizer reads the rest: here every text of the user's and the model's turns is
read by it, once, and must not hold the id of a control token. Where it does, the text is taken apart further, and
withheld if that does not help. Neighbouring texts are read as one, for a chat template writes them as one.
"""

import asyncio
from collections import Counter, OrderedDict
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from hashlib import sha256
from itertools import groupby
from typing import Any

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage

from agent.errors import ModelUnreachable
from agent.models.refusals import NotOffered

__all__ = ["STRUCTURE", "TAGS", "ControlTokens", "Tokenize"]

Tokenize = Callable[[str], Awaitable[Sequence[int]]]
"""Gives the ids of a text, no special tokens added."""
_Run = tuple[str, ...]
"""Neighbouring texts of one turn."""

STRUCTURE = (
    # Qwen 2, 2.5 and 3, with vision. Source: their tokenizer_config.json, `added_tokens_decoder`.
    *("<|im_start|>", "<|im_end|>", "<|endoftext|>", "<|vision_start|>", "<|vision_end|>", "<|vision_pad|>"),
    *("<|image_pad|>", "<|video_pad|>", "<|object_ref_start|>", "<|object_ref_end|>", "<|box_start|>", "<|box_end|>"),
    *("<|quad_start|>", "<|quad_end|>", "<|fim_prefix|>", "<|fim_middle|>", "<|fim_suffix|>", "<|fim_pad|>"),
    *("<|repo_name|>", "<|file_sep|>"),
    # Llama 3, Phi, InternVL, Gemma 3 and MedGemma, Mistral, Llama 2, DeepSeek. Source: the same files of theirs.
    *("<|begin_of_text|>", "<|end_of_text|>", "<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>", "<|eom_id|>"),
    *("<|python_tag|>", "<|image|>", "<|system|>", "<|user|>", "<|assistant|>", "<|end|>", "<|im_sep|>"),
    *("<img>", "</img>", "<IMG_CONTEXT>", "<image>", "<start_of_turn>", "<end_of_turn>", "<start_of_image>"),
    *("<end_of_image>", "<image_soft_token>", "<s>", "</s>", "<pad>", "<bos>", "<eos>", "<mask>"),
    *(
        "[INST]",
        "[/INST]",
        "<<SYS>>",
        "<</SYS>>",
        "[IMG]",
        "[IMG_BREAK]",
        "[IMG_END]",
        "[TOOL_CALLS]",
        "[TOOL_RESULTS]",
    ),
    *("<｜begin▁of▁sentence｜>", "<｜end▁of▁sentence｜>", "<｜User｜>", "<｜Assistant｜>"),
)
"""Texts that are control tokens in one tokenizer or another, and that nothing we write holds."""
TAGS = (
    *("<tool_call>", "</tool_call>", "<tool_response>", "</tool_response>", "<tools>", "</tools>"),
    *("<think>", "</think>", "<answer>", "</answer>"),
)
"""Tags that are tokens of their own in some tokenizers and that our frames hold: where they are spelled out they are
ours, for untrusted text has lost them; an id beyond those was smuggled in under another spelling."""

MAX_TEXTS = 16_384
"""Texts whose reading is remembered [1]; a batch of 64 cases with 200 texts each."""
AT_ONCE = 8
"""Texts that are read side by side while the tokens are learnt [1] (ours): a server has other work to do."""
WITHHELD = "[withheld: this text reads as control tokens of the model]"
"""Stands where a text could not be made harmless."""
_LOOK_ALIKES = str.maketrans("<>|[]＜＞｜［］〈〉＿▁", "‹›¦⟦⟧‹›¦⟦⟧‹›__")
"""What brackets and bars turn into once a text is suspect; no tokenizer has a control token of them."""


class ControlTokens:
    """What the tokenizer of one server reads; usable by many cases at once."""

    def __init__(self, max_texts: int = MAX_TEXTS) -> None:
        self._max_texts = max_texts
        self._ids: Mapping[int, str] | None = None
        self._learning: tuple[asyncio.AbstractEventLoop, asyncio.Task[Mapping[int, str]]] | None = None
        self._read: OrderedDict[bytes, tuple[str, ...] | None] = OrderedDict()

    async def harmless(
        self, messages: Sequence[BaseMessage], tokenize: Tokenize
    ) -> tuple[list[BaseMessage], tuple[str, ...]]:
        """Give the conversation without control tokens in its users' and models' words.

        Args:
            messages: As they would be sent.
            tokenize: Reads a text as the served model does.

        Returns:
            The messages, those at fault changed, and what was done to them in words for the trace. The same messages
            always give the same result.

        Raises:
            ModelError: If the text cannot be read: then nothing may be sent.
        """
        try:
            ids = await self._known(tokenize)
            read = await self._all({run for message in messages for run in _runs(message)}, ids, tokenize)
        except NotOffered as error:
            raise NotOffered(
                "The model's server offers no /tokenize (vLLM does), so text cannot be checked for control tokens and "
                "nothing was sent. Serve the model with vLLM; or, where the server is trusted to be harmless without "
                "that check, let the profile say `tokenizes = false`."
            ) from error
        notes = sorted({_note(changed) for changed in read.values() if changed is not None})
        return [_replaced(message, read) for message in messages], tuple(notes)

    async def _known(self, tokenize: Tokenize) -> Mapping[int, str]:
        if self._ids is not None:
            return self._ids
        loop = asyncio.get_running_loop()
        # Many cases may begin at once; those of one loop wait for the same answer.
        if self._learning is None or self._learning[0] is not loop or self._learning[1].done():
            self._learning = loop, loop.create_task(_learn(tokenize))
        self._ids = await asyncio.shield(self._learning[1])
        return self._ids

    async def _all(
        self, runs: Collection[_Run], ids: Mapping[int, str], tokenize: Tokenize
    ) -> Mapping[_Run, tuple[str, ...] | None]:
        """The texts to send in place of each run; None where it may stay."""
        keys = {run: sha256(repr(run).encode()).digest() for run in runs}
        new = [run for run in runs if keys[run] not in self._read]
        if new:
            # One request for all that is new: no control token reaches over the end of a line.
            together = "\n".join("".join(run) for run in new)
            if _clean(together, await tokenize(together), ids):
                found: Sequence[tuple[str, ...] | None] = [None] * len(new)
            else:
                found = await asyncio.gather(*(_instead(run, ids, tokenize) for run in new))
            self._read.update({keys[run]: one for run, one in zip(new, found, strict=True)})
        result = {run: self._read[key] for run, key in keys.items()}
        for key in keys.values():
            self._read.move_to_end(key)
        while len(self._read) > self._max_texts:
            self._read.popitem(last=False)
        return result


async def _instead(run: _Run, ids: Mapping[int, str], tokenize: Tokenize) -> tuple[str, ...] | None:
    """What to send in place of neighbouring texts; None where they may stay."""
    apart = tuple(map(_spelled_apart, run))
    for attempt in (run, apart, ("".join(run).translate(_LOOK_ALIKES),)):
        text = "".join(attempt)
        if _clean(text, await tokenize(text), ids):
            return None if attempt == run else attempt
    return (WITHHELD,)


async def _learn(tokenize: Tokenize) -> Mapping[int, str]:
    """Ids of the control tokens that this tokenizer has.

    A control token is one id by itself, and the same one between words; an ordinary word is another with a space before
    it, and what a tokenizer does not know shares its id with everything else that it does not know.
    """
    texts = (*STRUCTURE, *TAGS)
    # The first by itself: a server that cannot read one cannot read the others either, and is not asked for them.
    alone = [await tokenize(texts[0]), *await _gathered(tokenize, texts[1:])]
    single = [(text, found[0]) for text, found in zip(texts, alone, strict=True) if len(found) == 1]
    within = await _gathered(tokenize, [f"a {text} a" for text, _ in single])
    ids = Counter(number for _, number in single)
    known = {
        number: text
        for (text, number), around in zip(single, within, strict=True)
        if number in around and ids[number] == 1
    }
    if not any(text in STRUCTURE for text in known.values()):
        raise ModelUnreachable("None of the control tokens known to us is a token of the served model.")
    return known


async def _gathered(tokenize: Tokenize, texts: Sequence[str]) -> list[Sequence[int]]:
    read: list[Sequence[int]] = []
    for start in range(0, len(texts), AT_ONCE):
        read += await asyncio.gather(*(tokenize(text) for text in texts[start : start + AT_ONCE]))
    return read


def _clean(text: str, tokens: Sequence[int], ids: Mapping[int, str]) -> bool:
    """Whether no control token was read, but for tags that are spelled out."""
    found: dict[str, int] = {}
    for token in tokens:
        if token in ids:
            found[ids[token]] = found.get(ids[token], 0) + 1
    return all(tag in TAGS and count <= text.count(tag) for tag, count in found.items())


def _spelled_apart(text: str) -> str:
    for one in STRUCTURE:
        if one in text:
            text = text.replace(one, one.translate(_LOOK_ALIKES))
    return text


def _note(changed: tuple[str, ...]) -> str:
    if changed == (WITHHELD,):
        return "a text that reads as control tokens of the model was withheld from it"
    return "control tokens of the model were taken apart in a text before it was sent"


def _is_text(part: Any) -> bool:
    return isinstance(part, str) or (isinstance(part, dict) and part.get("type") == "text")


def _text(part: Any) -> str:
    return part if isinstance(part, str) else str(part["text"])


def _runs(message: BaseMessage) -> list[tuple[str, ...]]:
    """Neighbouring texts of a turn that others had a hand in."""
    if not isinstance(message, HumanMessage | AIMessage):
        return []
    parts = [message.content] if isinstance(message.content, str) else message.content
    runs = (tuple(map(_text, group)) for is_text, group in groupby(parts, _is_text) if is_text)
    return [run for run in runs if any(run)]


def _replaced(message: BaseMessage, read: Mapping[tuple[str, ...], tuple[str, ...] | None]) -> BaseMessage:
    if all(read[run] is None for run in _runs(message)):
        return message
    if isinstance(message.content, str):
        return message.model_copy(update={"content": "".join(read[message.content,] or ())})
    content: list[Any] = []
    for is_text, group in groupby(message.content, _is_text):
        parts = list(group)
        changed = read.get(tuple(map(_text, parts))) if is_text else None
        content += parts if changed is None else [{"type": "text", "text": text} for text in changed]
    return message.model_copy(update={"content": content})
