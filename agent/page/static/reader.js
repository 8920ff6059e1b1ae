// Reading a passage: our summary or the quoted words, at the span that a statement stands on.

import { get } from "/static/api.js";
import { byId, counted, el, link, trying } from "/static/dom.js";

function marked(text, span) {
  if (!span) return [text];
  // Spans count characters as Python does: by code point.
  const letters = [...text];
  return [letters.slice(0, span[0]).join(""), el("mark", { id: "quoted" }, letters.slice(span[0], span[1]).join("")), letters.slice(span[1]).join("")];
}

function shown(passage) {
  const quoted = passage.wording === "ingested";
  const graded = [passage.strength, passage.certainty].filter((one) => one && one !== "not graded").join(", ");
  const span = quoted ? passage.span ?? null : [0, passage.text.length];
  const others = passage.sections.filter((one) => one.passage !== passage.id);
  const dialog = byId("reader");
  dialog.replaceChildren(el("div", { class: "stack" },
    el("h2", { id: "reader-title" }, passage.label ? `${passage.label}: ` : "", passage.title),
    el("p", {}, `${passage.issuer}${passage.year ? `, ${passage.year}` : ""}${passage.section ? `, ${passage.section}` : ""}. `,
      link(passage.url, "Open the source")),
    passage.superseded_by ? el("p", { class: "flag" }, `Replaced by ${passage.superseded_by}.`) : null,
    el("p", { class: "said" }, quoted ? "The words of the source; what is quoted is marked." : "Our summary of the section, not a quotation.", graded ? ` Graded: ${graded}.` : ""),
    el("blockquote", { class: "passage" }, marked(passage.text, span)),
    others.length ? el("details", {}, el("summary", {}, `${counted(others.length, "more section")} of this guideline`),
      others.map((one) => el("div", {}, el("h3", {}, one.heading), el("p", {}, one.text)))) : null,
    el("p", {}, el("button", { type: "button", class: "primary", on: { click: () => dialog.close() } }, "Close"))));
  if (!dialog.open) dialog.showModal();
  byId("quoted")?.scrollIntoView({ block: "center" });
}

export const readPassage = trying(async (id, profile) => {
  shown(await get(`/v1/passages?${new URLSearchParams({ id, profile })}`));
});

export const readCitation = trying(async (caseId, label, answer) => {
  shown(await get(`/v1/cases/${caseId}/citations/${encodeURIComponent(label)}?answer=${answer}`));
});
