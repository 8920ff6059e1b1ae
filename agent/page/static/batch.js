// Many cases at once: handed in together, worked on one after another, shown in a table.

import { batchAt, goTo } from "/static/address.js";
import { get, post, save, upload } from "/static/api.js";
import { byId, counted, el, percent, settled, show, trying } from "/static/dom.js";
import { named } from "/static/intake.js";

const HEADS = ["Case", "Stage", "Answer", "Leading condition", "Probability", "Signs of danger"];
const EVERY = 1000;

export function batches(open) {
  let files = [];
  let table = null;
  let running = null;
  const said = (text) => { byId("batch-said").textContent = text; };
  const chosen = () => said(files.length || table ? `${counted(files.length, "file")}${table ? " and a table" : ""} chosen.` : "Nothing chosen.");
  for (const id of ["batch-folder", "batch-files"]) {
    byId(id).addEventListener("change", (event) => { files = named(event.target.files); event.target.value = ""; chosen(); });
  }
  byId("batch-table").addEventListener("change", (event) => { [table] = event.target.files; chosen(); });

  function row(one) {
    const name = one.stage === "ended"
      ? el("button", { type: "button", class: "link", on: { click: () => open(one.id) } }, one.title) : one.title;
    return el("tr", {}, el("th", { scope: "row" }, name), el("td", {}, one.stage),
      el("td", {}, one.status ? one.status.replaceAll("_", " ") : one.error?.message ?? ""), el("td", {}, one.leading ?? ""),
      el("td", {}, one.probability === null ? "" : percent(one.probability)), el("td", {}, String(one.red_flags || "")));
  }

  function draw(batch) {
    const bar = byId("batch-progress");
    Object.assign(bar, { max: batch.total, value: batch.done });
    byId("batch-table-shown").replaceChildren(
      el("thead", {}, el("tr", {}, HEADS.map((one) => el("th", { scope: "col" }, one)))), el("tbody", {}, batch.cases.map(row)));
    for (const id of ["batch-progress", "batch-table-shown", "batch-save"]) show(byId(id));
    const done = batch.done === batch.total;
    show(byId("batch-stop"), !done);
    said(`${batch.done} of ${counted(batch.total, "case")} ${done ? "done" : "so far"}${batch.stopped ? ", stopped" : ""}.`);
    return done;
  }

  const watch = trying(async (id) => {
    if (running !== id) return;
    const batch = await get(`/v1/batches/${id}`);
    if (running === id && !draw(batch)) setTimeout(watch, EVERY, id);
  });

  byId("batch-form").addEventListener("submit", trying(async (event) => {
    event.preventDefault();
    if (!files.length) throw new Error("Choose a folder or files first.");
    const sent = table ? [...files, { file: table, name: table.name, field: "table" }] : files;
    said("Sending …");
    let batch = null;
    try {
      batch = await upload("/v1/batches", sent, { profile: byId("batch-profile").value }, (share) => said(`Sending … ${percent(share)}`));
    } catch (error) { chosen(); throw error; }
    settled();
    running = batch.id;
    goTo(batchAt(running));
    draw(batch);
    setTimeout(watch, EVERY, running);
  }));
  byId("batch-stop").addEventListener("click", trying(() => post(`/v1/batches/${running}/stop`)));
  byId("batch-save").addEventListener("click", trying(() => save(`/v1/batches/${running}/table.csv`)));

  return {
    /** The batch that is shown. */
    current: () => running,
    /** Show a batch, and follow it. */
    open(id) {
      if (!id || id === running) return;
      running = id;
      watch(id);
    },
  };
}
