"""A protocol server in a process of its own, for benchmarks: it prints its address and ends with its standard input.

python -m evals.servers [--speed 1] [--no-law]
"""

import argparse
import asyncio
import sys

from evals.servers.images import ImageCache
from evals.servers.job import job_policy
from evals.servers.law import StepLaw
from evals.servers.protocol import serve

KEPT = 4096
"""Pictures kept [1]: those of every case of a benchmark."""


async def _run(law: StepLaw | None) -> None:
    images = ImageCache(KEPT, decode=False)
    async with serve(job_policy, model="job", images=images, law=law) as url:
        print(url, flush=True)
        await asyncio.to_thread(sys.stdin.read)


def main() -> None:
    """Serve the benchmark's job until standard input is closed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--speed", type=float, default=1.0, help="how much faster than the law [1]")
    parser.add_argument("--no-law", action="store_true", help="answer at once")
    given = parser.parse_args()
    asyncio.run(_run(None if given.no_law else StepLaw(speed=given.speed)))


if __name__ == "__main__":
    main()
