"""What the agent is told of the stand-in model."""

from agent.models.profile import Profile

__all__ = ["PROFILE"]

PROFILE = Profile(
    name="stand-in",
    kind="served",
    title="behavioural stand-in (no language model)",
    source="this project",
    licence="Apache-2.0",
    dialect="hermes",
    coordinates="processed",
    sees_images=True,
    min_pixels=28 * 28,
    max_pixels=224 * 224,
    patch=28,
    token_probabilities=True,
    answer_threshold=0.8,
)
"""Small pictures, so that a marker of a few pixels is lost in them as a nodule of a few millimetres is in a film; an
answer is asked to be as sure as of every served model."""
