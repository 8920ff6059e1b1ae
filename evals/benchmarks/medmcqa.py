"""MedMCQA: questions of Indian medical entrance examinations; the development set, as MIRAGE runs it."""

from collections.abc import Iterator
from pathlib import Path

from evals.benchmark import Benchmark
from evals.layouts.mirage import ADDRESS, FILE, mirage_fixture, mirage_samples
from evals.records import one_of
from evals.sample import Sample
from evals.scoring.mirage import MIRAGE

__all__ = ["BENCHMARK"]


def _read(folder: Path, split: str) -> Iterator[Sample]:
    yield from mirage_samples(one_of(folder, FILE), "medmcqa")


def _fixture(folder: Path) -> None:
    mirage_fixture(
        folder,
        "medmcqa",
        (
            ("Which made-up vitamin is missing?", ("one", "two", "three", "four"), "C"),
            ("Which made-up nerve is hurt?", ("first", "second", "third", "fourth"), "A"),
        ),
    )


BENCHMARK = Benchmark(
    name="medmcqa",
    title="MedMCQA (development set of MIRAGE)",
    kind="choice",
    source=ADDRESS,
    revision="MIRAGE benchmark.json, commit 224ebe9",
    licence="not restated by MIRAGE; see https://medmcqa.github.io",
    access="open",
    citation="Pal, Umapathi and Sankarasubbu 2022, arXiv 2203.14371; selection: Xiong et al. 2024, arXiv 2402.13178",
    layout="`benchmark.json` of MIRAGE: `medmcqa`, questions by id with question, options by letter and answer.",
    confirmed=True,
    main_score="accuracy",
    counts={"dev": 4183},
    splits=("dev",),
    read=_read,
    fixture=_fixture,
    official=MIRAGE,
    notes=(
        "The publishers' own files number the right option from 1 in one form and from 0 in another, which cannot be"
        " told apart safely; only the form of MIRAGE, with letters, is read.",
    ),
)
