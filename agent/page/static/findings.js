// Findings and measurements, each with its place on the picture and what a clinician makes of it.

import { post } from "/static/api.js";
import { byId, counted, el, percent, show, trying } from "/static/dom.js";
import { boxed, choose, linked } from "/static/marks.js";
import { extent } from "/static/pixels.js";

/** The three buttons of a review, and what was said before. */
export function reviewing(context) {
  return (code, name) => {
    const said = el("span", {});
    const tell = (review) => said.replaceChildren(
      el("span", { class: `tag ${review.verdict}` }, `${review.verdict} by ${review.by}`),
      review.text ? ` ${review.text}` : "", review.is_recorded ? "" : el("small", {}, " not recorded: the server keeps no audit log"));
    if (context.reviews[code]) tell(context.reviews[code]);
    const give = trying(async (verdict, text = "") => {
      const review = await post(`/v1/cases/${context.id}/reviews`, { code, verdict, text });
      context.reviews[code] = review;
      tell(review);
    });
    const field = el("input", { type: "text", maxlength: 2000, "aria-label": `What ${name} should be` });
    const editor = el("form", { class: "row", hidden: true, on: { submit: (event) => { event.preventDefault(); editor.hidden = true; give("edited", field.value); } } },
      field, el("button", { type: "submit", class: "small" }, "Save"));
    const button = (label, act) => el("button", { type: "button", class: "small", "aria-label": `${label} ${name}`, on: { click: act } }, label);
    return el("div", { class: "review" }, el("p", { class: "row" },
      button("Accept", () => give("accepted")), button("Edit", () => { editor.hidden = !editor.hidden; field.focus(); }),
      button("Reject", () => give("rejected")), said), editor);
  };
}

function finding(one, number, image, review) {
  const name = number
    ? el("button", { type: "button", class: "link", on: { click: () => choose(one.code, "text") } }, `${number}. ${one.name}`)
    : el("b", {}, one.name);
  const parts = [one.presence + (one.laterality ? `, ${one.laterality}` : ""), `from the ${one.source}`, `certainty ${percent(one.certainty)}`];
  if (number && image) parts.push(extent(image, one.region));
  return linked(el("div", { class: "finding" },
    el("p", { class: "head" }, name, el("span", { class: `tag ${one.presence}` }, parts[0]), el("small", {}, parts.slice(1).join(" · "))),
    one.basis ? el("small", {}, one.basis) : null, review(one.code, one.name)), one.code);
}

function measurement(one, said, on) {
  const about = [on, one.basis].filter(Boolean).join(" · ");
  return el("tr", {}, el("th", { scope: "row" }, one.name), el("td", {}, said), el("td", {}, el("small", {}, about)));
}

/** Show the findings of an answer: those on pictures first, absent ones last. */
export function showFindings(found, image, review) {
  const { answer, spoken, measured_on } = found;
  const numbered = boxed(answer.findings);
  const rank = (one) => (one.region ? 0 : one.source === "image" ? 1 : 2) + (one.presence === "absent" ? 3 : 0);
  const list = answer.findings.map((one) => [one, numbered.indexOf(one) + 1]).sort((left, right) => rank(left[0]) - rank(right[0]));
  const first = list.filter(([one]) => rank(one) < 2);
  const others = list.filter(([one]) => rank(one) >= 2);
  const written = ([one, number]) => finding(one, number, image, review);
  byId("findings").replaceChildren(
    ...(first.length ? first.map(written) : [el("p", { class: "said" }, "Nothing was found on the pictures.")]),
    others.length ? el("details", {}, el("summary", {}, `${others.length} from the history, or absent`), others.map(written)) : "",
    answer.measurements.length ? el("details", { open: true }, el("summary", {}, counted(answer.measurements.length, "measurement")), el("div", { class: "wide" }, el("table", {}, el("tbody", {}, answer.measurements.map((one, at) => measurement(one, spoken[at], measured_on[at])))))) : "");
  show(byId("findings-card"));
}
