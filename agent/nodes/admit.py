"""Read the study, take identifiers out, structure the history, and open the conversation."""

import asyncio
from time import monotonic

from langchain_core.messages import AnyMessage, SystemMessage
from langgraph.runtime import Runtime

from agent import prompts
from agent.case import History
from agent.context import Context
from agent.coordinates import WORDS
from agent.diagnosis import RedFlagRaised
from agent.dialects import dialect
from agent.errors import InputError
from agent.facts import Patient
from agent.given import Given, fenced
from agent.intake import Intake, read_case
from agent.messages import describe, picture, user
from agent.models.experts import Examined, route
from agent.offering import offered_tools
from agent.state import State, Update
from agent.toolbox import schemas
from agent.trace import Step
from agent.unread import unread
from tools.image import Image, ImageRef
from tools.notes import find_red_flags, neutralise, read_note, scrub

__all__ = ["admit", "asked"]

_QUESTION_LIMIT = 2_000
"""Longest question or option read [characters]."""


async def admit(state: State, runtime: Runtime[Context]) -> Update:
    """Turn what was handed over into the first messages of the case."""
    context = runtime.context
    began = monotonic()
    if state.messages:
        return _further(state, context, began)
    intake = await asyncio.to_thread(read_case, context)
    shown = intake.shown
    history = History.of(context.case.history)
    scrubbed = scrub(history.text)
    text = neutralise(scrubbed.text)
    note = read_note(text, context.vocabulary)
    notes = (*intake.notes, *note.notes, *unread(text, note))
    refs = tuple(context.store.put(image) for image in shown)
    patient = Patient.of(note.age.value if note.age else None, note.sex, note.pregnant, shown[0].facts if shown else {})
    flags = _danger(history.text, context)
    removed = sum(scrubbed.counts.values())
    examined = {_examined(image) for image in shown[: intake.current]}
    routing = await route(context.profile, context.model, examined, seconds=context.seconds_left)
    step = Step(
        node="admit",
        kind="admitted",
        summary=f"Read {intake.studied} image(s), {len(note.findings)} finding(s) in the history"
        + (f", {len(intake.earlier)} image(s) of earlier studies" if intake.earlier else "")
        + (f", {_counted(intake.given)}" if intake.given else "")
        + (f", {removed} identifier(s) removed" if removed else "")
        + (f"; RED FLAG: {flags[0].id}" if flags else "")
        + (f"; asked of the adapter {routing.expert!r}" if routing.expert else "")
        + ".",
        detail={
            "images": [ref.digest for ref in refs],
            "findings": [f"{one.code}: {one.presence}" for one in note.findings],
            "red_flags": [flag.id for flag in flags],
            "notes": list(notes),
            "earlier": [{"image": one.number, "days": one.days} for one in intake.earlier],
            "given": [f"{one.kind} {one.number}: {one.code or one.title} {one.about}" for one in intake.given],
            "tools": list(intake.offered),
            "expert": routing.expert,
            "expert_reason": routing.reason,
        },
        seconds=monotonic() - began,
    )
    return {
        "question": _short(context.case.question),
        "options": tuple(_short(option) or "" for option in context.case.options),
        "history": text,
        "patient": patient,
        "red_flags": flags,
        "studied": len(refs),
        "findings": note.findings,
        "measurements": note.measurements,
        "images": refs,
        "earlier": intake.earlier,
        "given": intake.given,
        "offered": intake.offered,
        "messages": _opening(text, intake, refs, notes, context),
        "expert": routing.expert,
        "notes": notes,
        "degraded": (*context.switches.said(), *((routing.reason,) if routing.degraded else ())),
        "steps": (step,),
    }


def _examined(image: Image) -> Examined:
    return Examined(image.modality, image.facts.get("BodyPartExamined", ""))


