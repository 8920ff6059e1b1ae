"""A small library, a scripted model and a phantom film for whole-graph tests."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from agent import Agent, Budget, Thresholds
from agent.models.scripted import ChatScripted
from guidelines import Library
from tools.image import Image, Spacing

GUIDELINE = """+++
id = "{id}"
title = "A small guideline on {name}"
issuer = "The tests"
year = {year}
url = "https://example.org/{id}"
specialty = "chest"
grading = "strong or weak"
supersedes = {supersedes}
checked = 2026-11-20
population = {{ text = "{population_text}"{population} }}

[[conditions]]
id = "{condition}"
name = "{name}"
tests = ["Test for {name}"]

{criteria}
+++

## diagnosis: How {name} is found
section: Section 1
strength: strong
certainty: moderate

{text}
"""

CRITERION = """[[criteria]]
id = "{finding}"
condition = "{condition}"
anchor = "diagnosis"
finding = "{finding}"
weight = {{ {weight} }}
source = {{ section = "Table 1", url = "https://example.org/{id}" }}
"""


def guideline(
    id: str,
    condition: str,
    name: str,
    weights: dict[str, str],
    text: str,
    *,
    year: int = 2020,
    supersedes: str = "[]",
    population: str = "",
    population_text: str = "adults",
) -> str:
    criteria = "\n".join(
        CRITERION.format(id=id, finding=finding, condition=condition, weight=weight)
        for finding, weight in weights.items()
    )
    return GUIDELINE.format(
        id=id,
        condition=condition,
        name=name,
        criteria=criteria,
        text=text,
        year=year,
        supersedes=supersedes,
        population=population,
        population_text=population_text,
    )


AGAINST = 'kind = "likelihood_ratio", positive = {}, negative = {}, against = true'.format
RATIO = 'kind = "likelihood_ratio", positive = {}, negative = {}'.format

FILES = {
    "lung-fever": guideline(
        "lung-fever",
        "lung-fever",
        "Lung fever",
        {"fever": RATIO(4.0, 0.3), "cough": RATIO(5.0, 0.4), "lung-opacity": 'kind = "supportive"'},
        "Lung fever shows as fever and cough; the film shows consolidation.",
    ),
    "dry-throat": guideline(
        "dry-throat",
        "dry-throat",
        "Dry throat",
        {"cough": RATIO(1.5, 0.8), "headache": RATIO(2.0, 0.9), "fever": AGAINST(0.5, 1.2)},
        "Dry throat shows as cough and headache, seldom with fever.",
    ),
    "heart-strain": guideline(
        "heart-strain",
        "heart-strain",
        "Heart strain",
        {"dyspnoea": RATIO(3.0, 0.5), "orthopnoea": RATIO(6.0, 0.6), "cardiomegaly": RATIO(5.0, 0.4)},
        "Heart strain shows as shortness of breath and orthopnoea with an enlarged heart.",
    ),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "shelf"
    place.mkdir()
    for name, text in FILES.items():
        (place / f"{name}.md").write_text(text, encoding="utf-8")
    return place


@pytest.fixture
def library(folder: Path) -> Library:
    return Library.of(()).with_folder(folder)


@pytest.fixture
def film() -> Image:
    pixels = np.zeros((64, 80), np.uint8)
    pixels[10:40, 20:60] = 180
    return Image(pixels=pixels, spacing=Spacing(row=0.5, column=0.5, source="PixelSpacing"), modality="CR")


def call(name: str, **arguments: object) -> str:
    return f"<tool_call>{json.dumps({'name': name, 'arguments': arguments})}</tool_call>"


def answer(**record: object) -> str:
    return f"<think>done</think><answer>{json.dumps(record)}</answer>"


def lung_fever(probability: float = 0.9, cites: tuple[str, ...] = ("E1",)) -> str:
    claim = {"text": "fever is present", "cites": list(cites), "finding": "fever"}
    return answer(
        differential=[
            {"condition": "lung-fever", "name": "Lung fever", "probability": probability, "supports": [claim]}
        ],
        missing=["a film"],
    )


@pytest.fixture
def scripted(library: Library) -> Callable[..., tuple[Agent, ChatScripted]]:
    def make(*replies: Any, **more: Any) -> tuple[Agent, ChatScripted]:
        model = ChatScripted(replies=list(replies))
        more.setdefault("budget", Budget(retrievals=1))
        more.setdefault("thresholds", Thresholds(answer=0.3))
        return Agent(profile="scripted", model=model, library=library, **more), model

    return make
