"""From a sample to a case for the agent, and from its diagnosis to a prediction."""

import re
from collections import Counter
from collections.abc import Iterable

from agent import AgentError, Diagnosis
from agent.confidence.options import letters_of
from agent.diagnosis import Claim
from agent.errors import InputError
from evals.sample import Box, Kind, Outcome, Prediction, Sample
from evals.solving.listening import Heard, listen
from evals.solving.reporting import reported
from evals.solving.solved import Solved, Turn
from evals.solving.workbench import Workbench

__all__ = ["asked_options", "prediction_of", "put", "solve"]

_OUTCOMES: dict[str, Outcome] = {
    "answered": "answered",
    "degraded": "answered",
    "escalate": "answered",
    "insufficient_evidence": "abstained",
    "refused": "refused",
    "failed": "transport",
}
"""What a status of the agent is in an evaluation, where an answer came with it."""
_UNREADABLE = re.compile(r"could not be read|cut off")
"""How the agent says that it failed because of what the model wrote, rather than because of the server."""
_YES_NO = ("yes", "no")


async def solve(sample: Sample, kind: Kind, bench: Workbench) -> Solved:
    """Put a sample before the agent.

    Pictures, history, earlier pictures, given texts and options are handed over as a user would. A failure that the
    agent foresees is an outcome; a bug is none, and ends the sample with its error in the log.
    """
    return (await put(sample, kind, bench))[0]


async def put(sample: Sample, kind: Kind, bench: Workbench) -> tuple[Solved, Diagnosis | None]:
    """Solve a sample, and hand on the diagnosis too where there is one."""
    options = asked_options(sample, kind)
    with listen() as heard:
        try:
            diagnosis = await _ask(sample, options, bench)
        except InputError as error:
            refused = Prediction(sample=sample.id, outcome="images" if sample.images else "refused", why=str(error))
            return Solved(prediction=refused, turns=_shown(sample, heard)), None
        except AgentError as error:
            failed = Prediction(sample=sample.id, outcome="transport", why=str(error))
            return Solved(prediction=failed, turns=_shown(sample, heard)), None
    prediction = prediction_of(sample, kind, options, diagnosis, heard, sees=bench.profile.sees_images)
    steps = tuple(f"{step.node}: {step.summary}" for step in diagnosis.trace.steps)
    return Solved(prediction=prediction, turns=_shown(sample, heard), steps=steps), diagnosis


async def _ask(sample: Sample, options: tuple[str, ...], bench: Workbench) -> Diagnosis:
    texts = [f"Text {number}: {text}" for number, text in enumerate(sample.context, 1)]
    history = "\n\n".join(one for one in (sample.history, *texts) if one) or None
    images = [str(path) for path in sample.images]
    if not sample.priors:
        return await bench.agent.aanswer(
            images or None, sample.question, options=options, history=history, remember=False
        )
    diagnosis: Diagnosis | None = None
    priors = [str(path) for path in sample.priors]
    steps = bench.agent.astream(
        images, history, question=sample.question, options=options, priors=priors, remember=False
    )
    async for item in steps:
        if isinstance(item, Diagnosis):
            diagnosis = item
    if diagnosis is None:
        raise AgentError("The case ended without a diagnosis; this is a bug.")
    return diagnosis


def asked_options(sample: Sample, kind: Kind) -> tuple[str, ...]:
    """What there is to choose from; a question for yes or no offers these two, and `maybe` where the set has it."""
    if sample.options or kind != "yes-no":
        return sample.options
    return (*_YES_NO, "maybe") if sample.extra.get("maybe") or sample.target == "maybe" else _YES_NO


