// What is shown stands in the address, so that a reload and the back button find it again; the token never stays there.

const ID = /^[0-9a-f]{32}$/;

/** What the address asks for: a view, and the id of a case or batch. */
export function place() {
  const asked = new URLSearchParams(location.hash.slice(1));
  const known = (id) => (ID.test(id ?? "") ? id : null);
  if (asked.has("batch")) return { view: "batch", id: known(asked.get("batch")) };
  return { view: "work", id: known(asked.get("case")) };
}

export const caseAt = (id) => (id ? `#case=${id}` : "");
export const batchAt = (id) => `#batch${id ? `=${id}` : ""}`;

/** Write what is shown into the address; the place before is one step back, unless it is replaced. */
export function goTo(hash, replaces = false) {
  if (location.hash === hash) return;
  history[replaces ? "replaceState" : "pushState"](null, "", `${location.pathname}${hash}`);
}

/** The token of an address that signs a browser in, taken out of the address at once. */
export function tokenGiven() {
  const token = new URLSearchParams(location.hash.slice(1)).get("token");
  if (token) history.replaceState(null, "", location.pathname);
  return token;
}
