"""Small pictures as content blocks."""

import base64
import io

from PIL import Image

__all__ = ["png"]


def png(width: int, height: int) -> dict[str, object]:
    stream = io.BytesIO()
    Image.new("L", (width, height)).save(stream, "PNG")
    return {"type": "image", "base64": base64.b64encode(stream.getvalue()).decode(), "mime_type": "image/png"}
