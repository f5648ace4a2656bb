/**
 * What AI may do, by level: the rules as a table to read.
 *
 * @typedef {import("./i18n.js").Words} Words
 * @typedef {import("./policy-model.js").Rule} Rule
 * @typedef {import("./policy-model.js").Cell} Cell
 */
import { h } from "./dom.js";
import { cellOf, LEVELS, ROWS } from "./policy-model.js";
import { levelBadge } from "./view-frame.js";

/**
 * @param {Rule[]} rules
 * @param {Words} words
 * @returns {HTMLElement}
 */
export function matrixView(rules, words) {
  const head = h("tr", null, h("th", { scope: "col" }, words.t("admin.use_case")),
    LEVELS.map((level) => h("th", { scope: "col" }, levelBadge(level, words))));
  const rows = ROWS.map(({ name, useCase, audience }) =>
    h("tr", null, h("th", { scope: "row" }, words.t(`admin.${name}`)),
      LEVELS.map((level) => cellView(cellOf(rules, level, useCase, audience), words))));
  return h("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": words.t("admin.matrix") },
    h("table", { class: "matrix" }, h("thead", null, head), h("tbody", null, rows)));
}

/** @param {Cell} cell @param {Words} words @returns {HTMLElement} */
function cellView(cell, words) {
  const notes = [];
  if (cell.reason) notes.push(words.t(`admin.${cell.reason}`));
  if (cell.reach) notes.push(words.t(`admin.${cell.reach}`));
  if (cell.rule) notes.push(words.t("admin.rule", { rule: cell.rule }));
  return h("td", null, h("span", { class: `effect effect-${cell.effect}` }, effectName(cell, words)),
    h("span", { class: "note" }, notes.flatMap((note, index) => [index > 0 && " · ", h("span", null, note)])));
}

/** @param {Cell} cell @param {Words} words @returns {string} */
function effectName({ effect, approvers }, words) {
  if (effect !== "review") return words.t(`admin.${effect}`);
  return approvers ? words.t("admin.review", { approvers }) : words.t("admin.review_unnamed");
}
