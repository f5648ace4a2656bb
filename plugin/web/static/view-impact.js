/**
 * What a change of the policy would do, before it is saved: what it loosens, who decides then, and how many runs of the
 * last 30 days would have been decided otherwise.
 *
 * @typedef {import("./i18n.js").Words} Words
 * @typedef {import("./policy-words.js").Reason} Reason
 * @typedef {{place: string, level: string, use_case: string, audience: string, before: string, after: string, runs: number, people: number}} Row
 * @typedef {{runs: number, people: number, places: number, changed_runs: number, changed_people: number, changed_places: number, rows: Row[], left_out: number}} Impact
 * @typedef {{reasons: Reason[], waits: boolean, alone: boolean, impact: Impact}} Preview
 */
import { h } from "./dom.js";
import { effectText, reasonText } from "./policy-words.js";
import { placeLabel } from "./view-place-adder.js";

const MOST_REASONS = 8;

/** @param {Preview} preview @param {Words} words @returns {HTMLElement} */
export function previewView({ reasons, waits, alone, impact }, words) {
  return h("div", { class: "preview" },
    h("p", null, h("b", null, impactText(impact, words))),
    impact.rows.length > 0 && h("details", null, h("summary", null, words.t("policy.impact_details")), rowsView(impact, words)),
    reasons.length > 0 && reasonsView(reasons, words),
    h("p", { class: "subtle" }, words.t(!waits ? "policy.acts_now" : alone ? "policy.waits_alone" : "policy.waits")));
}

/** @param {Reason[]} reasons @param {Words} words @returns {HTMLElement} */
export function reasonsView(reasons, words) {
  const more = reasons.length - MOST_REASONS;
  return h("div", null, h("p", null, words.t("policy.loosens")),
    h("ul", { class: "bullets", role: "list" }, reasons.slice(0, MOST_REASONS).map((reason) => h("li", null, reasonText(reason, words))),
      more > 0 && h("li", null, words.t("policy.left_out", { count: more }))));
}

/** @param {Impact} impact @param {Words} words @returns {string} */
export function impactText({ runs, changed_runs: count, changed_places: places, changed_people: people }, words) {
  if (!runs) return words.t("policy.impact_runs");
  if (!count) return words.t("policy.impact_none", { runs });
  const values = { places: words.t("policy.impact_places", { count: places }), people: words.t("policy.impact_people", { count: people }) };
  return words.t("policy.impact", { count, runs, ...values });
}

/** @param {Row} row @param {Words} words @returns {string} */
function afterText({ before, after }, words) {
  const effect = effectText(after, words);
  return before === after ? words.t("policy.other_conditions", { effect }) : effect;
}

/** @param {Impact} impact @param {Words} words @returns {HTMLElement} */
function rowsView({ rows, left_out: more }, words) {
  const columns = ["place", "level", "use", "before", "after", "runs", "people"];
  return h("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": words.t("policy.impact_details") },
    h("table", { class: "matrix impact" },
      h("thead", null, h("tr", null, columns.map((name) => h("th", { scope: "col" }, words.t(`policy.column_${name}`))))),
      h("tbody", null, rows.map((row) => h("tr", null,
        h("th", { scope: "row" }, placeLabel(row.place)), h("td", null, words.t(`level.${row.level}`)), h("td", null, words.t(`use_case.${row.use_case}`)),
        h("td", null, effectText(row.before, words)), h("td", null, afterText(row, words)),
        h("td", null, words.number(row.runs)), h("td", null, words.number(row.people)))))),
    more > 0 && h("p", { class: "note" }, words.t("policy.left_out", { count: more })));
}
