"""Import GDCM safely: it looks for a module `dl` that left Python long ago, and takes any folder `dl` for it."""

import importlib
import sys

__all__ = ["import_gdcm"]


def import_gdcm() -> None:
    """Import `gdcm` with `dl` hidden, so that a user's folder of that name does not break reading."""
    there = sys.modules.get("dl")
    # None is how Python marks a module as not to be found.
    sys.modules["dl"] = None  # type: ignore[assignment]
    try:
        importlib.import_module("gdcm")
    except ImportError:
        return  # reading says which transfer syntax it misses, when it misses one
    finally:
        del sys.modules["dl"]
        if there is not None:
            sys.modules["dl"] = there
