"""A benchmark as a task of Inspect.

Run by `python -m evals run`, or by Inspect itself:

    inspect eval evals/inspecting/task.py -T name=vqa_rad -T data=PATH --model none
"""

import asyncio
from collections.abc import Callable, Sequence

from inspect_ai import Task, task
from inspect_ai.dataset import MemoryDataset
from inspect_ai.dataset import Sample as InspectSample
from inspect_ai.log import transcript
from inspect_ai.model import ModelOutput
from inspect_ai.scorer import Score as InspectScore
from inspect_ai.scorer import Scorer, Target, mean, scorer, stderr
from inspect_ai.solver import Generate, TaskState, solver
from inspect_ai.solver import Solver as InspectSolver

from evals.configuration import Configuration
from evals.configuration import Solver as Way
from evals.inspecting.conversation import messages_of
from evals.inspecting.records import prediction_of, prediction_record, sample_of, sample_record, score_record
from evals.judging import judged, wants_judge
from evals.sample import Sample
from evals.scoring import strict
from evals.solving import Solved, Workbench, way_of
from evals.solving.choosing import kind_of

__all__ = ["CLUSTER", "PREDICTION", "SAMPLE", "SCORE", "SCORER", "agent_benchmark", "benchmark_task"]

SAMPLE, CLUSTER, PREDICTION, SCORE = "sample", "cluster", "prediction", "score"
"""Keys of a sample's metadata (the first two) and of its score's."""
SCORER = "strict_score"
"""Name of our scorer in a log."""


@task
def agent_benchmark(
    name: str,
    data: str,
    split: str | None = None,
    limit: int | None = None,
    partial: bool = False,
    profile: str = "embedded",
    solver: Way = "auto",
    without: str = "",
    steps: int | None = None,
    threshold: float | None = None,
    judge: str | None = None,
    patient: str | None = None,
) -> Task:
    """A benchmark for Inspect's own command line.

    Args:
        name: Of the benchmark.
        data: Folder of the published files.
        split: One of the benchmark's; its first where not given.
        limit: At most so many samples [1].
        partial: The folder holds a part of the set.
        profile: Of the model.
        solver: Who answers numbers and stances: auto, agent or rules.
        without: What the agent does without, separated by commas.
        steps: Model turns a case may take [1].
        threshold: Confidence from which on an answer stands [0-1].
        judge: Profile that judges open answers.
        patient: Profile that plays the patient of a dialogue.
    """
    switched = tuple(one.strip() for one in without.split(",") if one.strip())
    asked = Configuration.of(
        name,
        data,
        split,
        limit=limit,
        partial=partial,
        profile=profile,
        solver=solver,
        without=switched,
        steps=steps,
        threshold=threshold,
        judge=judge,
        patient=patient,
    )
    return benchmark_task(asked, Workbench(asked), asked.samples())


def benchmark_task(
    asked: Configuration,
    bench: Workbench,
    samples: Sequence[Sample],
    done: Callable[[Solved, float], None] | None = None,
) -> Task:
    """Make the task of a run.

    Args:
        asked: What is run.
        bench: What samples are solved with.
        samples: All of them, or those that are still to do.
        done: Told of each sample when it is solved and scored, with its score.
    """
    chosen = asked.chosen
    return Task(
        name=chosen.name,
        version=chosen.version,
        dataset=MemoryDataset([_inspect_sample(one) for one in samples], name=chosen.name),
        solver=agent_solver(asked, bench),
        scorer=strict_score(asked, bench, done),
        metadata={"title": chosen.title, "revision": chosen.revision, "configuration": asked.record()},
        fail_on_error=False,
    )


def _inspect_sample(sample: Sample) -> InspectSample:
    shown = sample.question + "".join(f"\n{chr(ord('A') + n)}. {one}" for n, one in enumerate(sample.options))
    return InspectSample(
        id=sample.id,
        input=shown,
        target=str(sample.target),
        metadata={SAMPLE: sample_record(sample), CLUSTER: sample.cluster or sample.id},
    )


@solver
def agent_solver(asked: Configuration, bench: Workbench) -> InspectSolver:
    """Solve a sample our way; the conversation that led to the prediction becomes the sample's messages."""
    usual = asked.chosen.kind

    async def solve(state: TaskState, generate: Generate) -> TaskState:
        sample = sample_of(state.metadata[SAMPLE])
        kind = kind_of(sample, usual)
        solved = await way_of(sample, kind, bench)(sample, kind, bench)
        if solved.turns:
            # In a thread: pictures are decoded, and other samples must not wait for it.
            state.messages[:] = await asyncio.to_thread(messages_of, solved.turns)
        if solved.steps:
            transcript().info("\n\n".join(solved.steps), source="steps")
        prediction = solved.prediction
        state.output = ModelOutput.from_content(asked.profile, prediction.said)
        state.store.set(PREDICTION, prediction_record(prediction))
        state.completed = True
        return state

    return solve


@scorer(metrics=[mean(), stderr(cluster=CLUSTER)])
def strict_score(asked: Configuration, bench: Workbench, done: Callable[[Solved, float], None] | None = None) -> Scorer:
    """Score by our own rule, and by the judge where one was named."""
    usual = asked.chosen.kind

    async def score(state: TaskState, target: Target) -> InspectScore:
        sample = sample_of(state.metadata[SAMPLE])
        prediction = prediction_of(state.store.get(PREDICTION))
        kind = kind_of(sample, usual)
        worth = strict(sample, prediction, kind)
        if asked.judge is not None and wants_judge(kind, prediction, sample.options):
            prediction, worth = await judged(sample, prediction, worth, bench.judge)
        if done is not None:
            done(Solved(prediction=prediction), worth.value)
        return InspectScore(
            value=worth.value,
            answer=prediction.answer,
            explanation=worth.why or None,
            metadata={
                PREDICTION: prediction_record(prediction),
                SCORE: score_record(worth),
                CLUSTER: state.metadata[CLUSTER],
            },
        )

    return score
