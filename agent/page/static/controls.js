// The buttons and sliders under a picture; everything that a drag does can be done with them as well.

import { el, show } from "/static/dom.js";
import { ownWindow } from "/static/pixels.js";

const MODES = [["window", "Window"], ["move", "Move"], ["measure", "Measure"]];
let made = 0;

function slider(name, act) {
  made += 1;
  const id = `slider-${made}`;
  const input = el("input", { id, type: "range", step: "any", on: { input: () => act(Number(input.value)) } });
  const output = el("output", { for: id });
  return { input, output, parts: [el("label", { for: id }, name), input, output] };
}

export function controls(viewer) {
  const modes = MODES.map(([mode, name]) => el("button", {
    type: "button", class: "small", "aria-pressed": mode === viewer.mode,
    on: { click: () => { viewer.mode = mode; modes.forEach((one, at) => one.setAttribute("aria-pressed", MODES[at][0] === mode)); } },
  }, name));
  const button = (name, label, act) => el("button", { type: "button", class: "small", "aria-label": label, on: { click: () => viewer.image && act() } }, name);
  const toggle = (name, key) => {
    const one = el("button", { type: "button", class: "small", "aria-pressed": "true", on: { click: () => {
      viewer.shows[key] = !viewer.shows[key];
      one.setAttribute("aria-pressed", viewer.shows[key]);
      if (viewer.image) viewer.marks();
    } } }, name);
    return one;
  };
  const invert = button("Invert", "Invert black and white", () => { viewer.inverted = !viewer.inverted; viewer.repaint(); });
  const centre = slider("Centre", (value) => viewer.setWindow(value, viewer.window.width));
  const width = slider("Width", (value) => viewer.setWindow(viewer.window.centre, value));
  const slice = slider("Slice", (value) => viewer.go(Math.round(value)));
  slice.input.step = 1;
  const presets = el("select", { "aria-label": "Usual windows", class: "small", on: { change: () => {
    const one = presets.options[presets.selectedIndex];
    if (one.dataset.width) viewer.setWindow(Number(one.dataset.centre), Number(one.dataset.width));
    else if (viewer.image) { viewer.window = ownWindow(viewer.image); viewer.repaint(); }
  } } });
  const windowing = el("div", { class: "sliders" }, centre.parts, width.parts);
  const slicing = el("div", { class: "sliders" }, slice.parts);
  const scale = el("p", { class: "said" });
  const root = el("div", { class: "column" },
    el("div", { class: "row", role: "toolbar", "aria-label": "How the picture is shown" },
      modes, button("−", "Zoom out", () => viewer.zoomBy(0.8)), button("+", "Zoom in", () => viewer.zoomBy(1.25)),
      button("Fit", "Fit the picture", () => viewer.fit()), invert, toggle("Boxes", "boxes"), toggle("Outlines", "outlines")),
    slicing, windowing, el("div", { class: "row" }, presets), scale);
  show(slicing, false);

  return {
    root,
    describe(about) {
      show(slicing, about.images > 1);
      slice.input.min = 1;
      slice.input.max = about.images;
      const known = about.series[0].presets;
      show(presets.parentElement, known.length > 0);
      presets.replaceChildren(el("option", {}, "Window of the file"),
        ...known.map((one) => el("option", { data: { centre: one.centre, width: one.width }, title: one.source }, `${one.name} (${one.centre} / ${one.width})`)));
    },
    sync() {
      const { image, window } = viewer;
      show(windowing, image.channels === 1);
      const [low, high] = image.range;
      Object.assign(centre.input, { min: low, max: high, value: window.centre });
      Object.assign(width.input, { min: 1, max: Math.max(2, high - low + 1), value: window.width });
      centre.output.value = Math.round(window.centre);
      width.output.value = Math.round(window.width);
      slice.input.value = viewer.number;
      slice.output.value = `${viewer.number} / ${viewer.about.images}`;
      const shrunk = image.columns < image.width ? `Shown at ${image.columns} × ${image.rows} of ${image.width} × ${image.height} pixels. ` : "";
      const size = image.spacing ? `One pixel is ${image.spacing.column.toFixed(3)} × ${image.spacing.row.toFixed(3)} mm (${image.spacing.source}).` : "The size of a pixel is not known: lengths are in pixels.";
      scale.textContent = shrunk + size;
    },
  };
}
