// A new case: files, a folder, a ZIP or a sample, dropped or chosen, with a history.

import { post, upload } from "/static/api.js";
import { byId, el, percent, show, trying } from "/static/dom.js";

const NONE = "No study yet: a case in words.";

const byName = (left, right) => (left.name < right.name ? -1 : 1);

/** Files as they are sent: with the folders they came from, in the order of their names. */
export function named(files) {
  return [...files].map((file) => ({ file, name: file.webkitRelativePath || file.name })).sort(byName);
}

async function below(entry, path = "") {
  if (entry.isFile) {
    const file = await new Promise((resolve, reject) => { entry.file(resolve, reject); });
    return [{ file, name: path + file.name }];
  }
  const reader = entry.createReader();
  const found = [];
  for (;;) {
    const some = await new Promise((resolve, reject) => { reader.readEntries(resolve, reject); });
    if (!some.length) break;
    found.push(...some);
  }
  return (await Promise.all(found.map((one) => below(one, `${path}${entry.name}/`)))).flat();
}

async function dropped(transfer) {
  const entries = [...transfer.items].map((one) => one.webkitGetAsEntry?.()).filter(Boolean);
  const files = entries.length ? (await Promise.all(entries.map((one) => below(one)))).flat() : named(transfer.files);
  return files.sort(byName);
}

export class Intake {
  constructor(about, opened, cleared) {
    this.opened = opened;
    this.cleared = cleared;
    this.study = null;
    this.prior = null;
    byId("samples").replaceChildren(...about.samples.map((one) => el("button", {
      type: "button", class: "small", title: one.title, data: { sample: one.name }, on: { click: trying(() => this.sample(one)) },
    }, one.name.replaceAll("_", " "))));
    const take = (id, kind) => byId(id).addEventListener("change", trying(async (event) => {
      const files = named(event.target.files);
      event.target.value = "";
      if (files.length) await this.send(files, kind);
    }));
    take("files", "study");
    take("folder", "study");
    take("prior-files", "prior");
    take("prior-folder", "prior");
    this.zone(byId("drop"));
    byId("study-away").addEventListener("click", () => this.away());
  }

  /** A case in words: neither study nor earlier one. */
  away() {
    this.study = null;
    this.prior = null;
    byId("study-said").textContent = NONE;
    byId("prior-said").textContent = "None.";
    show(byId("study-away"), false);
    this.cleared();
    byId("files").focus();
  }

  zone(drop) {
    for (const name of ["dragenter", "dragover"]) drop.addEventListener(name, (event) => { event.preventDefault(); drop.classList.add("over"); });
    for (const name of ["dragleave", "drop"]) drop.addEventListener(name, () => drop.classList.remove("over"));
    drop.addEventListener("drop", trying(async (event) => {
      event.preventDefault();
      const files = await dropped(event.dataTransfer);
      if (files.length) await this.send(files, "study");
    }));
  }

  async sample(one) {
    const made = await post("/v1/studies/sample", { sample: one.name });
    byId("history").value = made.history;
    await this.take(made, "study");
  }

  async send(files, kind) {
    const said = byId(kind === "study" ? "study-said" : "prior-said");
    said.textContent = `Sending ${files.length} ${files.length === 1 ? "file" : "files"} …`;
    try {
      const made = await upload("/v1/studies", files, {}, (share) => { said.textContent = `Sending … ${percent(share)}`; });
      said.textContent = "Reading …";
      const shown = files.length === 1 ? files[0].name : `${files.length} files`;
      await this.take({ ...made, title: shown }, kind);
    } catch (error) {
      said.textContent = this[kind] ? "That was not taken; the one before it is still here." : kind === "study" ? NONE : "None.";
      throw error;
    }
  }

  async take(made, kind) {
    this[kind] = made.id;
    if (kind === "study") {
      this.prior = null;
      byId("prior-said").textContent = "None.";
      show(byId("study-away"));
    }
    await this.opened(made.id, kind);
    byId(kind === "study" ? "study-said" : "prior-said").textContent = made.title;
  }

  /** What is asked for, as the interface takes it. */
  asked() {
    if (!this.study && this.prior) throw new Error("An earlier study is compared with a current one; choose that too.");
    const days = byId("prior-days").value;
    const question = byId("question").value.trim();
    if (!this.study && !question && !byId("history").value.trim()) {
      throw new Error("Choose a study (files, a folder, or a sample), or write a history.");
    }
    const options = byId("options").value.split("\n").map((one) => one.trim()).filter(Boolean);
    return {
      study: this.study,
      priors: this.prior ? [{ study: this.prior, days: days === "" ? null : Number(days) }] : [],
      history: byId("history").value,
      question: question || null,
      options,
      profile: byId("profile").value,
    };
  }
}
