// The answer: signs of danger first, then the ranked differential, each statement with what it stands on.

import { post, save } from "/static/api.js";
import { byId, counted, el, link, percent, settled, trying, when } from "/static/dom.js";
import { choose, linked } from "/static/marks.js";
import { readCitation } from "/static/reader.js";

const FORMATS = [["pdf", "PDF"], ["json", "JSON"], ["sr", "DICOM SR"], ["seg", "DICOM SEG"], ["fhir", "FHIR"], ["html", "HTML"]];

function cites(labels, context) {
  return labels.map((label) => el("button", {
    type: "button", class: "link cite", "aria-label": `Open citation ${label}`,
    on: { click: () => readCitation(context.id, label, context.answer) },
  }, label)).flatMap((one) => [one, " "]);
}

function claim(one, against, context) {
  const item = el("li", { class: against ? "against" : null }, against ? "Against: " : null);
  if (one.finding && context.placed.has(one.finding)) {
    item.append(el("button", { type: "button", class: "link", on: { click: () => choose(one.finding, "text") } }, one.text));
  } else item.append(one.text);
  item.append(" ", ...cites(one.citations, context));
  return one.finding ? linked(item, one.finding) : item;
}

function chance(one) {
  if (one.probability === null) return el("small", {}, "no figure given");
  const bar = el("span", {});
  bar.style.width = `${one.probability * 100}%`;
  return [el("b", {}, percent(one.probability)), el("div", { class: "bar", role: "img", "aria-label": `Probability ${percent(one.probability)}` }, bar)];
}

function hypothesis(one, rank, context, review) {
  const [figure, bar] = [chance(one)].flat();
  return el("li", { class: "hypothesis" },
    el("p", { class: "head" },
      el("span", {}, el("b", {}, `${rank}. ${one.name} `), one.icd10 ? el("small", {}, `ICD-10 ${one.icd10} `) : null,
        one.urgent ? el("span", { class: "tag urgent" }, "urgent") : null),
      figure),
    bar,
    el("ul", {}, one.supports.map((each) => claim(each, false, context)), one.refutes.map((each) => claim(each, true, context))),
    one.supports.length + one.refutes.length ? null : el("small", {}, "No statement of the evidence bears on it."),
    one.refutes.length ? null : el("small", {}, "Nothing that was found speaks against it; it ranks by what speaks for it."),
    review(one.condition, one.name));
}

function differential(answer, context, review) {
  const list = answer.differential;
  if (!list.length) return [];
  const calibrated = answer.confidence.calibrated ? "calibrated" : "the reasoner's own estimates, not calibrated";
  return [el("h3", {}, "Differential"), el("small", {}, `Probabilities are ${calibrated}.`),
    el("ol", { class: "ranked" }, list.map((one, at) => hypothesis(one, at + 1, context, review)))];
}

function confidence(sure) {
  return [el("h3", {}, "Confidence"),
    el("meter", { min: 0, max: 1, value: sure.value, "aria-label": `Confidence ${percent(sure.value)}` }),
    el("p", {}, el("b", {}, percent(sure.value)), ` ${sure.calibrated ? "calibrated" : "not calibrated"}, by ${sure.method}. `, sure.meaning)];
}

function citations(answer, context) {
  if (!answer.citations.length) return [];
  return [el("h3", {}, "Citations"), el("ul", {}, answer.citations.map((one) => el("li", {},
    ...cites([one.label], context), `${one.issuer}${one.year ? ` ${one.year}` : ""}: `, link(one.url, one.title),
    el("small", {}, one.wording === "summary" ? ` our summary of ${one.section}` : " quoted"))))];
}

const listed = (title, lines) => (lines.length ? [el("h3", {}, title), el("ul", {}, lines.map((one) => el("li", {}, one)))] : []);

function tests(answer, context) {
  const names = Object.fromEntries(answer.differential.map((one) => [one.condition, one.name]));
  return listed("Next tests", answer.next_tests.map((one) => [`${one.name} `, el("small", {}, `for ${names[one.condition] ?? one.condition} `), ...cites(one.citations, context)]));
}

