"""Which benchmarks there are: every file of `evals/benchmarks/`."""

import difflib
import importlib
import pkgutil
from functools import cache

from evals import benchmarks
from evals.benchmark import Benchmark
from evals.errors import UnknownBenchmark

__all__ = ["benchmark", "names"]


@cache
def names() -> tuple[str, ...]:
    """Names of all benchmarks, sorted; nothing is loaded for it."""
    return tuple(sorted(one.name for one in pkgutil.iter_modules(benchmarks.__path__)))


def benchmark(name: str) -> Benchmark:
    """Return the benchmark of a name; `-` and `_`, small and large letters are the same.

    Raises:
        UnknownBenchmark: If there is none; says which are near.
    """
    wanted = name.strip().casefold().replace("-", "_")
    if wanted not in names():
        near = difflib.get_close_matches(wanted, names(), n=3, cutoff=0.5)
        hint = f"did you mean {', '.join(near)}?" if near else "see `python -m evals list`."
        raise UnknownBenchmark(f"No benchmark is called {name!r}; {hint}")
    found: Benchmark = importlib.import_module(f"evals.benchmarks.{wanted}").BENCHMARK
    return found
