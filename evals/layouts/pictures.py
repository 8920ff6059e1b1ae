"""Pictures of our own for fixtures."""

from pathlib import Path

from PIL import Image

__all__ = ["draw"]


def draw(path: Path, shade: int = 90, size: tuple[int, int] = (64, 48)) -> Path:
    """Write a plain grey picture, and the folders above it.

    Args:
        path: With the extension of the format.
        shade: Grey value [0-255].
        size: Width and height [px].
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("L", size, shade).save(path)
    return path
