// Values of a picture and how bright they are shown. Source of the formulas: DICOM PS3.3 C.11.2.1.2 and C.11.2.1.3.

import { bytes } from "/static/api.js";

const KEPT = 24;
const cache = new Map();

/** A picture of a study: its description and its samples. The last few are kept. */
export async function picture(study, number) {
  const key = `${study}/${number}`;
  if (!cache.has(key)) {
    cache.set(key, bytes(`/v1/studies/${study}/images/${number}/pixels`).then(parse));
    if (cache.size > KEPT) cache.delete(cache.keys().next().value);
  }
  const found = cache.get(key);
  try { return await found; } catch (error) { cache.delete(key); throw error; }
}

export function parse(buffer) {
  const length = new DataView(buffer).getUint32(0, true);
  const about = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, length)));
  const samples = about.channels === 3 ? new Uint8Array(buffer, 4 + length) : new Uint16Array(buffer, 4 + length);
  return { ...about, samples };
}

/** The window that a picture comes with, or its whole range. */
export function ownWindow(image) {
  if (image.window) return { ...image.window };
  const [low, high] = image.range;
  return { centre: (low + high) / 2 + 0.5, width: Math.max(1, high - low + 1), function: "LINEAR" };
}

function brightness(window) {
  const { centre, width } = window;
  if (window.function === "SIGMOID") return (value) => 255 / (1 + Math.exp((-4 * (value - centre)) / width));
  const low = centre - 0.5 - (width - 1) / 2;
  const high = centre - 0.5 + (width - 1) / 2;
  if (high <= low) return (value) => (value > low ? 255 : 0);
  return (value) => ((Math.min(high, Math.max(low, value)) - low) * 255) / (high - low);
}

/** Draw a picture through a window onto a canvas of its size. */
export function paint(canvas, image, window, inverted) {
  canvas.width = image.columns;
  canvas.height = image.rows;
  const context = canvas.getContext("2d");
  const data = context.createImageData(image.columns, image.rows);
  const out = new Uint32Array(data.data.buffer);
  const { samples } = image;
  if (image.channels === 3) {
    for (let at = 0; at < out.length; at += 1) {
      out[at] = 0xff000000 | (samples[3 * at + 2] << 16) | (samples[3 * at + 1] << 8) | samples[3 * at];
    }
  } else {
    const shown = brightness(window);
    const most = Math.round((image.range[1] - image.intercept) / image.slope);
    const table = new Uint32Array(most + 1);
    for (let at = 0; at <= most; at += 1) {
      const grey = Math.round(shown(at * image.slope + image.intercept));
      const value = inverted ? 255 - grey : grey;
      table[at] = 0xff000000 | (value << 16) | (value << 8) | value;
    }
    for (let at = 0; at < out.length; at += 1) out[at] = table[samples[at]];
  }
  context.putImageData(data, 0, 0);
}

/** The value at a place [pixels of the original picture], as text. */
export function valueAt(image, x, y) {
  const column = Math.floor((x * image.columns) / image.width);
  const row = Math.floor((y * image.rows) / image.height);
  if (column < 0 || row < 0 || column >= image.columns || row >= image.rows) return "";
  const at = row * image.columns + column;
  if (image.channels === 3) return `RGB ${[0, 1, 2].map((one) => image.samples[3 * at + one]).join(" ")}`;
  const value = image.samples[at] * image.slope + image.intercept;
  return `${Number.isInteger(value) ? value : value.toFixed(2)}${image.unit === "[hnsf'U]" ? " HU" : ""}`;
}

/** A distance between two places, in mm where the picture says how large a pixel is. */
export function distance(image, x, y) {
  if (!image.spacing) return `${Math.hypot(x, y).toFixed(0)} pixels`;
  const mm = Math.hypot(x * image.spacing.column, y * image.spacing.row);
  return `${mm.toFixed(1)} mm${image.spacing.source === "ImagerPixelSpacing" ? " at the detector" : ""}`;
}

/** The size of a box, in mm where the picture says how large a pixel is. */
export function extent(image, region) {
  const across = region.right - region.left;
  const down = region.bottom - region.top;
  if (!image.spacing) return `${across.toFixed(0)} × ${down.toFixed(0)} pixels`;
  const size = `${(across * image.spacing.column).toFixed(0)} × ${(down * image.spacing.row).toFixed(0)} mm`;
  return `${size}${image.spacing.source === "ImagerPixelSpacing" ? " at the detector" : ""}`;
}