def _opening(
    history: str, intake: Intake, refs: tuple[ImageRef, ...], notes: tuple[str, ...], context: Context
) -> tuple[AnyMessage, ...]:
    profile = context.profile
    tools = offered_tools(context.tools, intake.offered)
    taught = dialect(profile.dialect).teach(schemas(tools, profile.coordinates), profile.tags)
    system = prompts.render("system", coordinates=WORDS[profile.coordinates], dialect=taught)
    numbers = {ref.digest: number for number, ref in enumerate(refs, start=1)}
    earlier = {one.number: one.words for one in intake.earlier}
    lines = [
        describe(number, image, ref, profile, numbers, earlier=earlier.get(number, ""))
        for number, (image, ref) in enumerate(zip(intake.shown, refs, strict=True), start=1)
    ]
    came = fenced(intake.given)
    text = prompts.render(
        "case",
        history=history or "(none given)",
        question=asked(_short(context.case.question), context.case.options),
        images="\n".join([*lines, *(f"note: {neutralise(note)}" for note in notes), *([came] if came else [])]),
    )
    pictures = [picture(number, ref) for number, ref in enumerate(refs, start=1)]
    trained = f"{profile.instruction}\n\n" if profile.instruction else ""
    return (SystemMessage(content=trained + system), user(text, pictures))


def _counted(given: tuple[Given, ...]) -> str:
    counts = {kind: sum(one.kind == kind for one in given) for kind in ("segment", "report")}
    return " and ".join(f"{count} {kind}(s)" for kind, count in counts.items() if count) + " that came with them"


def _danger(history: str, context: Context) -> tuple[RedFlagRaised, ...]:
    """Signs of danger, looked for in the untouched words, so that removing identifiers cannot hide one."""
    return tuple(
        RedFlagRaised(id=flag.id, message=flag.message, source=flag.source)
        for flag in find_red_flags(neutralise(history), context.vocabulary)
    )


def _further(state: State, context: Context, began: float) -> Update:
    """A follow-up: the conversation goes on, with what is new."""
    said = History.of(context.case.history).text
    scrubbed = neutralise(scrub(said).text)
    note = read_note(scrubbed, context.vocabulary)
    question = _short(context.case.question)
    flags = _danger(said, context)
    known = state.patient
    patient = Patient(
        age=note.age.value if note.age else known.age,
        sex=note.sex or known.sex,
        pregnant=note.pregnant if note.pregnant is not None else known.pregnant,
    )
    text = prompts.render(
        "follow_up", history=scrubbed or "(nothing new)", question=asked(question, context.case.options)
    )
    step = Step(
        node="admit",
        kind="admitted",
        summary="A further question about the same case.",
        detail={"findings": [f"{one.code}: {one.presence}" for one in note.findings], "expert": state.expert},
        seconds=monotonic() - began,
    )
    return {
        "question": question,
        "options": tuple(_short(option) or "" for option in context.case.options),
        "history": f"{state.history}\n{scrubbed}".strip(),
        "patient": patient,
        "notes": (*state.notes, *note.notes, *unread(scrubbed, note)),
        "red_flags": tuple({flag.id: flag for flag in (*state.red_flags, *flags)}.values()),
        "findings": note.findings,
        "measurements": note.measurements,
        "messages": (user(text),),
        "steps": (step,),
    }


def asked(question: str | None, options: tuple[str, ...]) -> str:
    """The question and its options as the model reads them."""
    if question is None:
        return "Question: what is the most likely diagnosis, and what else must be considered?"
    letters = [f"{chr(ord('A') + index)}. {neutralise(option)}" for index, option in enumerate(options)]
    return "\n".join([f"Question: {question}", *(["Options:", *letters] if letters else [])])


def _short(text: str | None) -> str | None:
    if text is None:
        return None
    if len(text) > _QUESTION_LIMIT:
        raise InputError(f"The question has {len(text):,} characters; at most {_QUESTION_LIMIT:,} are read.")
    return neutralise(scrub(text).text)
