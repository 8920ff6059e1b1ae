// Elements are made of text and attributes here, never of markup: nothing that is shown can become part of the page.

const SVG = "http://www.w3.org/2000/svg";

function fill(node, props, children) {
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || (value === false && !name.startsWith("aria-"))) continue;
    if (name === "on") for (const [event, act] of Object.entries(value)) node.addEventListener(event, act);
    else if (name === "class") node.setAttribute("class", value);
    else if (name === "data") Object.assign(node.dataset, value);
    else node.setAttribute(name, value === true && !name.startsWith("aria-") ? "" : String(value));
  }
  node.append(...children.flat().filter((one) => one !== null && one !== undefined && one !== false));
  return node;
}

export const el = (tag, props = {}, ...children) => fill(document.createElement(tag), props, children);
export const svg = (tag, props = {}, ...children) => fill(document.createElementNS(SVG, tag), props, children);
export const byId = (id) => document.getElementById(id);
export const show = (node, on = true) => { node.hidden = !on; };
export const percent = (share) => `${Math.round(share * 100)} %`;

/** A link to a web page, and plain text for every other kind of address. */
export function link(address, text) {
  let url = null;
  try { url = new URL(address); } catch { return el("span", {}, text); }
  if (url.protocol !== "https:" && url.protocol !== "http:") return el("span", {}, text);
  return el("a", { href: url.href, target: "_blank", rel: "noopener noreferrer" }, text);
}

/** "1 note", "2 notes". */
export const counted = (number, one, many = `${one}s`) => `${number} ${number === 1 ? one : many}`;

/** A moment as this browser's people write it. */
export const when = (moment) => new Date(moment).toLocaleString([], { dateStyle: "medium", timeStyle: "short" });

/** Say something short to people who hear the page. */
export function announce(sentence) { byId("announced").textContent = sentence; }

/** Say what went wrong: one sentence, with the id under which the server's log has it; the same sentence stands once. */
export function complain(error) {
  const close = () => { box.remove(); document.querySelector("main:not([hidden])")?.focus({ preventScroll: true }); };
  const box = el("div", { class: "error", data: { said: error.message } },
    el("p", {}, error.message, error.id ? el("small", {}, ` (${error.id})`) : null),
    el("button", { type: "button", class: "small", "aria-label": "Close this message", on: { click: close } }, "Close"));
  const others = [...byId("errors").children].filter((one) => one.dataset.said !== error.message);
  byId("errors").replaceChildren(...others.slice(-2), box);
}

/** What went wrong before is over: something has gone well since. */
export const settled = () => byId("errors").replaceChildren();

/** Do something, and say what went wrong if it does. */
export const trying = (work) => async (...given) => {
  try { return await work(...given); } catch (error) { complain(error); return undefined; }
};
