// Boxes and outlines over a picture, and the two-way link between them and the sentences about them.

import { svg } from "/static/dom.js";

/** Light up everything that belongs to a code: marks on pictures and sentences alike. */
export function highlight(code) {
  for (const one of document.querySelectorAll(".linked, .linked-text")) one.classList.remove("linked", "linked-text");
  if (!code) return;
  for (const one of document.querySelectorAll("[data-code]")) {
    if (one.dataset.code !== code) continue;
    one.classList.add(one instanceof SVGElement ? "linked" : "linked-text");
  }
}

/** Choose a code: light it up, bring its picture forward, and its first sentence into sight. */
export function choose(code, from) {
  highlight(code);
  document.dispatchEvent(new CustomEvent("chosen", { detail: { code, from } }));
  if (from !== "image") return;
  const sentence = [...document.querySelectorAll(".sentence[data-code]")].find((one) => one.dataset.code === code);
  sentence?.scrollIntoView({ block: "nearest" });
}

/** Give a node that speaks of a code its link to the pictures. */
export function linked(node, code) {
  node.dataset.code = code;
  node.classList.add("sentence");
  node.addEventListener("mouseenter", () => highlight(code));
  node.addEventListener("focusin", () => highlight(code));
  return node;
}

function button(code, label, shape) {
  const chosen = () => choose(code, "image");
  const mark = svg("g", {
    class: "mark", tabindex: 0, role: "button", "aria-label": label, data: { code },
    on: {
      click: chosen,
      mouseenter: () => highlight(code),
      focus: () => highlight(code),
      keydown: (event) => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); chosen(); } },
    },
  }, shape);
  mark.prepend(svg("title", {}, label));
  return mark;
}

/** Findings with a place, in the order of their numbers. */
export const boxed = (findings) => findings.filter((one) => one.region && one.image);

/** A box around a finding. */
export function boxMark(finding, number, label) {
  const { left, top, right, bottom } = finding.region;
  return button(finding.code, label, [
    svg("rect", { x: left, y: top, width: right - left, height: bottom - top }),
    svg("text", { x: left, y: top, dx: "0.25em", dy: "1.05em" }, String(number)),
  ]);
}

/** The outline of something, perhaps of a finding. */
export function outlineMark(outline, label) {
  const path = outline.polygons.map((points) => {
    const pairs = [];
    for (let at = 0; at + 1 < points.length; at += 2) pairs.push(`${points[at]} ${points[at + 1]}`);
    return `M${pairs.join("L")}Z`;
  }).join("");
  return button(outline.target, label, [svg("path", { d: path })]);
}
