"""`python -m agent profiles`: which models there are."""

from rich.console import Console

from agent.models.profile import load_profile, profile_names

__all__ = ["COMMAND", "profiles"]


def profiles() -> None:
    """List the model profiles."""
    console = Console()
    for name in profile_names():
        one = load_profile(name)
        console.print(f"[bold]{name}[/] {one.title} [dim]{one.source}{'' if one.verified else ' (not verified)'}[/]")


COMMAND = profiles
