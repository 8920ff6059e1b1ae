"""How MedR-Bench reads its judge: the word `correct` anywhere in the judge's reply, so that `Incorrect` is correct too.

Source: `evaluate_accuracy` in src/Evaluation/Diagnosis/accuracy.py (commit 297c9b5) and
src/Evaluation/Treatment/treatment_final_accuracy.py (commit 2f13c20) of https://github.com/MAGIC-AI4Med/MedRBench.
"""

__all__ = ["SOURCE", "judged_answer", "official_verdict", "strict_verdict"]

SOURCE = "https://github.com/MAGIC-AI4Med/MedRBench/blob/main/src/Evaluation/Diagnosis/accuracy.py"
_ANSWER = "### Answer"


def judged_answer(said: str) -> str:
    """Return what the published script shows to the judge of a reply.

    It is what follows the last `### Answer`, on one line and without colons, or the whole reply.
    """
    return said.rsplit(_ANSWER, maxsplit=1)[-1].replace("\n", "").replace(":", "") if _ANSWER in said else said


def official_verdict(judge: str) -> bool:
    """Return whether the published script counts a judge's reply as right."""
    return "correct" in judge.lower()


def strict_verdict(judge: str) -> bool | None:
    """Return the verdict of a judge's reply that is one of the words asked for.

    Letters, brackets and a point do not matter.

    Returns:
        None for anything else, which is a failure of the judge.
    """
    word = judge.strip().strip("[].*` ").casefold()
    return {"correct": True, "wrong": False, "incorrect": False}.get(word)
