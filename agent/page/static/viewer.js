// One study on the screen: slices, window, zoom, ruler, and what was found drawn over it.

import { get } from "/static/api.js";
import { complain, el, show, svg } from "/static/dom.js";
import { controls } from "/static/controls.js";
import { boxed, boxMark, outlineMark } from "/static/marks.js";
import { distance, extent, ownWindow, paint, picture, valueAt } from "/static/pixels.js";

const LEAST = 0.05;
const MOST = 40;

export class Viewer {
  constructor(title) {
    this.title = title;
    this.mode = "window";
    this.findings = [];
    this.outlines = [];
    this.places = {};
    this.shows = { boxes: true, outlines: true };
    this.canvas = el("canvas", { role: "img", "aria-label": title });
    this.overlay = svg("svg", { preserveAspectRatio: "none", "aria-label": "What was found" });
    this.pane = el("div", { class: "pane" }, this.canvas, this.overlay);
    this.hint = el("p", { class: "hint" }, "No study yet.");
    this.left = el("span", { class: "side l", "aria-hidden": "true" });
    this.right = el("span", { class: "side r", "aria-hidden": "true" });
    this.stage = el("div", {
      class: "stage", tabindex: 0, role: "group",
      "aria-label": `${title}. Arrow keys move, plus and minus zoom, page keys change the slice, brackets change the window.`,
    }, this.pane, this.hint, this.left, this.right);
    this.readout = el("p", { class: "readout" });
    this.root = el("section", { class: "card viewer", "aria-label": title }, el("h2", {}, title), this.stage, this.readout);
    this.panel = controls(this);
    this.root.append(this.panel.root);
    this.bare(true);
    this.gestures();
    new ResizeObserver(() => this.image && this.place()).observe(this.stage);
  }

  /** Get a study and its first or middle picture; nothing is shown of it yet. */
  async load(study) {
    const about = await get(`/v1/studies/${study}`);
    const number = about.images > 1 ? Math.ceil(about.images / 2) : 1;
    return { study, about, number, image: await picture(study, number) };
  }

  /** Show a study that was got. */
  present({ study, about, number, image }) {
    this.close();
    Object.assign(this, { study, about, number });
    this.panel.describe(about);
    this.put(image, true);
  }

  /** Show nothing. */
  close() {
    this.study = null;
    this.image = null;
    this.number = null;
    this.window = null;
    this.found([], [], {});
    this.overlay.replaceChildren();
    this.canvas.width = this.canvas.width; // wipes it
    delete this.canvas.dataset.number;
    this.canvas.setAttribute("aria-label", this.title);
    [this.left.textContent, this.right.textContent, this.readout.textContent] = ["", "", ""];
    this.bare(true);
  }

  /** Without a picture there is nothing to turn or measure. */
  bare(on) {
    show(this.hint, on);
    for (const one of [this.panel.root, this.readout]) show(one, !on);
    this.root.classList.toggle("bare-viewer", on);
  }

  /** Show one picture of the study. */
  async go(number) {
    const { study } = this;
    const before = this.number;
    const wanted = Math.min(Math.max(1, number), this.about.images);
    this.number = wanted;
    const isWanted = () => this.study === study && this.number === wanted; // or another one was asked for meanwhile
    try {
      const image = await picture(study, wanted);
      if (isWanted()) this.put(image, false);
    } catch (error) {
      if (isWanted()) this.number = before;
      complain(error);
    }
  }

  put(image, fresh) {
    const wanted = this.number;
    const same = this.image && this.image.width === image.width && this.image.height === image.height;
    this.image = image;
    this.bare(false);
    if (fresh || !this.window) this.window = ownWindow(image);
    if (fresh || !same) this.fit();
    this.canvas.setAttribute("aria-label", `${this.title}, picture ${wanted} of ${this.about.images}, ${image.modality}`);
    this.canvas.dataset.number = wanted;
    const sides = (image.facts.PatientOrientation ?? "").split("\\")[0];
    const across = { L: ["R", "L"], R: ["L", "R"] }[sides[0]] ?? ["", ""];
    [this.left.textContent, this.right.textContent] = across;
    this.panel.sync();
    this.repaint();
    this.marks();
    for (const near of [wanted + 1, wanted - 1]) {
      if (near >= 1 && near <= this.about.images) picture(this.study, near).catch(() => {});
    }
  }