function rest(answer, leftOut) {
  const files = leftOut.map((one) => `Not looked at: ${one.name} (${one.reason.replace(/\.$/, "")}).`);
  const notes = [...files, ...answer.notes, ...answer.degraded, ...answer.dropped];
  const changes = answer.changes.map((one) => `${one.name}: ${one.then} → ${one.now}`);
  const given = answer.given.map((one) => `${one.kind} ${one.number}: ${one.title}${one.about ? `, ${one.about}` : ""}`);
  return [
    ...listed("Since the earlier study", changes), ...listed("Came with the study", given),
    notes.length ? el("details", {}, el("summary", {}, counted(notes.length, "note or loss", "notes and losses")), el("ul", {}, notes.map((one) => el("li", {}, one)))) : null,
    answer.rejected.length ? el("details", {}, el("summary", {}, `${counted(answer.rejected.length, "passage was", "passages were")} rejected by the evidence filter`),
      el("ul", {}, answer.rejected.map((one) => el("li", {}, `${one.passage}: ${one.reason}. `, el("small", {}, one.detail))))) : null,
  ];
}

function exportsOf(context) {
  const buttons = FORMATS.map(([kind, name]) => el("button", {
    type: "button", class: "small", data: { export: kind },
    on: { click: trying(() => save(`/v1/cases/${context.id}/exports/${kind}?answer=${context.answer}`)) },
  }, name));
  return [el("h3", {}, "Save"), el("p", { class: "row" }, buttons)];
}

function asking(context, again) {
  const field = el("input", { type: "text", id: "further", maxlength: 2000, required: true });
  return el("form", { id: "further-form", on: { submit: trying(async (event) => {
    event.preventDefault();
    if (!context.mayAsk()) return;
    const asked = await post(`/v1/cases/${context.id}/questions`, { question: field.value });
    settled();
    again(asked, field.value);
  }) } }, el("label", { for: "further" }, "Ask further about this case"), el("div", { class: "row" }, field, el("button", { type: "submit", id: "further-ask", class: "primary" }, "Ask")));
}

function question(answer) {
  if (!answer.question) return [];
  return [el("p", {}, el("b", {}, "Question: "), answer.question), el("p", {}, el("b", {}, "Answer: "), answer.answer ?? "none; see why below.")];
}

/** Show one answer of a case. */
export function showResult(found, context, review, again) {
  const { answer } = found;
  const abstains = answer.status === "insufficient_evidence";
  byId("result").replaceChildren(
    el("h2", { id: "answer-title", tabindex: -1 }, "Answer"),
    el("p", { class: "said", id: "answer-of" }, `Of the case “${found.case.title}”, `, el("time", { datetime: found.case.created }, when(found.case.created))),
    context.answers > 1 ? el("p", { class: "row", role: "toolbar", "aria-label": "Answers of this case" }, context.tabs()) : "",
    el("p", { class: `status ${answer.status}` }, found.status_words),
    ...answer.red_flags.map((one) => el("div", { class: "flag" }, el("b", {}, "Sign of danger. "), `${one.message} `, link(one.source, "Source"))),
    ...question(answer),
    el("p", {}, answer.reason, abstains ? " This is an answer too: nothing was made up to fill the gap." : null),
    ...(abstains ? listed("What would help most to know", answer.missing) : []),
    ...(answer.basis.length ? [el("ul", {}, answer.basis.map((one) => claim(one, false, context)))] : []),
    ...differential(answer, context, review),
    ...confidence(answer.confidence),
    found.not_judged ? el("p", { class: "said" }, found.not_judged) : "",
    ...tests(answer, context),
    ...(abstains ? [] : listed("What would help most to know", answer.missing)),
    ...citations(answer, context),
    ...rest(answer, found.left_out).filter(Boolean),
    asking(context, again),
    ...exportsOf(context),
    el("p", { class: "said" }, answer.model, ". ", answer.notice));
}
