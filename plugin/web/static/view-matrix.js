/**
 * What AI may do, by level: the rules as a table, each cell to be chosen. A wider level's rule holds at every stricter
 * one, so a cell may come to less than what was chosen for it; it then says by which rule.
 *
 * @typedef {import("./i18n.js").Words} Words
 * @typedef {import("./policy-model.js").Rule} Rule
 * @typedef {import("./policy-model.js").Cell} Cell
 */
import { h } from "./dom.js";
import { cellOf, EFFECTS, LEVELS, MATRIX_ROWS, withCell } from "./policy-model.js";
import { effectText } from "./policy-words.js";
import { levelBadge } from "./view-frame.js";

/**
 * @param {Rule[]} rules
 * @param {Words} words
 * @param {(rules: Rule[], cell: string) => void} [change] with the rules as they become, and which cell was chosen.
 * @param {string} [focus] the cell that has the focus after a redraw.
 * @returns {HTMLElement}
 */
export function matrixView(rules, words, change, focus = "") {
  const head = h("tr", null, h("th", { scope: "col" }, words.t("admin.use_case")),
    LEVELS.map((level) => h("th", { scope: "col" }, levelBadge(level, words))));
  const rows = MATRIX_ROWS.map(({ useCase, audience }) => {
    const label = audience === "customer" ? `${words.t(`use_case.${useCase}`)} (${words.t("audience.customer")})` : words.t(`use_case.${useCase}`);
    return h("tr", null, h("th", { scope: "row" }, label), LEVELS.map((level) => {
      const name = `${level}/${useCase}/${audience}`;
      const chosen = (/** @type {string} */ effect) => change?.(withCell(rules, level, useCase, audience, effect), name);
      return cellView(cellOf(rules, level, useCase, audience), words, `${label}, ${words.t(`level.${level}`)}`, change ? chosen : undefined, name === focus);
    }));
  });
  return h("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": words.t("admin.matrix") },
    h("table", { class: "matrix" }, h("thead", null, head), h("tbody", null, rows)));
}

/** @param {Cell} cell @param {Words} words @param {string} label @param {((effect: string) => void) | undefined} choose @param {boolean} focused @returns {HTMLElement} */
function cellView(cell, words, label, choose, focused) {
  const notes = [];
  if (cell.reason) notes.push(words.t(`admin.${cell.reason}`));
  if (cell.reach) notes.push(words.t(`admin.${cell.reach}`));
  if (cell.rule) notes.push(words.t("admin.rule", { rule: cell.rule }));
  const note = h("span", { class: "note" }, notes.flatMap((one, index) => [index > 0 && " · ", h("span", null, one)]));
  if (!choose) return h("td", null, h("span", { class: `effect effect-${cell.effect}` }, effectName(cell, words)), note);
  const select = /** @type {HTMLSelectElement} */ (h("select", { class: `effect-${cell.effect}`, "aria-label": label, dataset: focused ? { focus: "" } : {} },
    EFFECTS.map((effect) => h("option", { value: effect, selected: effect === cell.effect }, effectText(effect, words)))));
  select.addEventListener("change", () => choose(select.value));
  return h("td", null, select, note);
}

/** @param {Cell} cell @param {Words} words @returns {string} */
function effectName({ effect, approvers }, words) {
  return effect === "review" && approvers ? words.t("admin.review", { approvers }) : effectText(effect, words);
}