def prediction_of(
    sample: Sample, kind: Kind, options: tuple[str, ...], diagnosis: Diagnosis, heard: Heard, *, sees: bool
) -> Prediction:
    """Read a diagnosis as a prediction.

    Args:
        sample: What was asked.
        kind: Of the sample.
        options: What was offered.
        diagnosis: What the agent said.
        heard: What its model was sent.
        sees: Whether the model is sent images at all.
    """
    outcome, why = _outcome(sample, diagnosis, heard, sees=sees)
    answer = diagnosis.answer if outcome == "answered" else None
    if answer is not None and kind in ("choice", "dialogue") and options:
        answer = dict(zip(options, letters_of(options), strict=False)).get(answer)
    if outcome == "answered" and answer is None and kind != "grounding":
        outcome, why = "unparsed", "the answer names none of the options"
    prediction = Prediction(
        sample=sample.id,
        outcome=outcome,
        said=diagnosis.answer or heard.reply or diagnosis.reason,
        answer=answer,
        confidence=diagnosis.confidence.value if diagnosis.confidence.method != "none" else None,
        boxes=tuple(_boxes(diagnosis)) if kind == "grounding" else (),
        measures=_measures(diagnosis, heard),
        why=why,
    )
    return reported(prediction, sample, diagnosis.findings)


def _outcome(sample: Sample, diagnosis: Diagnosis, heard: Heard, *, sees: bool) -> tuple[Outcome, str]:
    wanted = len(sample.images) + len(sample.priors)
    if len(diagnosis.images) < wanted:
        return "images", f"{len(diagnosis.images)} of {wanted} images were read"
    outcome = _OUTCOMES[diagnosis.status]
    if outcome == "transport" and _UNREADABLE.search(diagnosis.reason):
        return "unparsed", diagnosis.reason
    if outcome == "transport":
        return outcome, diagnosis.reason
    if sees and heard.images < wanted:
        return "images", f"{heard.images} of {wanted} images were sent to the model"
    if outcome == "answered" and diagnosis.answer is None:
        return "abstained", diagnosis.reason
    return outcome, "" if outcome == "answered" else diagnosis.reason


def _measures(diagnosis: Diagnosis, heard: Heard) -> dict[str, float]:
    usage = diagnosis.usage
    named = Counter(
        call["name"] for step in diagnosis.trace.steps if step.node == "think" for call in step.detail.get("calls", ())
    )
    claims = list(_claims(diagnosis))
    labels = {one.label for one in diagnosis.citations}
    cited = [label for claim in claims for label in claim.citations]
    return {
        "steps": float(usage.steps),
        "calls": float(usage.calls),
        "retrievals": float(usage.retrievals),
        "images": float(usage.images),
        "tokens": float(usage.tokens),
        "seconds": usage.seconds,
        "requests": float(heard.requests),
        "tools_used": float(bool(usage.calls)),
        "zooms": float(sum(count for name, count in named.items() if name in ("zoom", "crop"))),
        "citations": float(len(cited)),
        "citations_resolved": float(sum(label in labels for label in cited)),
        "claims": float(len(claims)),
        "claims_supported": float(sum(any(label in labels for label in one.citations) for one in claims)),
        "dropped": float(len(diagnosis.dropped)),
    }


def _claims(diagnosis: Diagnosis) -> Iterable[Claim]:
    for one in diagnosis.differential:
        yield from one.supports
        yield from one.refutes


def _boxes(diagnosis: Diagnosis) -> Iterable[Box]:
    numbers = {ref.digest: number for number, ref in enumerate(diagnosis.images, 1)}
    for one in diagnosis.findings:
        if one.presence == "present" and one.region is not None and one.image is not None:
            x0, y0, x1, y1 = one.region.as_tuple()
            yield Box(x0=x0, y0=y0, x1=x1, y1=y1, image=numbers.get(one.image.digest, 1))


def _shown(sample: Sample, heard: Heard) -> tuple[Turn, ...]:
    """The conversation; where the model is sent no images, the sample's own stand in front of it."""
    turns = heard.turns
    if heard.images or not sample.images:
        return turns
    pictures = tuple(("image", str(path)) for path in (*sample.priors, *sample.images))
    looked = Turn(role="user", parts=(("text", "The images of the case:"), *pictures))  # type: ignore[arg-type]
    system = [one for one in turns if one.role == "system"]
    return (*system, looked, *(one for one in turns if one.role != "system"))
