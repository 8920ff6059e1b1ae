"""What a run stands on, as hashes: when one of them is another at a resume, the run is refused by that name."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import orjson

from agent import prompts
from evals.configuration import Configuration
from evals.inspecting.records import sample_record
from evals.sample import Sample
from evals.solving import Workbench
from evals.solving.choosing import kind_of

__all__ = ["drifted", "identity_of"]


def identity_of(asked: Configuration, bench: Workbench, samples: Sequence[Sample]) -> dict[str, str]:
    """Hash what decides the answers: configuration, prompts, model, index, dataset and benchmark.

    Args:
        asked: What is run.
        bench: What it is run with.
        samples: All of them.

    Returns:
        A SHA-256 by name [64 hex digits]; the benchmark's is its name and version.
    """
    return {
        "config": _of(orjson.dumps(asked.record(), option=orjson.OPT_SORT_KEYS)),
        "prompts": _of(_texts(Path(prompts.__file__).parent.glob("*.md"))),
        "model": _of(_model(bench)),
        "index": _of(_index(asked, bench, samples)),
        "dataset": _of(_dataset(samples)),
        "benchmark": f"{asked.benchmark} {asked.chosen.version}",
    }


def drifted(then: Mapping[str, str], now: Mapping[str, str]) -> tuple[str, ...]:
    """Names of what is not as it was, in order."""
    return tuple(sorted(name for name in {*then, *now} if then.get(name) != now.get(name)))


def _of(parts: bytes | Iterable[bytes]) -> str:
    digest = hashlib.sha256()
    for part in (parts,) if isinstance(parts, bytes) else parts:
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return digest.hexdigest()


def _texts(paths: Iterable[Path]) -> Iterable[bytes]:
    for path in sorted(paths):
        yield path.name.encode()
        yield path.read_bytes()


def _model(bench: Workbench) -> Iterable[bytes]:
    """The profile, the name under which a server serves it, and the class of a model that was handed over."""
    yield bench.profile.model_dump_json().encode()
    yield (bench.settings.model or "").encode()
    yield bench.model_class.encode()


def _index(asked: Configuration, bench: Workbench, samples: Sequence[Sample]) -> Iterable[bytes]:
    kinds = {kind_of(one, asked.chosen.kind) for one in samples}
    if kinds - {"retrieval"}:
        yield bench.agent.library.checksum.encode()
    if "retrieval" in kinds and not all("candidates" in one.extra for one in samples):
        yield bench.corpus.checksum.encode()


def _dataset(samples: Sequence[Sample]) -> Iterable[bytes]:
    for one in samples:
        record = {**sample_record(one), "images": [path.name for path in one.images]}
        record["priors"] = [path.name for path in one.priors]
        yield orjson.dumps(record, option=orjson.OPT_SORT_KEYS)
    for path in sorted({path for one in samples for path in (*one.images, *one.priors)}):
        yield from _file(path)


def _file(path: Path) -> Iterable[bytes]:
    if path.is_file():
        with path.open("rb") as file:
            yield hashlib.file_digest(file, "sha256").digest()
        return
    for inner in sorted(one for one in path.rglob("*") if one.is_file()):
        yield inner.name.encode()
        yield from _file(inner)
