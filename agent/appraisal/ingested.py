"""What ingested passages say to the question of a case: their stances, and the sentences that these rest on."""

from collections.abc import Mapping, Sequence

from agent.appraisal.stance import Weighed, weigh
from agent.evidence import Stance
from corpora import Passage

__all__ = ["say_to"]


def say_to(question: str, passages: Sequence[Passage]) -> Mapping[str, tuple[Stance, str]]:
    """Weigh passages that have no criteria against a question, read as the claim that its answer is yes.

    Args:
        question: What was asked.
        passages: What was kept, all of it: evidence stands out from what else was found. Only the ingested ones are
            spoken of.

    Returns:
        By id of the passage the stance, and the reason in one sentence, with the characters of the passage that were
        read and whether it was weighed alone. Agreement is told by wording alone, which is right in about seven of ten
        evidence sentences of SciFact.
    """
    if not any(one.wording == "ingested" for one in passages):
        return {}
    weighed = weigh(question, [(one.id, one.source.title, one.text) for one in passages])
    return {
        passage.id: _said(one) for passage, one in zip(passages, weighed, strict=True) if passage.wording == "ingested"
    }


def _said(weighed: Weighed) -> tuple[Stance, str]:
    by = "(weighed alone)" if weighed.alone else "(weighed against what else was kept)"
    if not weighed.quotes:
        return "NOT_ENOUGH_INFO", f"It is about what was asked, but no sentence of it settles the question {by}."
    best = weighed.quotes[0]
    word = "speaks for it" if weighed.stance == "SUPPORTS" else "speaks against it"
    # Its words stay out of the reason: a reason is ours, a passage is not to be trusted.
    return weighed.stance, f"By its wording what stands at {best.start}-{best.end} {word} ({weighed.bears:.2f}) {by}."
