// The case that is shown: its steps as they happen, and what came of it. Nothing of it stays beside another one's pictures.

import { follow, get } from "/static/api.js";
import { announce, byId, complain, el, show, trying } from "/static/dom.js";
import { reviewing, showFindings } from "/static/findings.js";
import { highlight } from "/static/marks.js";
import { showResult } from "/static/result.js";
import { Timeline } from "/static/timeline.js";

const FIRST = `Choose a study, or write a history, and press Diagnose. The answer will stand here: signs of danger first, then a
  ranked differential, each statement with its source.`;
const GOES_ON = "The case before is still worked on; open it from the list of your cases. Press Diagnose for this one.";
const WORKING = "Being worked on …";
const LOST = "The server does not answer; it is asked again and again. There is no answer so far.";

const narrow = matchMedia("(max-width: 46rem)");
const still = matchMedia("(prefers-reduced-motion: reduce)");

/** Where the focus may be taken from: nobody is typing or choosing there. */
const idle = (held) => !held || held === document.body || ["diagnose", "cancel"].includes(held.id)
  || Boolean(held.closest("#result, #intake > summary, #timeline-card > summary"));

export class Shown {
  constructor(now, before, changed, again) {
    Object.assign(this, { now, before, changed, again, id: null, turn: 0, answers: 0, isBusy: false });
    this.timeline = new Timeline();
  }

  panel(sentence, retries = false) {
    const { id } = this;
    byId("result").replaceChildren(
      el("h2", { id: "answer-title", tabindex: -1 }, "Answer"), el("p", { class: "said" }, sentence),
      retries ? el("p", {}, el("button", { type: "button", on: { click: () => this.again(id) } }, "Try again")) : "");
  }

  /** Show no case. */
  clear() {
    const goesOn = this.id && this.isBusy;
    this.source?.close();
    this.turn += 1;
    Object.assign(this, { id: null, answers: 0, isOnScreen: false, isLost: false });
    this.busy(false);
    highlight(null);
    for (const one of [this.now, this.before]) one.found([], [], {});
    byId("findings").replaceChildren();
    show(byId("findings-card"), false);
    this.timeline.clear();
    this.panel(goesOn ? GOES_ON : FIRST);
  }

  /** Show a case from its beginning; `events`: those that it has already. */
  begin(id, profile, events = 0) {
    this.clear();
    this.id = id;
    this.timeline.start(id, profile);
    this.panel(WORKING);
    this.listen(0, events);
  }

  busy(on) {
    this.isBusy = on;
    if (!on && document.activeElement === byId("cancel")) byId("diagnose").focus({ preventScroll: true });
    show(byId("cancel"), on);
    // Not `disabled`, which would throw the focus off the button.
    for (const one of [byId("diagnose"), byId("further-ask")]) one?.setAttribute("aria-disabled", on);
  }

  /** Follow the case from an event on. */
  listen(after, expected) {
    const { id } = this;
    const here = (act) => (...given) => { if (this.id === id) act(...given); };
    this.source?.close();
    this.busy(true);
    this.source = follow(id, after, {
      isLast: (number) => number >= expected,
      lost: here((isOver) => (isOver ? this.gone() : this.waits())),
      back: here(() => {
        if (!this.isLost) return;
        this.isLost = false;
        this.timeline.say("Working …");
        if (!this.isOnScreen) this.panel(WORKING);
      }),
      event: here((kind, data, number) => {
        if (kind === "ended") this.answers = Math.max(this.answers, data.answer + 1);
        if (kind === "step") this.timeline.add(data);
        else if (kind === "asked") this.timeline.asked(data.question);
        else if (kind === "waiting") this.timeline.waits(data.ahead);
        else if (kind === "running") this.timeline.say("Working …");
        else if (number >= expected) this.ended(kind, data);
      }),
    });
  }

  waits() {
    if (this.isLost) return;
    this.isLost = true;
    this.timeline.say("The server does not answer; it is asked again …");
    announce("The connection to the server was lost.");
    if (!this.isOnScreen) this.panel(LOST);
  }

