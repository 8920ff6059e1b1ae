"""A case that must be asked for: what the agent names as missing goes to the patient, until an answer stands.

The agent has no turn for talking to a patient. Where it abstains, its diagnosis says what would help most to know
(`missing`) and which tests come next (`next_tests`): these are its questions, and what is told joins the history.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from agent import AgentError, Diagnosis
from evals.sample import Kind, Prediction, Sample
from evals.solving import cases
from evals.solving.patient import Patient
from evals.solving.solved import Solved
from evals.solving.workbench import Workbench

__all__ = ["FACTS", "QUESTIONS", "solve"]

FACTS = "facts"
"""Key of `extra` with what can be told, a sentence each."""
QUESTIONS = 10
"""Questions that may be asked of a case [1]. Source: `--max_questions` in the example of MediQ's readme."""
_LONGEST = 300
"""Longest question that is put to the patient [characters]; a model may write a paragraph under `missing`."""
_HOW = (
    "Not everything is told. Where it does not decide, abstain and name under `missing` what to ask the patient or"
    " which finding or test result to look up, one short question each; it is answered where it is known, and you are"
    " asked again. {left} more can be asked."
)
_LAST = "No more can be asked: answer with what is known."
_NOT_KNOWN = "Asked for and not known: {asked}."


async def solve(sample: Sample, kind: Kind, bench: Workbench) -> Solved:
    """Put a case before the agent, again and again with what it asked for.

    It ends when an answer stands, nothing is asked, nothing new is known, or ten questions were asked. The last round
    is the prediction; steps, calls, tokens and seconds are summed over all rounds. A set without facts has nobody to
    ask: its case is put once.
    """
    if not sample.extra.get(FACTS):
        return await cases.solve(sample, kind, bench)
    patient = Patient([str(one) for one in sample.extra[FACTS]], bench.patient)
    asked: dict[str, tuple[str, ...]] = {}
    rounds: list[Solved] = []
    last = False
    while True:
        solved, diagnosis = await cases.put(_told(sample, patient, asked, bench, last=last), kind, bench)
        rounds.append(solved)
        wanted = () if last else _wanted(diagnosis, asked)[: QUESTIONS - len(asked)]
        if not wanted:
            return _together(sample, rounds, asked, patient)
        for question in wanted:
            try:
                asked[question] = await patient.answer(question)
            except AgentError as error:
                return _silent(sample, rounds, asked, patient, error)
        news = any(asked[question] for question in wanted)
        if not news and bench.profile.kind == "embedded":
            # It is told facts only, so that it would say the same again.
            return _together(sample, rounds, asked, patient)
        last = not news or len(asked) >= QUESTIONS


def _wanted(diagnosis: Diagnosis | None, asked: Mapping[str, object]) -> tuple[str, ...]:
    """What the agent asks for, without what it has asked before; nothing where its answer stands, or it refused."""
    if diagnosis is None or diagnosis.answer is not None or diagnosis.status in ("refused", "failed"):
        return ()
    named = (*diagnosis.missing, *(one.name for one in diagnosis.next_tests))
    short = (" ".join(one.split())[:_LONGEST] for one in named)
    return tuple(dict.fromkeys(one for one in short if one and one not in asked))


def _told(
    sample: Sample, patient: Patient, asked: Mapping[str, tuple[str, ...]], bench: Workbench, *, last: bool
) -> Sample:
    """The case as far as it is told. How to ask is said to models with words only; the embedded one reads findings."""
    history = "\n".join(one for one in (sample.history, *patient.told) if one)
    known = replace(sample, history=history or None)
    if bench.profile.kind == "embedded":
        return known
    vain = [question for question, told in asked.items() if not told]
    said = [_LAST if last else _HOW.format(left=QUESTIONS - len(asked))]
    if vain:
        said.append(_NOT_KNOWN.format(asked="; ".join(vain)))
    return replace(known, question="\n\n".join((sample.question, *said)))


def _together(
    sample: Sample, rounds: Sequence[Solved], asked: Mapping[str, tuple[str, ...]], patient: Patient
) -> Solved:
    final = rounds[-1]
    measures: Counter[str] = Counter()
    for one in rounds:
        for name, value in one.prediction.measures.items():
            measures[name] += value  # type: ignore[assignment] # counts of steps, but also seconds
    counted = {
        **measures,
        "rounds": float(len(rounds)),
        "questions": float(len(asked)),
        "questions_answered": float(sum(bool(told) for told in asked.values())),
        "facts_told": float(len(patient.told)),
    }
    talk = (f"Asked: {question} Told: {' '.join(told) or 'not known.'}" for question, told in asked.items())
    return Solved(
        prediction=replace(final.prediction, sample=sample.id, measures=counted),
        turns=final.turns,
        steps=(*talk, *final.steps),
    )


def _silent(
    sample: Sample,
    rounds: Sequence[Solved],
    asked: Mapping[str, tuple[str, ...]],
    patient: Patient,
    error: AgentError,
) -> Solved:
    """A patient who cannot be asked is a failure of the run and not of the agent's answer."""
    solved = _together(sample, rounds, asked, patient)
    why = f"the patient could not be asked: {error}"
    failed = Prediction(sample=sample.id, outcome="transport", measures=solved.prediction.measures, why=why)
    return replace(solved, prediction=failed)
