// The page: signs in, takes a case, follows it, shows what came of it.

import { batchAt, caseAt, goTo, place, tokenGiven } from "/static/address.js";
import { get, post, remove } from "/static/api.js";
import { batches } from "/static/batch.js";
import { caseList } from "/static/cases.js";
import { announce, byId, complain, el, settled, show, trying } from "/static/dom.js";
import { Intake } from "/static/intake.js";
import { highlight } from "/static/marks.js";
import { Shown } from "/static/shown.js";
import { theme } from "/static/theme.js";
import { Viewer } from "/static/viewer.js";

const now = new Viewer("Study");
const before = new Viewer("Earlier study");
const narrow = matchMedia("(max-width: 46rem)");
let intake = null;
let batch = null;
let isAsking = false;
let listCases = () => {};
const shown = new Shown(now, before, () => listCases(), (id) => openCase(id));

/** No case is shown any more: what comes next is another one. */
function leaveCase() {
  shown.clear();
  goTo("");
  listCases();
}

/** Show a study that was chosen, unless another one was meanwhile; answers what it holds. */
async function opened(study, kind, isWanted) {
  const ready = await (kind === "study" ? now : before).load(study);
  if (!isWanted()) return null;
  leaveCase();
  if (kind === "study") before.close();
  show(before.root, kind !== "study");
  (kind === "study" ? now : before).present(ready);
  return ready.about;
}

function bare() {
  for (const one of [now, before]) one.close();
  show(before.root, false);
}

const openCase = trying(async (id) => {
  intake.turn += 1;
  const { turn } = intake;
  let found = null;
  try { found = await get(`/v1/cases/${id}`); } catch (error) {
    if (intake.turn === turn && place().id === id) { shown.clear(); goTo("", true); }
    throw error;
  }
  settled();
  // A case whose files could not be read is still shown, without pictures.
  const load = async (viewer, study) => {
    try { return study ? await viewer.load(study) : null; } catch (error) { complain(error); return null; }
  };
  const [study, prior] = [await load(now, found.study), await load(before, found.priors[0])];
  if (intake.turn !== turn) return;
  shown.clear();
  bare();
  if (study) now.present(study);
  show(before.root, prior !== null);
  if (prior) before.present(prior);
  intake.fill({ ...found, study: study && found.study, priors: prior ? found.priors : [] });
  view("work");
  goTo(caseAt(id));
  shown.begin(id, found.profile, found.events);
  listCases();
});

const diagnose = trying(async (event) => {
  event.preventDefault();
  if (isAsking) return;
  if (shown.isBusy) { announce("A case is being worked on; wait for its end, or cancel it."); return; }
  const asked = intake.asked();
  intake.turn += 1; // a case that is being opened is not wanted any more
  const { turn } = intake;
  isAsking = true;
  try {
    const made = await post("/v1/diagnose", asked);
    settled();
    listCases();
    if (intake.turn !== turn) return; // another study was chosen meanwhile; the list has this case
    shown.begin(made.id, asked.profile);
    goTo(caseAt(made.id));
    announce("Being worked on.");
    if (!narrow.matches) return;
    byId("intake").open = false;
    byId("timeline-card").querySelector("summary").focus({ preventScroll: true });
  } finally { isAsking = false; }
});

/** A case was erased, perhaps with its study. */
async function forgotten(one) {
  const left = await get("/v1/cases");
  const isUsed = [one.study, ...one.priors].some((study) => study && [intake.study, intake.prior?.id].includes(study));
  const isGone = isUsed && !left.some((each) => each.study === one.study);
  if (isGone) { intake.empty(); bare(); }
  if (isGone || shown.id === one.id) leaveCase();
}

function view(name) {
  for (const [id, tab] of [["work", "tab-case"], ["batch", "tab-batch"]]) {
    show(byId(id), id === name);
    byId(tab).setAttribute("aria-pressed", id === name);
  }
}

/** Show what the address asks for. */
const route = trying(async () => {
  if (!intake) return;
  const asked = place();
  view(asked.view);
  if (asked.view === "batch") batch.open(asked.id);
  else if (asked.id && asked.id !== shown.id) await openCase(asked.id);
  else if (!asked.id && shown.id) shown.clear();
});

function turnTo(name) {
  if (!intake) return;
  goTo(name === "batch" ? batchAt(batch.current()) : caseAt(shown.id));
  view(name);
}

function begin(about) {
  show(byId("sign-in"), false);
  show(byId("sign-out"));
  // A title does not fit into a select on a telephone; it stands below.
  for (const id of ["profile", "batch-profile"]) {
    byId(id).replaceChildren(...about.profiles.map((one) => el("option", { value: one.name, title: one.title }, one.name)));
  }
  const titled = () => { byId("profile-said").textContent = byId("profile").selectedOptions[0]?.title ?? ""; };
  byId("profile").addEventListener("change", titled);
  titled();
  intake = new Intake(about, opened, () => { leaveCase(); bare(); });
  batch = batches(openCase);
  listCases = caseList({ open: openCase, forgotten, shown: () => shown.id });
  listCases();
  route();
  document.body.dataset.ready = "yes";
}

async function enter(token) {
  if (token) await post("/v1/session", { token });
  if (intake) location.reload(); // signed in again: what was on the page may be somebody else's
  else begin(await get("/v1/about"));
}

async function boot() {
  theme();
  byId("viewers").replaceChildren(now.root, before.root);
  bare();
  shown.clear();
  byId("case-form").addEventListener("submit", diagnose);
  byId("cancel").addEventListener("click", trying(() => post(`/v1/cases/${shown.id}/cancel`)));
  byId("tab-case").addEventListener("click", () => turnTo("work"));
  byId("tab-batch").addEventListener("click", () => turnTo("batch"));
  byId("skip").addEventListener("click", (event) => { event.preventDefault(); document.querySelector("main:not([hidden])")?.focus(); });
  byId("sign-out").addEventListener("click", trying(async () => { await remove("/v1/session"); goTo("", true); location.reload(); }));
  byId("sign-in-form").addEventListener("submit", trying((event) => { event.preventDefault(); return enter(byId("token").value.trim()); }));
  document.addEventListener("signed-out", () => { show(byId("sign-in")); show(byId("work"), false); show(byId("batch"), false); });
  document.addEventListener("chosen", trying(async ({ detail }) => {
    const one = now.findings.find((each) => each.code === detail.code && each.region && each.image);
    const number = one && now.numberOf(one.image.digest);
    if (!number) return;
    if (number !== now.number) { await now.go(number); highlight(detail.code); }
    if (detail.from === "text") now.stage.scrollIntoView({ block: "nearest" });
  }));
  addEventListener("popstate", async () => {
    const given = tokenGiven();
    if (given) await trying(enter)(given);
    else route();
  });
  const token = tokenGiven();
  try { await enter(token); } catch (error) { if (token || error.status !== 401) complain(error); }
}

boot();
