"""The record of one case: input, system, steps, evidence, decisions and output, as JSON values without patient data.

Source of the list of contents: the logging duties of Regulation (EU) 2024/1689 (AI Act), Art. 12, and the entities of
FHIR's AuditEvent and Provenance; which field holds what is said in docs/audit.md.
"""

from dataclasses import asdict
from typing import Any

from agent.auditing.inputs import Given
from agent.auditing.redaction import Redaction, sha256_of
from agent.auditing.replay import conversation
from agent.auditing.system import git_commit, package_version, prompt_digests
from agent.case import History
from agent.context import Context
from agent.diagnosis import Diagnosis
from agent.state import State
from agent.trace import Step
from corpora import Corpus

__all__ = ["body_of"]


def body_of(
    context: Context, given: Given, state: State | None, redaction: Redaction, error: BaseException | None = None
) -> dict[str, Any]:
    """Everything that is recorded of a case, beside who worked on it and when.

    Args:
        context: What the case ran on.
        given: The files that were handed over.
        state: The last that is known of the case; None where it failed before its first step.
        redaction: What may be kept.
        error: What ended the case in place of a diagnosis.
    """
    diagnosis = state.diagnosis if state is not None and error is None else None
    body = {
        "input": _input(context, given, state, redaction),
        "system": _system(context, state),
        "steps": [_step(one, redaction) for one in state.steps] if state is not None else [],
        "evidence": _evidence(state, redaction) if state is not None else {},
        "decisions": _decisions(context, state, diagnosis, redaction),
        "output": _output(context, diagnosis, redaction),
        "replay": conversation(state.messages) if state is not None else {},
    }
    if error is not None:
        body["error"] = type(error).__name__
    return body


def _input(context: Context, given: Given, state: State | None, redaction: Redaction) -> dict[str, Any]:
    case = context.case
    shown = state.images[: state.studied] if state is not None else ()
    return {
        **given.as_json(),
        "images": [asdict(ref) for ref in shown],
        "warnings": [redaction.sentence(note) for note in state.notes] if state is not None else [],
        # The words as they were handed over are hashed, never kept; what is kept where it is asked for is the history
        # without identifiers.
        "history": {"sha256": sha256_of(_history(case.history))},
        "history_read": redaction.text(state.history) if state is not None else None,
        "question": redaction.text(case.question),
        "options": [redaction.text(option) for option in case.options],
        "follow_up": state.asked if state is not None else 0,
    }


def _history(given: Any) -> str:
    return History.of(given).text


def _system(context: Context, state: State | None) -> dict[str, Any]:
    profile, model, calibration = context.profile, context.model, context.calibration
    limits: dict[str, Any] = {"budget": asdict(context.budget), "thresholds": asdict(context.thresholds)}
    if context.switches.off:
        limits["switched_off"] = list(context.switches.off)
    return {
        "package": package_version(),
        "commit": git_commit(),
        "config": sha256_of({"profile": profile.model_dump(mode="json"), **limits, "tools": sorted(context.tools)}),
        "prompts": prompt_digests(),
        "profile": profile.name,
        "verified": profile.verified,
        "model": profile.checkpoint or profile.title,
        "revision": profile.revision,
        "served_model": _plain(getattr(model, "model", None)),
        "server": _plain(getattr(model, "server_version", None)),
        "adapter": state.expert if state is not None else None,
        "sampling": {
            name: getattr(profile, name)
            for name in ("temperature", "top_p", "top_k", "repetition_penalty", "max_tokens", "samples")
        },
        "seed": _plain(getattr(model, "seed", None)),
        "library": context.library.checksum,
        "corpora": [_corpus(corpus) for corpus in context.corpora],
        "tools": sorted(context.tools),
        "limits": limits,
        "calibration": sha256_of(repr(calibration)) if calibration is not None else None,
    }


def _plain(value: object) -> str | int | None:
    return value if isinstance(value, str | int) else None


def _corpus(corpus: Corpus) -> dict[str, Any]:
    encoder = getattr(corpus.dense, "encoder", None)
    return {
        "name": corpus.name,
        "checksum": corpus.checksum,
        "encoder": getattr(encoder, "name", None),
        "encoder_fingerprint": getattr(encoder, "fingerprint", None),
    }


