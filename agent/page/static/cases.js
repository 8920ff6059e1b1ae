// The list of somebody's cases: when, what about, and what came of each.

import { get, remove } from "/static/api.js";
import { byId, el, percent, show, trying, when } from "/static/dom.js";

function outcome(one) {
  const words = (one.status ?? one.stage).replaceAll("_", " ");
  if (!one.leading) return words;
  return `${one.leading}${one.probability === null ? "" : `, ${percent(one.probability)}`} · ${words}`;
}

/** Makes the function that draws the list. */
export function caseList({ open, forgotten, shown }) {
  const list = trying(async () => {
    const cases = await get("/v1/cases");
    const held = document.activeElement?.dataset?.row;
    byId("cases").replaceChildren(...cases.map((one) => el("li", {},
      el("span", {},
        el("button", {
          type: "button", class: "link", data: { row: `open ${one.id}` },
          "aria-current": one.id === shown() ? "true" : null, on: { click: () => open(one.id) },
        }, one.title),
        el("small", {}, el("time", { datetime: one.created }, when(one.created)), ` · ${outcome(one)}`)),
      el("button", {
        type: "button", class: "small danger", data: { row: `forget ${one.id}` }, "aria-label": `Forget ${one.title}, ${when(one.created)}`,
        on: { click: trying(async () => { await remove(`/v1/cases/${one.id}`); await forgotten(one); list(); }) },
      }, "Forget"))));
    show(byId("cases-card"), cases.length > 0);
    if (!held) return;
    const same = [...byId("cases").querySelectorAll("[data-row]")].find((one) => one.dataset.row === held);
    (same ?? byId("cases-card").querySelector("summary")).focus({ preventScroll: true });
  });
  return list;
}
