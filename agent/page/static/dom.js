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

/** Say what went wrong: one sentence, with the id under which the server's log has it. */
export function complain(error) {
  const box = el("div", { class: "error" },
    el("p", {}, error.message, error.id ? el("small", {}, ` (${error.id})`) : null),
    el("button", { type: "button", class: "small", on: { click: () => box.remove() } }, "Close"));
  byId("errors").replaceChildren(...[...byId("errors").children].slice(-2), box);
}

/** Do something, and say what went wrong if it does. */
export const trying = (work) => async (...given) => {
  try { return await work(...given); } catch (error) { complain(error); return undefined; }
};
