// The interface as a page, made from its own description; nothing is loaded from elsewhere.

import { get } from "/static/api.js";
import { byId, complain, el } from "/static/dom.js";
import { theme } from "/static/theme.js";

function parameters(list = []) {
  if (!list.length) return null;
  return el("ul", {}, list.map((one) => el("li", {}, el("code", {}, one.name), ` ${one.in}${one.required ? ", needed" : ""}. ${one.description ?? ""}`)));
}

function route(path, method, about) {
  const bodies = Object.entries(about.requestBody?.content ?? {}).map(([kind, one]) => el("details", {},
    el("summary", {}, `Body as ${kind}`), el("pre", {}, JSON.stringify(one.schema, null, 1))));
  return el("section", { class: "card" },
    el("h2", {}, el("code", {}, `${method.toUpperCase()} ${path}`), ` ${about.summary ?? ""}`),
    el("p", {}, about.description ?? ""), parameters(about.parameters), bodies);
}

theme();
try {
  const document_ = await get("/openapi.json");
  byId("api").replaceChildren(
    el("section", { class: "card" }, ...document_.info.description.split("\n\n").map((one) => el("p", {}, one))),
    ...Object.entries(document_.paths).flatMap(([path, methods]) => Object.entries(methods).map(([method, about]) => route(path, method, about))),
    el("details", { class: "card" }, el("summary", {}, "Schemas"), el("pre", {}, JSON.stringify(document_.components?.schemas ?? {}, null, 1))));
} catch (error) { complain(error); }
