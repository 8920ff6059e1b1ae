// A new case: files, a folder, a ZIP or a sample, dropped or chosen, with a history.

import { post, remove, upload } from "/static/api.js";
import { byId, counted, el, percent, settled, show, trying } from "/static/dom.js";

const LONGEST_TITLE = 200; // characters, as the interface takes them
const NEAR = 0.9; // of a limit, from where on the characters are counted on the page
const NAMED = 5; // files that are told by name
const TAKEN_OUT = "The history of the case before was taken out.";
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

/** What files are called together: the name of the one, or of the folder, or the first name and a number. */
function called(files) {
  if (files.length === 1) return files[0].name;
  const folders = new Set(files.map(({ name }) => (name.includes("/") ? name.split("/")[0] : "")));
  const [folder] = folders;
  return folders.size === 1 && folder ? `${folder}, ${files.length} files` : `${files[0].name} and ${files.length - 1} more`;
}

/** What of an upload could not be used: by the names that the files were sent under, with the reasons. */
function leftOut(about) {
  const named = about.left_out.map((one) => `${one.name} (${one.reason.replace(/\.$/, "")})`);
  const more = named.length > NAMED ? `, and ${named.length - NAMED} more` : "";
  const said = named.length ? [`Not looked at: ${named.slice(0, NAMED).join(", ")}${more}.`] : [];
  return [...said, ...about.notes].join(" ");
}

const lengthOf = (text) => [...text].length; // as the server counts

/** Say near a limit how much is written, and that it is too much. */
function limited(field, said, most) {
  const count = () => {
    const length = lengthOf(field.value);
    show(said, length > most * NEAR);
    field.setAttribute("aria-invalid", length > most);
    said.textContent = `${length.toLocaleString()} of ${most.toLocaleString()} characters.${length > most ? " It is too long; shorten it." : ""}`;
  };
  field.addEventListener("input", count);
  return count;
}

export class Intake {
  constructor(about, opened, cleared) {
    Object.assign(this, { opened, cleared, limits: about.limits, study: null, prior: null, title: "", history: "", turn: 0, reading: 0 });
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
    byId("study-away").addEventListener("click", () => { this.empty(); this.cleared(); byId("files").focus(); });
    const { history_characters: history, question_characters: question } = about.limits;
    this.counts = [limited(byId("history"), byId("history-count"), history), limited(byId("question"), byId("question-count"), question)];
  }

  /** Neither study nor earlier one: a case in words. */
  empty() {
    this.turn += 1; // what is still on its way is not wanted any more
    Object.assign(this, { study: null, prior: null, title: "" });
    this.say();
  }

  say(notes = "") {
    byId("study-said").textContent = this.study ? this.title : NONE;
    byId("prior-said").textContent = this.prior ? this.prior.title : "None.";
    byId("study-notes").textContent = notes;
    show(byId("study-notes"), notes !== "");
    show(byId("study-away"), this.study !== null);
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
    await this.taking("study", async () => {
      const made = await post("/v1/studies/sample", { sample: one.name });
      if (await this.take(made, "study", null)) this.known(made.history);
    });
  }

  async send(files, kind) {
    const said = byId(kind === "study" ? "study-said" : "prior-said");
    await this.taking(kind, async () => {
      said.textContent = `Sending ${counted(files.length, "file")} …`;
      const made = await upload("/v1/studies", files, {}, (share) => { said.textContent = `Sending … ${percent(share)}`; });
      said.textContent = "Reading …";
      await this.take({ ...made, title: called(files) }, kind, files);
    });
  }

  /** Nothing is asked for while a study is on its way. */
  async taking(kind, work) {
    const said = byId(kind === "study" ? "study-said" : "prior-said");
    this.reading += 1;
    try { await work(); } catch (error) {
      this.say();
      if (this[kind]) said.textContent += " (the one before: the last was not taken)";
      throw error;
    } finally { this.reading -= 1; }
  }

  /** Take a study once its pictures are there; true where it was taken. One that cannot be shown is not kept. */
  async take(made, kind, files) {
    this.turn += 1;
    const { turn } = this;
    let about = null;
    try { about = await this.opened(made.id, kind, () => this.turn === turn); } finally {
      if (!about) remove(`/v1/studies/${made.id}`).catch(() => {}); // gone already, or erased in an hour
    }
    if (!about) return false;
    settled();
    const notes = [leftOut(about)];
    if (kind === "study") {
      Object.assign(this, { study: made.id, title: made.title, prior: null });
      if (files && this.outgrown()) notes.unshift(TAKEN_OUT);
    } else this.prior = { id: made.id, title: made.title };
    this.say(notes.filter(Boolean).join(" "));
    return true;
  }

  /** The words of one patient do not go with the film of the next: those of a case that was there go; new ones stay. */
  outgrown() {
    if (!this.history.trim() || byId("history").value !== this.history) return false;
    this.known("");
    return true;
  }

  /** Write a history that belongs to what is shown. */
  known(history) {
    this.write("history", history);
    this.history = byId("history").value; // with the line ends that the field gives it
  }

  write(id, text) {
    byId(id).value = text;
    this.counts.forEach((one) => one());
  }

  /** Show what a case was asked with. */
  fill(found) {
    this.empty();
    const [prior] = found.priors;
    Object.assign(this, { study: found.study, title: found.title, prior: prior ? { id: prior, title: "That of the case." } : null });
    this.say();
    this.known(found.history);
    this.write("question", found.question ?? "");
    this.write("options", found.options.join("\n"));
    byId("prior-days").value = found.days[0] ?? "";
    if (found.question) byId("question").closest("details").open = true;
    const profile = byId("profile");
    if ([...profile.options].some((one) => one.value === found.profile)) profile.value = found.profile;
    profile.dispatchEvent(new Event("change"));
  }

  /** What is asked for, as the interface takes it. */
  asked() {
    if (this.reading) throw new Error("The study is still being read; press Diagnose once it is shown.");
    if (!this.study && this.prior) throw new Error("An earlier study is compared with a current one; choose that too.");
    const days = byId("prior-days").value;
    const question = byId("question").value.trim();
    const history = byId("history").value;
    if (!this.study && !question && !history.trim()) {
      throw new Error("Choose a study (files, a folder, or a sample), or write a history.");
    }
    for (const [name, text] of [["history", history], ["question", question]]) {
      const most = this.limits[`${name}_characters`];
      if (lengthOf(text) > most) {
        throw new Error(`The ${name} is too long: ${lengthOf(text).toLocaleString()} characters, and at most ${most.toLocaleString()} are read. Shorten it.`);
      }
    }
    this.history = history;
    const options = byId("options").value.split("\n").map((one) => one.trim()).filter(Boolean);
    return {
      study: this.study,
      priors: this.prior ? [{ study: this.prior.id, days: days === "" ? null : Number(days) }] : [],
      history,
      question: question || null,
      options,
      profile: byId("profile").value,
      title: [...this.title].slice(0, LONGEST_TITLE).join(""),
    };
  }
}
