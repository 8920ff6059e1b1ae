"""How AgentClinic reads its doctor and its moderator: a phrase that ends the talk, and a reply that is `yes` alone.

Source: `main` and `compare_results` in agentclinic.py (commit 07f869a) of
https://github.com/SamuelSchmidgall/AgentClinic.
"""

__all__ = ["SOURCE", "clinic_ended", "clinic_verdict", "strict_verdict"]

SOURCE = "https://github.com/SamuelSchmidgall/AgentClinic/blob/main/agentclinic.py"
_READY = "DIAGNOSIS READY"


def clinic_ended(said: str) -> bool:
    """Whether the published loop takes what the doctor says for a diagnosis: the phrase anywhere, in capitals."""
    return _READY in said


def clinic_verdict(moderator: str) -> bool:
    """Whether the published loop counts a diagnosis as right: the moderator's whole reply is `yes`, in any capitals."""
    return moderator.lower() == "yes"


def strict_verdict(moderator: str) -> bool | None:
    """Return the moderator's verdict where it is one of the two words asked for; a point or blanks do not matter.

    Returns:
        None for anything else, which is a failure of the moderator.
    """
    return {"yes": True, "no": False}.get(moderator.strip().strip(".!*\"' ").casefold())
