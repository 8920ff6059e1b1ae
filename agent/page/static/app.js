// The page: signs in, takes a case, follows it, shows what came of it.

import { follow, get, post, remove } from "/static/api.js";
import { batches } from "/static/batch.js";
import { byId, complain, el, show, trying } from "/static/dom.js";
import { reviewing, showFindings } from "/static/findings.js";
import { Intake } from "/static/intake.js";
import { highlight } from "/static/marks.js";
import { showResult } from "/static/result.js";
import { theme } from "/static/theme.js";
import { Timeline } from "/static/timeline.js";
import { Viewer } from "/static/viewer.js";

const now = new Viewer("Study");
const before = new Viewer("Earlier study");
const timeline = new Timeline();
const narrow = matchMedia("(max-width: 46rem)");
let intake = null;
let current = null; // the case that is shown
let source = null; // its events

async function opened(study, kind) {
  if (kind === "study") show(before.root, false);
  else show(before.root);
  await (kind === "study" ? now : before).open(study);
  if (kind !== "study") return;
  now.found([], [], {});
  show(byId("findings-card"), false);
}

function cleared() {
  for (const one of [now, before]) one.close();
  show(before.root, false);
  show(byId("findings-card"), false);
}

function busy(on) {
  show(byId("cancel"), on);
  byId("diagnose").disabled = on;
  const ask = document.querySelector("#further-form button");
  if (ask) ask.disabled = on;
}

const showAnswer = trying(async (number) => {
  const found = await get(`/v1/cases/${current}/result?answer=${number}`);
  const shown = found.answer;
  const context = {
    id: current, answer: number, answers: found.answers,
    placed: new Set(shown.findings.filter((one) => one.region && one.image).map((one) => one.code)),
    reviews: Object.fromEntries(found.reviews.map((one) => [one.code, one])),
    tabs: () => Array.from({ length: found.answers }, (_, at) => el("button", {
      type: "button", class: "small", "aria-pressed": at === number, on: { click: () => showAnswer(at) },
    }, at === 0 ? "Diagnosis" : `Question ${at}`)),
  };
  const review = reviewing(context);
  showResult(found, context, review, (asked, question) => { timeline.asked(question); listen(asked.after + 1, 0); });
  showFindings(shown, now.image, review);
  for (const one of [now, before]) one.found(shown.findings, [], found.places);
  const first = shown.findings.find((one) => one.region && one.presence === "present" && now.numberOf(one.image?.digest));
  if (first) await now.go(now.numberOf(first.image.digest));
  const drawn = await get(`/v1/cases/${current}/outlines?answer=${number}`);
  for (const one of [now, before]) one.found(shown.findings, drawn.outlines, found.places);
});

const listCases = trying(async () => {
  const cases = await get("/v1/cases");
  byId("cases").replaceChildren(...cases.map((one) => el("li", {},
    el("button", { type: "button", class: "link", on: { click: trying(() => openCase(one.id)) } }, one.title),
    el("span", { class: "tag" }, one.status ? one.status.replaceAll("_", " ") : one.stage),
    el("button", { type: "button", class: "small danger", "aria-label": `Forget ${one.title}`, on: { click: trying(async () => { await remove(`/v1/cases/${one.id}`); listCases(); }) } }, "Forget"))));
  show(byId("cases-card"), cases.length > 0);
});

function ended(kind, data) {
  busy(false);
  if (kind === "failed") { complain(data.error); timeline.say(`Failed: ${data.error.message}`); }
  else timeline.say(kind === "cancelled" ? "Cancelled." : "Done.");
  if (kind === "ended") {
    if (narrow.matches) byId("timeline-card").open = false;
    showAnswer(data.answer);
  }
  listCases();
}

/** Follow the case that is shown, from an event on; `expected`: events that it has already. */
function listen(after, expected) {
  source?.close();
  busy(true);
  source = follow(current, after, {
    isLast: (id) => id >= expected,
    lost: () => { busy(false); timeline.say("The connection was lost; open the case again from the list."); },
    event: (kind, data, id) => {
      if (kind === "step") timeline.add(data);
      else if (kind === "asked") timeline.asked(data.question);
      else if (kind === "waiting") timeline.say(data.ahead > 0 ? `Waiting: ${data.ahead} cases before this one.` : "Waiting for a place …");
      else if (kind === "running") timeline.say("Working …");
      else if (id >= expected) ended(kind, data);
    },
  });
}

async function openCase(id) {
  const found = await get(`/v1/cases/${id}`);
  view("work");
  current = id;
  if (found.study) await opened(found.study, "study");
  else cleared();
  if (found.priors.length) await opened(found.priors[0], "prior");
  byId("result").replaceChildren(el("h2", {}, "Answer"), el("p", { class: "said" }, "…"));
  timeline.start(id, found.profile);
  listen(0, ["ended", "cancelled", "failed"].includes(found.stage) ? found.events : 0);
}

const diagnose = trying(async (event) => {
  event.preventDefault();
  const asked = intake.asked();
  const made = await post("/v1/diagnose", asked);
  current = made.id;
  if (narrow.matches) byId("intake").open = false;
  highlight(null);
  now.found([], [], {});
  show(byId("findings-card"), false);
  byId("result").replaceChildren(el("h2", {}, "Answer"), el("p", { class: "said" }, "Being worked on …"));
  timeline.start(made.id, asked.profile);
  listen(0, 0);
});

function view(name) {
  for (const [id, tab] of [["work", "tab-case"], ["batch", "tab-batch"]]) {
    show(byId(id), id === name);
    byId(tab).setAttribute("aria-pressed", id === name);
  }
}

function begin(about) {
  show(byId("sign-in"), false);
  show(byId("sign-out"));
  view("work");
  for (const id of ["profile", "batch-profile"]) {
    byId(id).replaceChildren(...about.profiles.map((one) => el("option", { value: one.name }, `${one.name}: ${one.title}`)));
  }
  intake = new Intake(about, opened, cleared);
  batches(trying(openCase));
  listCases();
  document.body.dataset.ready = "yes";
}

async function enter(token) {
  if (token) await post("/v1/session", { token });
  begin(await get("/v1/about"));
}

async function boot() {
  theme();
  byId("viewers").replaceChildren(now.root, before.root);
  show(before.root, false);
  byId("case-form").addEventListener("submit", diagnose);
  byId("cancel").addEventListener("click", trying(() => post(`/v1/cases/${current}/cancel`)));
  byId("tab-case").addEventListener("click", () => intake && view("work"));
  byId("tab-batch").addEventListener("click", () => intake && view("batch"));
  byId("sign-out").addEventListener("click", trying(async () => { await remove("/v1/session"); location.reload(); }));
  byId("sign-in-form").addEventListener("submit", trying((event) => { event.preventDefault(); return enter(byId("token").value.trim()); }));
  document.addEventListener("signed-out", () => { show(byId("sign-in")); show(byId("work"), false); show(byId("batch"), false); });
  document.addEventListener("chosen", trying(async ({ detail }) => {
    const one = now.findings.find((each) => each.code === detail.code && each.region && each.image);
    const number = one && now.numberOf(one.image.digest);
    if (!number) return;
    if (number !== now.number) { await now.go(number); highlight(detail.code); }
    if (detail.from === "text") now.stage.scrollIntoView({ block: "nearest" });
  }));
  const token = new URLSearchParams(location.hash.slice(1)).get("token");
  if (token) history.replaceState(null, "", location.pathname);
  try { await enter(token); } catch (error) { if (token || error.status !== 401) complain(error); }
}

boot();