  async gone() {
    const { id } = this;
    this.busy(false);
    let why = "Try again.";
    try { await get(`/v1/cases/${id}`); } catch (error) { why = error.message; }
    if (this.id === id) this.over(`The connection was lost. ${why}`, true);
  }

  /** Say how it came out, where no answer came. */
  over(sentence, retries = false) {
    this.timeline.say(sentence);
    announce(sentence);
    if (!this.isOnScreen) this.panel(sentence, retries);
  }

  ended(kind, data) {
    this.busy(false);
    this.changed();
    if (kind === "failed") complain(data.error);
    const sentence = kind === "failed" ? `Failed: ${data.error.message}` : kind === "cancelled" ? "Cancelled." : "Done.";
    // A question that failed or was stopped leaves the answers that were there before it.
    if (this.answers === 0) this.over(kind === "cancelled" ? "Cancelled: there is no answer." : sentence);
    else if (kind !== "ended" && this.isOnScreen) this.over(sentence);
    else this.arrive(sentence);
  }

  async arrive(sentence) {
    const { id } = this;
    this.timeline.say("Fetching the answer …");
    try {
      if (!await this.answer(this.answers - 1, true)) return;
      this.timeline.say(sentence);
    } catch (error) {
      if (this.id !== id) return;
      complain(error);
      this.over(`The answer could not be fetched. ${error.message}`, true);
    }
  }

  /** Show one answer; true where it is on the screen. */
  async answer(number, isNew = false) {
    const { id } = this;
    this.turn += 1;
    const { turn } = this;
    const found = await get(`/v1/cases/${id}/result?answer=${number}`);
    if (this.turn !== turn) return false;
    const shown = found.answer;
    const review = this.write(found, number);
    this.isOnScreen = true;
    const wasIdle = idle(document.activeElement);
    showResult(found, this.context, review, (asked, question) => {
      this.timeline.asked(question);
      this.listen(asked.after + 1, 0);
    });
    this.busy(this.isBusy);
    showFindings(found, this.now.image, review);
    for (const one of [this.now, this.before]) one.found(shown.findings, [], found.places);
    this.reveal(isNew, wasIdle, found.status_words);
    trying(() => this.mark(shown, found, turn))();
    return true;
  }

  write(found, number) {
    this.context = {
      id: this.id, answer: number, answers: found.answers, mayAsk: () => !this.isBusy,
      placed: new Set(found.answer.findings.filter((one) => one.region && one.image).map((one) => one.code)),
      reviews: Object.fromEntries(found.reviews.map((one) => [one.code, one])),
      tabs: () => Array.from({ length: found.answers }, (_, at) => el("button", {
        type: "button", class: "small", "aria-pressed": at === number, on: { click: trying(() => this.answer(at)) },
      }, at === 0 ? "Diagnosis" : `Question ${at}`)),
    };
    return reviewing(this.context);
  }

  /** Bring an answer into sight and hearing. */
  reveal(isNew, wasIdle, words) {
    if (isNew) announce(`The answer is there: ${words}`);
    if (isNew && narrow.matches) byId("timeline-card").open = false;
    if (!wasIdle) return;
    const title = byId("answer-title");
    title.focus({ preventScroll: true });
    const { top, bottom } = title.getBoundingClientRect();
    if (isNew && (top < 0 || bottom > innerHeight / 2)) {
      byId("result").scrollIntoView({ behavior: still.matches ? "auto" : "smooth", block: "start" });
    }
  }

  async mark(shown, found, turn) {
    const first = shown.findings.find((one) => one.region && one.presence === "present" && this.now.numberOf(one.image?.digest));
    if (first) await this.now.go(this.now.numberOf(first.image.digest));
    if (this.turn !== turn) return;
    const drawn = await get(`/v1/cases/${found.case.id}/outlines?answer=${this.context.answer}`);
    if (this.turn !== turn) return;
    for (const one of [this.now, this.before]) one.found(shown.findings, drawn.outlines, found.places);
  }
}
