"""Lets a CUDA-built torchvision be imported beside a CPU build of torch; loaded by the `.pth` file of the same name.

Importing torchvision registers shapes for two operators whose code sits in a CUDA library. Where torch has no CUDA they
are declared first, as names without code: transforms, which are all that the image processors use, then work.
"""

import sys
from importlib.abc import MetaPathFinder

SCHEMA = "(Tensor dets, Tensor scores, float iou_threshold) -> Tensor"


class DeclareOperators(MetaPathFinder):
    """Notices that torchvision is about to be imported, declares its operators, and finds nothing itself."""

    def find_spec(self, fullname, path=None, target=None):  # noqa: ANN001, ANN201
        """Part of the import protocol; always None."""
        if fullname == "torchvision":
            sys.meta_path.remove(self)
            import torch

            if torch.version.cuda is None:
                for operator in ("nms", "qnms"):
                    try:
                        torch.library.define(f"torchvision::{operator}", SCHEMA)
                    except RuntimeError:  # declared already
                        continue


sys.meta_path.insert(0, DeclareOperators())