def _step(step: Step, redaction: Redaction) -> dict[str, Any]:
    detail = redaction.detail(step.detail, "")
    return {"node": step.node, "kind": step.kind, "seconds": round(step.seconds, 6), "detail": detail}


def _evidence(state: State, redaction: Redaction) -> dict[str, Any]:
    return {
        "kept": [
            {
                "label": one.label,
                "passage": one.passage.id,
                "sha256": sha256_of(one.passage.text),
                "year": one.passage.source.year,
                "query": redaction.text(one.query),
                "relevance": one.relevance,
                "stance": one.stance,
                "reason": redaction.sentence(one.reason),
                "flags": [redaction.sentence(flag) for flag in one.flags],
            }
            for one in state.evidence
        ],
        "rejected": [
            {"passage": one.passage, "reason": one.reason, "query": redaction.text(one.query)} for one in state.rejected
        ],
    }


def _decisions(
    context: Context, state: State | None, diagnosis: Diagnosis | None, redaction: Redaction
) -> dict[str, Any]:
    attempts = state.attempts if state is not None else ()
    return {
        "attempts": [
            {
                "number": one.number,
                "confidence": one.confidence.value,
                "method": one.confidence.method,
                "calibrated": one.confidence.calibrated,
                "parts": dict(one.confidence.parts),
                "accepted": one.accepted,
                "below": one.confidence.value < context.thresholds.answer,
            }
            for one in attempts
        ],
        "retrieved_again": state.spent.retrievals if state is not None else 0,
        "rule": _rule(context, diagnosis),
        "red_flags": [flag.id for flag in state.red_flags] if state is not None else [],
        "degraded": [redaction.sentence(one) for one in dict.fromkeys(state.degraded)] if state is not None else [],
    }


def _rule(context: Context, diagnosis: Diagnosis | None) -> str | None:
    """Which rule gave the status, as a code."""
    if diagnosis is None:
        return None
    match diagnosis.status:
        case "escalate":
            return f"red-flag:{diagnosis.red_flags[0].id}" if diagnosis.red_flags else "urgent-leader"
        case "insufficient_evidence" if diagnosis.confidence.method == "none":
            return "no-answer"
        case "insufficient_evidence":
            return "below-threshold" if diagnosis.confidence.value < context.thresholds.answer else "unsupported"
        case status:
            return status


def _output(context: Context, diagnosis: Diagnosis | None, redaction: Redaction) -> dict[str, Any]:
    if diagnosis is None:
        return {}
    options = context.case.options
    return {
        "status": diagnosis.status,
        "reason": redaction.text(diagnosis.reason),
        "confidence": diagnosis.confidence.value,
        "answer": redaction.text(diagnosis.answer),
        "option": options.index(diagnosis.answer) + 1 if diagnosis.answer in options else None,
        "differential": [
            {
                "condition": redaction.condition(one.condition),
                "probability": one.probability,
                "urgent": one.urgent,
                "cites": sorted({label for claim in (*one.supports, *one.refutes) for label in claim.citations}),
            }
            for one in diagnosis.differential
        ],
        "findings": [
            {
                "code": redaction.finding(one.code),
                "presence": one.presence,
                "laterality": one.laterality,
                "source": one.source,
                "certainty": one.certainty,
                "region": list(one.region.as_tuple()) if one.region else None,
                "image": one.image.digest if one.image else None,
            }
            for one in diagnosis.findings
        ],
        "measurements": [
            {
                "code": redaction.finding(one.code),
                "value": one.value,
                "unit": one.unit,
                "image": one.image.digest if one.image else None,
            }
            for one in diagnosis.measurements
        ],
        "citations": [
            {"label": one.label, "passage": one.passage, "span": one.span, "sha256": sha256_of(one.text)}
            for one in diagnosis.citations
        ],
        "dropped": len(diagnosis.dropped),
        "usage": asdict(diagnosis.usage),
        "sha256": sha256_of(diagnosis.to_json(times=False)),
    }
