// What the agent did, step by step, as it happens.

import { byId, counted, el, percent, show } from "/static/dom.js";
import { readPassage } from "/static/reader.js";

const NAMES = {
  admitted: "Read", thought: "Thought", called: "Looked", searched: "Searched", appraised: "Appraised",
  estimated: "Estimated", reformulated: "Searched again", concluded: "Concluded", complained: "Corrected", degraded: "Lost",
};

function text(value) {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function calls(detail, caseId) {
  return (detail.calls ?? []).map((call) => {
    const said = call.error ?? call.result?.text ?? "";
    const pictures = (call.shown ?? []).map((one) => el("img", {
      src: `/v1/cases/${caseId}/images/${one.digest}.png?longest=320`, loading: "lazy",
      alt: `Picture ${one.number}, made by ${call.name}: ${said}`,
    }));
    const given = Object.entries(call.arguments ?? {}).map(([name, value]) => `${name} ${text(value)}`).join(", ");
    return el("div", {},
      el("p", {}, el("code", {}, `${call.name}(${given})`)),
      said ? el("p", {}, said) : null,
      pictures.length ? el("div", { class: "crops" }, pictures) : null);
  });
}

function kept(one, profile) {
  return el("li", {},
    el("b", {}, `${one.label} `),
    el("button", { type: "button", class: "link", on: { click: () => readPassage(one.passage, profile) } }, one.passage),
    el("span", { class: "tag" }, one.stance.toLowerCase().replaceAll("_", " ")), ` ${one.reason}`,
    one.flags?.length ? el("small", {}, ` ${one.flags.join(" ")}`) : null);
}

function rejected(one, profile) {
  return el("li", {},
    el("button", { type: "button", class: "link", on: { click: () => readPassage(one.passage, profile) } }, one.passage),
    ` ${one.reason}. `, el("small", {}, one.detail));
}

function appraised(detail, profile) {
  const left = detail.rejected ?? [];
  return [
    el("details", {}, el("summary", {}, `${(detail.kept ?? []).length} kept`), el("ul", {}, (detail.kept ?? []).map((one) => kept(one, profile)))),
    left.length ? el("details", {}, el("summary", {}, `${left.length} rejected, with reasons`), el("ul", {}, left.map((one) => rejected(one, profile)))) : null,
  ];
}

function estimated(detail) {
  if (typeof detail.confidence !== "number") return [];
  return [
    el("meter", { min: 0, max: 1, low: detail.threshold ?? 0, value: detail.confidence, "aria-label": `Confidence ${percent(detail.confidence)}` }),
    el("small", {}, `${percent(detail.confidence)} by ${detail.method}; ${percent(detail.threshold ?? 0)} is asked.`),
  ];
}

function body(step, caseId, profile) {
  const { detail } = step;
  switch (step.kind) {
    case "thought": return [detail.thought ? el("blockquote", { class: "words" }, detail.thought) : null];
    case "called": return calls(detail, caseId);
    case "searched": return [el("ul", {}, (detail.queries ?? []).map((one) => el("li", {}, `${counted(one.passages.length, "passage")}: ${one.query}`)))];
    case "appraised": return appraised(detail, profile);
    case "estimated": return estimated(detail);
    case "reformulated": return [el("ul", {}, (detail.queries ?? []).map((one) => el("li", {}, text(one))))];
    default: return [];
  }
}

export class Timeline {
  constructor() {
    this.list = byId("timeline");
    this.stage = byId("stage");
  }

  start(caseId, profile) {
    Object.assign(this, { caseId, profile });
    this.list.replaceChildren();
    const card = byId("timeline-card");
    card.open = true;
    show(card);
    this.say("Handed in …");
  }

  /** Show no steps. */
  clear() {
    this.caseId = null;
    this.list.replaceChildren();
    show(byId("timeline-card"), false);
  }

  waits(ahead) {
    this.say(ahead > 0 ? `Waiting: ${counted(ahead, "case")} before this one.` : "Waiting for a place …");
  }

  say(sentence) { this.stage.textContent = sentence; }

  asked(question) {
    this.list.append(el("li", { class: "step concluded" }, el("p", {}, el("b", {}, "Asked further: "), question)));
  }

  add(step) {
    const shown = step.kind === "called" || (step.kind === "searched" && !step.detail.problems?.length) ? null : el("p", {}, step.summary);
    this.list.append(el("li", { class: `step ${step.kind}` },
      el("p", { class: "head" }, el("b", {}, NAMES[step.kind] ?? step.kind), el("span", {}, step.node), el("span", {}, `${step.seconds.toFixed(2)} s`)),
      shown, body(step, this.caseId, this.profile)));
    this.say(`Step ${step.number}: ${NAMES[step.kind] ?? step.kind}`);
  }
}