  repaint() {
    if (!this.image || this.queued) return;
    this.queued = true;
    requestAnimationFrame(() => {
      this.queued = false;
      if (!this.image) return;
      paint(this.canvas, this.image, this.window, this.inverted);
      this.panel.sync();
    });
  }

  setWindow(centre, width) {
    this.window = { ...this.window, centre, width: Math.max(1, width) };
    this.repaint();
  }

  /** Height of the pane where pixels are not square. */
  get tall() {
    const { spacing, height } = this.image;
    return spacing ? (height * spacing.row) / spacing.column : height;
  }

  fit() {
    const { clientWidth, clientHeight } = this.stage;
    this.zoom = Math.min(clientWidth / this.image.width, clientHeight / this.tall);
    this.x = (clientWidth - this.image.width * this.zoom) / 2;
    this.y = (clientHeight - this.tall * this.zoom) / 2;
    this.fitted = true;
    this.place();
  }

  place() {
    if (this.fitted && this.seen !== `${this.stage.clientWidth}x${this.stage.clientHeight}`) {
      this.seen = `${this.stage.clientWidth}x${this.stage.clientHeight}`;
      this.fit();
      return;
    }
    this.pane.style.width = `${this.image.width}px`;
    this.pane.style.height = `${this.tall}px`;
    this.pane.style.transform = `translate(${this.x}px, ${this.y}px) scale(${this.zoom})`;
    // Lines and letters keep their size on the screen, whatever the zoom.
    this.pane.style.setProperty("--line", `${2 / this.zoom}px`);
    this.pane.style.setProperty("--label", `${15 / this.zoom}px`);
    this.canvas.style.imageRendering = this.zoom > 3 ? "pixelated" : "auto";
  }

  zoomBy(factor, x = this.stage.clientWidth / 2, y = this.stage.clientHeight / 2) {
    const zoom = Math.min(MOST, Math.max(LEAST, this.zoom * factor));
    this.x = x - ((x - this.x) * zoom) / this.zoom;
    this.y = y - ((y - this.y) * zoom) / this.zoom;
    this.zoom = zoom;
    this.fitted = false;
    this.place();
  }

  move(x, y) {
    this.x += x;
    this.y += y;
    this.fitted = false;
    this.place();
  }

  /** From a place on the stage to a place on the picture [pixels of the original]. */
  at(event) {
    const box = this.stage.getBoundingClientRect();
    const across = (event.clientX - box.left - this.x) / this.zoom;
    const down = ((event.clientY - box.top - this.y) / this.zoom) * (this.image.height / this.tall);
    return { x: across, y: down };
  }

  /** Take what was found: boxes and outlines, and on which pictures they are. */
  found(findings, outlines, places) {
    Object.assign(this, { findings, outlines, places });
    if (this.image) this.marks();
  }

  /** The picture of this study that a finding is on. */
  numberOf(digest) {
    const place = this.places[digest];
    return place && place.study === this.study ? place.image : null;
  }

  marks() {
    this.overlay.setAttribute("viewBox", `0 0 ${this.image.width} ${this.image.height}`);
    const here = (digest) => this.numberOf(digest) === this.number;
    const drawn = [];
    if (this.shows.outlines) {
      for (const one of this.outlines.filter((each) => here(each.image))) {
        drawn.push(outlineMark(one, `Outline: ${one.target}`));
      }
    }
    if (this.shows.boxes) {
      boxed(this.findings).forEach((one, at) => {
        if (!here(one.image.digest)) return;
        drawn.push(boxMark(one, at + 1, `${one.name}: ${one.presence}, ${extent(this.image, one.region)}`));
      });
    }
    this.overlay.replaceChildren(...drawn);
  }

