/**
 * How far a result may be trusted: which engine stood in for which, and which sentences are to be looked at first.
 *
 * @typedef {import("./i18n.js").Words} Words
 */
import { sourceName } from "./coverage.js";
import { button, h, svg } from "./dom.js";

/**
 * That another engine was asked first, and why it is not what is shown.
 *
 * @param {any} provenance of a result.
 * @param {Words} words
 * @returns {HTMLElement | null}
 */
export function standInStrip({ fallback_from: engine, fallback_reason: reason }, words) {
  if (!engine || reason === "budget") return null; // the budget's strip says it
  const why = words.t(words.has(`stand_in.${reason}`) ? `stand_in.${reason}` : "stand_in.engine_failed", { engine });
  return h("div", { class: "strip warning" }, svg("swap"), h("span", null, `${why} ${words.t("stand_in.text")}`));
}

/**
 * That a month's budget runs out, or has run out and the embedded engine stands in for that.
 *
 * @param {any} result
 * @param {Words} words
 * @returns {HTMLElement | null}
 */
export function budgetStrip({ budget, provenance }, words) {
  if (!budget) return null;
  const state = provenance.fallback_reason === "budget" ? "used" : "low";
  const values = { percent: budget.percent, team: budget.team, date: words.clock(budget.resets_at) };
  const text = words.t(`budget.${state}${budget.team ? "_team" : ""}`, values);
  return h("div", { class: "strip warning budget" }, svg("clock"), h("span", null, text));
}

/**
 * Marks beside a sentence: its sources disagree, or it names what they do not.
 *
 * @param {any} sentence of a result.
 * @param {Words} words
 * @returns {HTMLElement[]}
 */
export function doubts(sentence, words) {
  return ["uncertain", "unverified"].filter((name) => sentence[name]).map((name) =>
    h("span", { class: "lozenge doubt", title: words.t(`doubt.${name}_why`) }, words.t(`doubt.${name}`)));
}

/**
 * That parts of the item read like instructions to an AI; stands above the text, so before anybody uses it.
 *
 * @param {any} suspicious of a result, or undefined.
 * @param {import("./panel.js").Context} context
 * @returns {HTMLElement | null}
 */
export function suspiciousStrip(suspicious, { words, actions }) {
  if (!suspicious) return null;
  const named = suspicious.parts.map((/** @type {any} */ part) => {
    const name = sourceName(part, words);
    const there = part.comment_id || (part.kind === "section" && part.href);
    return there ? button(name, () => actions.open(part), { class: "link" }) : h("b", null, name);
  });
  const text = h("span", null, words.t("suspicious.text", { count: suspicious.count }));
  return h("div", { class: "strip warning suspicious", role: "note" }, svg("warning"), text, named);
}
