"""What an ingested passage says to the question of a case: its stance, and the sentence that it rests on."""

from agent.appraisal.stance import weigh
from agent.evidence import Stance
from corpora import Passage

__all__ = ["says_to"]


def says_to(question: str, passage: Passage) -> tuple[Stance, str]:
    """Weigh a passage that has no criteria against a question, read as the claim that its answer is yes.

    Args:
        question: What was asked.
        passage: What was kept.

    Returns:
        The stance, and the reason in one sentence, with the characters of the passage that were read. Agreement is
        told by wording alone, which is right in about seven of ten evidence sentences of SciFact.
    """
    (weighed,) = weigh(question, [(passage.id, passage.source.title, passage.text)])
    if not weighed.quotes:
        return "NOT_ENOUGH_INFO", "It is about what was asked, but no sentence of it settles the question."
    best = weighed.quotes[0]
    word = "speaks for it" if weighed.stance == "SUPPORTS" else "speaks against it"
    # Its words stay out of the reason: a reason is ours, a passage is not to be trusted.
    return weighed.stance, f"By its wording what stands at {best.start}-{best.end} {word} ({best.probability:.2f})."