  measure(from, to) {
    this.overlay.querySelectorAll(".measured").forEach((one) => one.remove());
    const said = distance(this.image, to.x - from.x, to.y - from.y);
    this.overlay.append(svg("g", { class: "measured" },
      svg("line", { class: "ruler", x1: from.x, y1: from.y, x2: to.x, y2: to.y }),
      svg("text", { class: "ruler-text", x: to.x, y: to.y, dx: "0.5em" }, said)));
    this.readout.textContent = `Measured ${said}`;
  }

  say(place) {
    const { image } = this;
    if (place.x < 0 || place.y < 0 || place.x >= image.width || place.y >= image.height) return;
    const mm = image.spacing
      ? ` · ${(place.x * image.spacing.column).toFixed(1)}, ${(place.y * image.spacing.row).toFixed(1)} mm` : "";
    this.readout.textContent = `${Math.floor(place.x)}, ${Math.floor(place.y)}${mm} · value ${valueAt(image, place.x, place.y)}`;
  }

  gestures() {
    const pointers = new Map();
    let start = null;
    let spread = 0;
    this.stage.addEventListener("pointerdown", (event) => {
      if (!this.image || event.target.closest(".mark")) return;
      this.stage.setPointerCapture(event.pointerId);
      pointers.set(event.pointerId, event);
      start = { place: this.at(event), x: event.clientX, y: event.clientY, window: { ...this.window } };
      spread = 0;
    });
    this.stage.addEventListener("pointermove", (event) => {
      if (!this.image) return;
      const last = pointers.get(event.pointerId);
      if (!last) { this.say(this.at(event)); return; }
      pointers.set(event.pointerId, event);
      if (pointers.size === 2) {
        const [one, two] = [...pointers.values()];
        const now = Math.hypot(one.clientX - two.clientX, one.clientY - two.clientY);
        const box = this.stage.getBoundingClientRect();
        if (spread) this.zoomBy(now / spread, (one.clientX + two.clientX) / 2 - box.left, (one.clientY + two.clientY) / 2 - box.top);
        spread = now;
      } else if (this.mode === "move" || event.buttons === 4) {
        this.move(event.clientX - last.clientX, event.clientY - last.clientY);
      } else if (this.mode === "measure") {
        this.measure(start.place, this.at(event));
      } else if (this.image.channels === 1) {
        const step = Math.max(1, this.image.range[1] - this.image.range[0]) / 800;
        this.setWindow(start.window.centre + (event.clientY - start.y) * step, start.window.width + (event.clientX - start.x) * step);
        this.readout.textContent = `Window: centre ${Math.round(this.window.centre)}, width ${Math.round(this.window.width)}`;
      }
    });
    const up = (event) => pointers.delete(event.pointerId);
    this.stage.addEventListener("pointerup", up);
    this.stage.addEventListener("pointercancel", up);
    this.stage.addEventListener("wheel", (event) => {
      if (!this.image) return;
      event.preventDefault();
      const box = this.stage.getBoundingClientRect();
      if (this.about.images > 1 && !event.ctrlKey) this.go(this.number + Math.sign(event.deltaY));
      else this.zoomBy(event.deltaY < 0 ? 1.15 : 1 / 1.15, event.clientX - box.left, event.clientY - box.top);
    }, { passive: false });
    this.stage.addEventListener("keydown", (event) => {
      if (this.image && event.target === this.stage && this.key(event.key)) event.preventDefault();
    });
  }

  key(name) {
    const step = Math.max(1, this.image.range[1] - this.image.range[0]) / 40;
    const acts = {
      ArrowLeft: () => this.move(30, 0), ArrowRight: () => this.move(-30, 0),
      ArrowUp: () => this.move(0, 30), ArrowDown: () => this.move(0, -30),
      "+": () => this.zoomBy(1.25), "-": () => this.zoomBy(0.8), 0: () => this.fit(),
      PageUp: () => this.go(this.number - 1), PageDown: () => this.go(this.number + 1),
      Home: () => this.go(1), End: () => this.go(this.about.images),
      "[": () => this.setWindow(this.window.centre, this.window.width - step),
      "]": () => this.setWindow(this.window.centre, this.window.width + step),
    };
    acts[name]?.();
    return Boolean(acts[name]);
  }
}
