"""BioASQ-Y/N: the yes/no questions of BioASQ Task B, 2019 to 2023, without their snippets, as MIRAGE runs them."""

from collections.abc import Iterator
from pathlib import Path

from evals.benchmark import Benchmark
from evals.layouts.mirage import ADDRESS, FILE, mirage_fixture, mirage_samples
from evals.records import one_of
from evals.sample import Sample
from evals.scoring.mirage import MIRAGE

__all__ = ["BENCHMARK"]


def _read(folder: Path, split: str) -> Iterator[Sample]:
    yield from mirage_samples(one_of(folder, FILE), "bioasq")


def _fixture(folder: Path) -> None:
    mirage_fixture(
        folder,
        "bioasq",
        (
            ("Does the made-up gene cause the made-up disease?", ("yes", "no"), "A"),
            ("Is the made-up drug approved?", ("yes", "no"), "B"),
        ),
    )


BENCHMARK = Benchmark(
    name="bioasq_yn",
    title="BioASQ-Y/N (MIRAGE)",
    kind="choice",
    source=ADDRESS,
    revision="MIRAGE benchmark.json, commit 224ebe9",
    licence="not restated by MIRAGE; see http://bioasq.org",
    access="open",
    citation="Tsatsaronis et al. 2015, doi:10.1186/s12859-015-0564-6; selection: Xiong et al. 2024, arXiv 2402.13178",
    layout="`benchmark.json` of MIRAGE: `bioasq`, questions by id with question, options (A yes, B no) and answer.",
    confirmed=True,
    main_score="accuracy",
    counts={"test": 618},
    read=_read,
    fixture=_fixture,
    official=MIRAGE,
    notes=(
        "Asked as a choice between A (yes) and B (no), because the rule reads letters: the bare word `no` would count"
        " as A, that is yes.",
    ),
)
